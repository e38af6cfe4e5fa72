import { useSignalEffect } from '@preact/signals'
import { useEffect, useLayoutEffect, useState } from 'preact/hooks'
import { trackPointer } from '../canvas/pointer.ts'
import { Tip } from '../canvas/tip.tsx'
import { pictureFonts, usePicture } from '../canvas/use-picture.ts'
import { useWantedFocus } from '../canvas/use-wanted-focus.ts'
import { nodeAt } from '../graph/camera.ts'
import { type GraphPicture, makeGraphLayers } from '../graph/graph-layers.ts'
import { useGraphCamera } from '../graph/use-graph-camera.ts'
import { formatCount, formatShare, formatValue } from '../state/figures.ts'
import { heapGraphFocus, isHeapFocusWanted, selectObject, shownObject } from '../state/heap-state.ts'
import type { HeapGraphAnswer } from '../worker/heap-protocol.ts'
import { useHeapGraphColours } from './heap-graph-colours.ts'
import { graphNeighbours, type HeapGraphStep, walkHeapGraph } from './heap-graph-walk.ts'
import { heapTone } from './heap-tones.ts'

/** Where the pointer is over the picture. */
interface Hover {
  readonly node: number
  readonly x: number
  readonly y: number
}

const STEPS: Readonly<Record<string, HeapGraphStep>> = {
  Home: 'centre',
  ArrowUp: 'referrer',
  ArrowDown: 'referent',
  ArrowLeft: 'previous',
  ArrowRight: 'next',
}

/** Size that an object is enlarged to at least when it is asked for. */
const READABLE = 0.9

/** The references around an object: drawn on a canvas, walked along by keyboard. */
export function HeapGraphCanvas({ answer }: { answer: HeapGraphAnswer }) {
  const [hover, setHover] = useState<Hover | null>(null)
  const colours = useHeapGraphColours(answer)
  const { nodes } = answer
  const nodeOf = (object: number) => nodes.findIndex(node => node.object === object)
  const focused = nodeOf(heapGraphFocus.value)

  const { host, canvas, picture, draw, request } = usePicture<GraphPicture>({
    make: (element, onReady) => makeGraphLayers(element, { fonts: pictureFonts(), onReady }),
    draw: picture => {
      picture.draw({
        answer,
        camera: camera.now(),
        colours,
        selected: nodeOf(shownObject.peek()),
        focused: nodeOf(heapGraphFocus.peek()),
      })
    },
    onSize: size => camera.resize(size),
  })
  const camera = useGraphCamera(answer, {
    anchor: ({ nodes: drawn }) => drawn.findIndex(node => node.object === shownObject.peek()),
    onMove: () => {
      setHover(null)
      request()
    },
  })
  useLayoutEffect(() => setHover(null), [answer])
  useLayoutEffect(() => {
    if (picture.current !== null && picture.current.size.width > 0) draw()
    // The object in the middle is what the picture is about.
    camera.reveal(answer.centre)
  }, [answer, colours])
  useSignalEffect(() => {
    void [shownObject.value, heapGraphFocus.value]
    request()
  })

  useWantedFocus(host, isHeapFocusWanted)

  const nodeUnder = (x: number, y: number): number => {
    const at = camera.toLayout(x, y)
    return nodeAt(answer, at.x, at.y)
  }
  useEffect(
    () =>
      trackPointer(host.current!, {
        hover: (x, y) => {
          const node = nodeUnder(x, y)
          setHover(node === -1 ? null : { node, x, y })
        },
        leave: () => setHover(null),
        click: (x, y) => {
          const node = nodeUnder(x, y)
          if (node !== -1) selectObject(nodes[node]!.object)
        },
        doubleClick: (x, y) => camera.zoom(x, y, 1.6),
        pan: camera.pan,
        scroll: dy => camera.pan(0, -dy),
        zoom: (x, factor, y) => camera.zoom(x, y, 1 / factor),
      }),
    [answer],
  )
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const step = STEPS[event.key]
    if (step !== undefined) {
      const node = walkHeapGraph(answer, focused, step)
      if (node !== -1) {
        heapGraphFocus.value = nodes[node]!.object
        if (camera.now().scale < 0.5) camera.centre(node, READABLE)
        else camera.reveal(node)
      }
    } else if ((event.key === ' ' || event.key === 'Enter') && focused !== -1) {
      selectObject(nodes[focused]!.object)
    } else if (event.key === '0') camera.fit()
    else if (event.key === '+' || event.key === '=' || event.key === '-') {
      const { width, height } = picture.current!.size
      camera.zoom(width / 2, height / 2, event.key === '-' ? 1 / 1.6 : 1.6)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      class="graph-canvas"
      ref={host}
      role="tree"
      tabIndex={0}
      aria-label="References around the object"
      aria-activedescendant={focused === -1 ? undefined : 'heap-graph-focused'}
      onKeyDown={onKeyDown}
      data-nodes={nodes.length}
    >
      <canvas ref={canvas} />
      <Twin answer={answer} focused={focused} />
      {hover !== null && hover.node < nodes.length && (
        <NodeTip answer={answer} node={hover.node} x={hover.x} y={hover.y} host={host.current} />
      )}
    </div>
  )
}

function NodeTip({
  answer,
  node,
  ...place
}: {
  answer: HeapGraphAnswer
  node: number
  x: number
  y: number
  host: HTMLElement | null
}) {
  const { name, type, object, size, retained, kept, root, hidden } = answer.nodes[node]!
  return (
    <Tip {...place}>
      <div class="tip-name">
        <span class={`heat-dot ${heapTone(type, answer.typeSizes[node]!, answer.hottest)}`} />
        {name}
      </div>
      <div class="tip-where">
        #{object}
        {root !== null && ` · root: ${root}`}
      </div>
      <dl class="tip-figures">
        <dt>Retained</dt>
        <dd>
          {formatValue(retained, 'bytes')} · {formatCount(kept)} objects
        </dd>
        <dt>Own size</dt>
        <dd>
          {formatValue(size, 'bytes')}
          {retained > 0 && ` · ${formatShare(size / retained)} of it`}
        </dd>
        {hidden > 0 && (
          <>
            <dt>Not drawn</dt>
            <dd>{formatCount(hidden)} more</dd>
          </>
        )}
      </dl>
    </Tip>
  )
}

/** Reading aloud more than this many neighbours helps nobody. */
const NEAR = 30

/** The object under the keyboard with its neighbours as a tree of elements, for those who do not see the canvas. */
function Twin({ answer, focused }: { answer: HeapGraphAnswer; focused: number }) {
  if (focused < 0) return null
  const referrers = graphNeighbours(answer, focused, 'in').slice(0, NEAR)
  const referents = graphNeighbours(answer, focused, 'out').slice(0, NEAR)
  const item = (node: number, level: number) => (
    <div
      role="treeitem"
      key={`${level} ${node}`}
      id={level === 2 ? 'heap-graph-focused' : undefined}
      aria-level={level}
      aria-selected={level === 2}
      aria-expanded={level === 2 ? referents.length > 0 : undefined}
      tabIndex={-1}
    >
      {`${answer.nodes[node]!.name}, retained ${formatValue(answer.nodes[node]!.retained, 'bytes')}`}
      {level === 2 && `, referred to by ${referrers.length}, refers to ${referents.length}`}
    </div>
  )
  return (
    <div class="visually-hidden" role="presentation" data-testid="heap-graph-twin">
      {referrers.map(node => item(node, 1))}
      {item(focused, 2)}
      {referents.map(node => item(node, 3))}
    </div>
  )
}
