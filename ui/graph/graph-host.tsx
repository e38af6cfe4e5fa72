import type { ComponentChildren } from 'preact'
import type { GraphView } from './use-graph-view.ts'

/** Size that a node is enlarged to at least when the keyboard comes to it. */
const READABLE = 0.9

/** Where a tip stands, and of which node. */
export interface NodeTipPlace {
  readonly node: number
  /** In the host, CSS pixels. */
  readonly x: number
  readonly y: number
  readonly host: HTMLElement | null
}

/** The place of a graph on the page, with its keyboard. */
export function GraphHost({
  name,
  label,
  view,
  focused,
  onKey,
  onStep,
  onMenu,
  onEnter,
  twin,
  tip,
}: {
  /** Ids within begin with it. */
  name: string
  label: string
  view: GraphView
  /** The node under the keyboard, -1 none. */
  focused: number
  /** Keys of this graph's own, asked before those of every graph; whether it was one. */
  onKey: (event: KeyboardEvent) => boolean
  /** Goes along an edge: the node it came to, -1 none; null for a key that is no step. */
  onStep: (key: string) => number | null
  /** The node under the pointer, and the pointer in the window; whether a menu opens. */
  onMenu?: (node: number, at: { readonly x: number; readonly y: number }) => boolean
  /** The keyboard comes to the graph, and no node has it. */
  onEnter?: () => void
  twin: ComponentChildren
  tip: (at: NodeTipPlace) => ComponentChildren
}) {
  const { host, canvas, camera, hover } = view
  const walk = (key: string): boolean => {
    const node = onStep(key)
    if (node === null) return false
    if (node === -1) return true
    if (camera.now().scale < 0.5) camera.centre(node, READABLE)
    else camera.reveal(node)
    return true
  }
  const move = (key: string): boolean => {
    if (key === '0') camera.fit()
    else if (key === '+' || key === '=') view.zoom(1.6)
    else if (key === '-') view.zoom(1 / 1.6)
    else return false
    return true
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (!onKey(event) && !walk(event.key) && !move(event.key)) return
    event.preventDefault()
    event.stopPropagation()
  }
  const onContextMenu = (event: MouseEvent) => {
    const { left, top } = host.current!.getBoundingClientRect()
    const node = view.nodeUnder(event.clientX - left, event.clientY - top)
    const at = { x: event.clientX, y: event.clientY }
    if (node !== -1 && onMenu?.(node, at) === true) event.preventDefault()
  }
  return (
    <div
      class="graph-canvas"
      ref={host}
      role="tree"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={focused === -1 ? undefined : `${name}-focused`}
      onKeyDown={onKeyDown}
      onContextMenu={onContextMenu}
      onFocus={event => {
        if (focused === -1 && event.currentTarget.matches(':focus-visible')) onEnter?.()
      }}
      data-nodes={view.nodeCount}
    >
      <canvas ref={canvas} />
      {twin}
      {hover !== null && tip({ ...hover, host: host.current })}
    </div>
  )
}
