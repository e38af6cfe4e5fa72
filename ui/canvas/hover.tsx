/** Where the pointer is over a picture of boxes. */
export interface Hover {
  readonly box: number
  /** In the host, CSS pixels. */
  readonly x: number
  readonly y: number
}

/** The outline of the box under the pointer, in CSS pixels of the host: an element of its own, so that hovering draws nothing anew.
 *  What is thinner than two pixels is outlined as if it were so large. */
export function HoverOutline({
  left,
  top,
  width,
  height,
}: {
  left: number
  top: number
  width: number
  height: number
}) {
  return (
    <div
      class="hover-outline"
      style={{
        transform: `translate(${left}px, ${top}px)`,
        width: `${Math.max(2, width)}px`,
        height: `${Math.max(2, height)}px`,
      }}
    />
  )
}
