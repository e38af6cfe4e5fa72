import type { Signal } from '@preact/signals'
import type { Size } from './camera.ts'

/** Boxes as they may come; says how large the map will be, which the worker has to know. */
export function MapSkeleton({ size }: { size: Signal<Size | null> }) {
  return (
    <div
      class="map-skeleton"
      aria-hidden="true"
      ref={element => {
        if (element === null) return
        const { clientWidth: width, clientHeight: height } = element
        const known = size.peek()
        if (known?.width !== width || known.height !== height) size.value = { width, height }
      }}
    >
      <i />
      <i />
      <i />
    </div>
  )
}
