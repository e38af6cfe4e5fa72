import type { RefObject } from 'preact'

/** A field for code of a line, and below it what is wrong with it, or what it will do. */
export function CheckedInput({
  field,
  label,
  noteId,
  placeholder,
  text,
  problem,
  hint,
  onInput,
  onEnter,
}: {
  field: RefObject<HTMLInputElement | null>
  label: string
  noteId: string
  placeholder: string
  text: string
  /** Null where nothing is wrong. */
  problem: string | null
  hint: string
  onInput: (text: string) => void
  onEnter: () => void
}) {
  return (
    <>
      <input
        ref={field}
        type="text"
        class="filter-pattern code"
        aria-label={label}
        aria-invalid={problem !== null}
        aria-describedby={noteId}
        placeholder={placeholder}
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={event => onInput(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          onEnter()
        }}
      />
      <p class="filter-note" id={noteId} data-problem={problem !== null}>
        {problem ?? hint}
      </p>
    </>
  )
}
