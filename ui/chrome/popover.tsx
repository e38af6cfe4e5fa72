import type { Signal } from '@preact/signals'
import type { ComponentChildren, RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { hasNoFocusBut } from './frame-menu.tsx'
import { Icon } from './icons.tsx'

/** A button that opens a box below itself. The box closes when the pointer is pressed outside of both. */
export function PopoverButton({
  isOpen,
  look = 'filter-button',
  icon,
  text,
  label,
  title,
  isDisabled = false,
  box,
}: {
  isOpen: Signal<boolean>
  look?: string
  icon: string
  /** Beside the icon. */
  text?: ComponentChildren
  /** Absent where the text says it. */
  label?: string
  title: string
  isDisabled?: boolean
  /** A `PopoverBox`; it is given the button that the focus goes back to. */
  box: (button: HTMLButtonElement | null) => ComponentChildren
}) {
  const host = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const open = isOpen.value
  useEffect(() => {
    if (!open) return
    const onPointer = (event: PointerEvent) => {
      if (host.current?.contains(event.target as Node) !== true) isOpen.value = false
    }
    addEventListener('pointerdown', onPointer)
    return () => removeEventListener('pointerdown', onPointer)
  }, [open])
  return (
    <div class="filter-host" ref={host}>
      <button
        type="button"
        class={`button ${look}`}
        ref={button}
        aria-label={label}
        aria-expanded={open}
        aria-haspopup="dialog"
        title={title}
        disabled={isDisabled}
        onClick={() => {
          isOpen.value = !open
        }}
      >
        <Icon name={icon} size={16} />
        {text}
      </button>
      {open && box(button.current)}
    </div>
  )
}

/** The box that a `PopoverButton` opens. It takes the focus, gives it back to the button unless it has gone elsewhere, and
 *  closes at Escape. */
export function PopoverBox({
  isOpen,
  look,
  label,
  button,
  first,
  children,
}: {
  isOpen: Signal<boolean>
  look: string
  label: string
  button: HTMLButtonElement | null
  /** What takes the focus; absent: the box. */
  first?: RefObject<HTMLElement | null>
  children: ComponentChildren
}) {
  const host = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const box = host.current!
    ;(first?.current ?? box).focus()
    return () => {
      if (hasNoFocusBut(box)) button?.focus()
    }
  }, [])
  return (
    <div
      class={`popover ${look}`}
      ref={host}
      role="dialog"
      aria-label={label}
      tabIndex={first === undefined ? -1 : undefined}
      onKeyDown={event => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        event.stopPropagation()
        isOpen.value = false
      }}
    >
      {children}
    </div>
  )
}
