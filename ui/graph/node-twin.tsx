/** Reading aloud more neighbours than this helps nobody. */
const NEAR = 30

/** The node under the keyboard with its neighbours as a tree of elements, for those who do not see the canvas. */
export function NodeTwin({
  name,
  focused,
  above,
  below,
  textOf,
  around,
}: {
  /** Of the graph: its ids begin with it. */
  name: string
  focused: number
  /** Those whose edges lead to it. */
  above: readonly number[]
  /** Those that its edges lead to. */
  below: readonly number[]
  /** `by` is the edge that joins it to the focused one; absent at that one itself. */
  textOf: (node: number, by?: 'above' | 'below') => string
  /** How many neighbours it has, in words. */
  around: string
}) {
  const item = (node: number, level: number) => (
    <div
      role="treeitem"
      key={`${level} ${node}`}
      id={level === 2 ? `${name}-focused` : undefined}
      aria-level={level}
      aria-selected={level === 2}
      aria-expanded={level === 2 ? below.length > 0 : undefined}
      tabIndex={-1}
    >
      {textOf(node, level === 1 ? 'above' : level === 3 ? 'below' : undefined)}
      {level === 2 && `, ${around}`}
    </div>
  )
  return (
    <div class="visually-hidden" role="presentation" data-testid={`${name}-twin`}>
      {above.slice(0, NEAR).map(node => item(node, 1))}
      {item(focused, 2)}
      {below.slice(0, NEAR).map(node => item(node, 3))}
    </div>
  )
}
