import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import {
  FRAME_ACTIONS,
  type FrameTarget,
  frameMenu,
  frameTarget,
  isPossible,
} from '../actions/frame-actions.ts'
import { recording, selected, view } from '../state/app-state.ts'
import { centreFlame } from '../state/flame-state.ts'

interface Item {
  readonly id: string
  readonly title: string
  readonly key: string
  readonly isGroupStart: boolean
  readonly run: () => void
}

/** What the menu of a frame offers. */
function itemsOf(target: FrameTarget): Item[] {
  const show = (id: string, title: string, name: typeof view.value): Item => ({
    id,
    title,
    key: '',
    isGroupStart: id === 'show-callers',
    run: () => {
      selected.value = target.func
      view.value = name
    },
  })
  return [
    ...FRAME_ACTIONS.filter(action => isPossible(action, target)).map(action => ({
      ...action,
      run: () => action.run(target),
    })),
    show('show-callers', 'Show callers and callees', 'callers'),
    {
      ...{ id: 'show-centred', title: 'Centre the flame graph on it', key: 'e', isGroupStart: false },
      run: () => centreFlame(target.func),
    },
    show('show-source', 'Show source', 'source'),
    {
      id: 'copy-name',
      title: 'Copy name',
      key: '',
      isGroupStart: false,
      run: () => void navigator.clipboard?.writeText(recording.peek()?.funcs.name[target.func] ?? ''),
    },
  ]
}

/** The menu of the frame that was asked for, by mouse or keyboard. */
export function FrameMenu() {
  const open = frameMenu.value
  return open === null ? null : <Menu key={`${open.func} ${open.x} ${open.y}`} open={open} />
}

function Menu({ open }: { open: NonNullable<typeof frameMenu.value> }) {
  const host = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(0)
  const [place, setPlace] = useState({ left: open.x, top: open.y })
  const items = itemsOf(open)
  const name = recording.value?.funcs.name[open.func] ?? ''
  useLayoutEffect(() => {
    const before = document.activeElement as HTMLElement | null
    const menu = host.current!
    const { offsetWidth, offsetHeight } = menu
    setPlace({
      left: Math.max(8, Math.min(open.x, innerWidth - offsetWidth - 8)),
      top: Math.max(8, Math.min(open.y, innerHeight - offsetHeight - 8)),
    })
    const away = (event: Event) => {
      if (host.current?.contains(event.target as Node) !== true) frameMenu.value = null
    }
    const leave = () => {
      frameMenu.value = null
    }
    addEventListener('pointerdown', away, true)
    addEventListener('blur', leave)
    return () => {
      removeEventListener('pointerdown', away, true)
      removeEventListener('blur', leave)
      // A click elsewhere has given the focus to what was clicked.
      if (hasNoFocusBut(menu)) before?.focus?.()
    }
  }, [])
  useLayoutEffect(() => {
    host.current?.querySelectorAll<HTMLElement>('[role=menuitem]')[active]?.focus()
  }, [active])
  const run = (item: Item) => {
    frameMenu.value = null
    item.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const last = items.length - 1
    const letter = items.findIndex((item, i) => i > active && startsWith(item, event.key))
    if (event.key === 'ArrowDown') setActive(active === last ? 0 : active + 1)
    else if (event.key === 'ArrowUp') setActive(active === 0 ? last : active - 1)
    else if (event.key === 'Home') setActive(0)
    else if (event.key === 'End') setActive(last)
    else if (event.key === 'Escape' || event.key === 'Tab') frameMenu.value = null
    else if (event.key === 'Enter' || event.key === ' ') run(items[active]!)
    else if (event.key.length === 1) {
      const byKey = items.find(item => item.key === event.key)
      if (byKey !== undefined) run(byKey)
      else if (letter !== -1) setActive(letter)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      class="popover menu"
      ref={host}
      role="menu"
      tabIndex={-1}
      aria-label={`What to do with ${name}`}
      style={{ left: `${place.left}px`, top: `${place.top}px` }}
      onKeyDown={onKeyDown}
      onContextMenu={event => event.preventDefault()}
    >
      <div class="menu-head code ellipsis" role="presentation" title={name}>
        {name}
      </div>
      {items.map((item, i) => (
        <button
          type="button"
          role="menuitem"
          key={item.id}
          tabIndex={-1}
          class={item.isGroupStart ? 'menu-item menu-start' : 'menu-item'}
          data-active={i === active}
          onClick={() => run(item)}
          onMouseEnter={() => setActive(i)}
        >
          <span>{item.title}</span>
          {item.key !== '' && <kbd>{item.key}</kbd>}
        </button>
      ))}
    </div>
  )
}

/** Whether the focus is within an element that goes, or nowhere. */
export function hasNoFocusBut(element: HTMLElement): boolean {
  const focused = document.activeElement
  return focused === null || focused === document.body || element.contains(focused)
}

function startsWith(item: Item, key: string): boolean {
  return key.length === 1 && item.title.toLowerCase().startsWith(key.toLowerCase())
}

/**
 * Opens the menu wherever something stands for a function: elements say which by `data-func`; pictures on a canvas open it
 * themselves. By keyboard (the menu key, or Shift and F10) it is about the frame that has the focus or is selected.
 */
export function startFrameMenu(): void {
  document.addEventListener('contextmenu', event => {
    if (event.defaultPrevented) return
    const element = (event.target as Element).closest<HTMLElement>('[data-func]')
    const func = Number(element?.dataset.func ?? -1)
    if (element === null || !(func >= 0)) return
    event.preventDefault()
    frameMenu.value = { func, path: null, x: event.clientX, y: event.clientY }
  })
  addEventListener('keydown', event => {
    if (event.key !== 'ContextMenu' && !(event.key === 'F10' && event.shiftKey)) return
    const focused = document.activeElement
    const func = Number(focused?.closest<HTMLElement>('[data-func]')?.dataset.func ?? -1)
    const target = func >= 0 ? { func, path: null } : frameTarget.peek()
    if (target === null || focused?.matches('input, textarea, select') === true) return
    event.preventDefault()
    const box = (focused ?? document.body).getBoundingClientRect()
    const at = document.querySelector('[aria-selected=true]')?.getBoundingClientRect() ?? box
    const isTable = /^(?:tree)?grid$/.test(focused?.getAttribute('role') ?? '')
    const near = isTable ? at : box
    frameMenu.value = {
      ...target,
      x: near.left + Math.min(40, near.width / 2),
      y: isTable ? near.bottom : near.top + Math.min(60, near.height / 2),
    }
  })
}
