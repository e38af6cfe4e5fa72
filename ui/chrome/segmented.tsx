/** One choice of a few, all in sight. */
export interface Choice<T> {
  readonly value: T
  readonly label: string
  /** Why it cannot be chosen; absent: it can. */
  readonly disabledReason?: string | null
}

/** A row of choices as radio buttons. */
export function Segmented<T extends string | number>({
  label,
  choices,
  value,
  onChoose,
}: {
  label: string
  choices: readonly Choice<T>[]
  value: T
  onChoose: (value: T) => void
}) {
  const isShown = choices.some(choice => choice.value === value)
  return (
    <div class="segmented" role="radiogroup" aria-label={label}>
      {choices.map((choice, i) => {
        const reason = choice.disabledReason ?? null
        const isTabStop = isShown ? choice.value === value : i === 0
        return (
          <button
            type="button"
            role="radio"
            key={choice.value}
            aria-checked={choice.value === value}
            aria-disabled={reason !== null}
            tabIndex={isTabStop ? 0 : -1}
            data-label={choice.label}
            title={reason ?? undefined}
            onKeyDown={walk}
            onClick={() => {
              if (reason === null) onChoose(choice.value)
            }}
          >
            {choice.label}
          </button>
        )
      })}
    </div>
  )
}

/** Tab reaches the chosen one; arrows choose the one before or after it, round the ends. */
function walk(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const step = /^Arrow(?:Right|Down)$/.test(event.key) ? 1 : /^Arrow(?:Left|Up)$/.test(event.key) ? -1 : 0
  if (step === 0 || event.ctrlKey || event.metaKey || event.altKey) return
  const radios = [
    ...event.currentTarget.parentElement!.querySelectorAll<HTMLElement>(
      '[role=radio]:not([aria-disabled=true])',
    ),
  ]
  const at = radios.indexOf(event.target as HTMLElement)
  if (at === -1) return
  event.preventDefault()
  const next = radios[(at + step + radios.length) % radios.length]!
  next.focus()
  next.click()
}
