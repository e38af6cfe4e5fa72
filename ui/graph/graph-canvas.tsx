import { useSignalEffect } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { trackPointer } from '../canvas/pointer.ts'
import { markOnce, pictureFonts, usePicture } from '../canvas/use-picture.ts'
import { useWantedFocus } from '../canvas/use-wanted-focus.ts'
import { selected } from '../state/app-state.ts'
import { frameMenu } from '../state/frame-actions.ts'
import { expandGraph, graphFocus, isGraphFocusWanted } from '../state/graph-state.ts'
import type { GraphAnswer } from '../worker/protocol.ts'
import { nodeAt } from './camera.ts'
import { type GraphPicture, makeGraphLayers } from './graph-layers.ts'
import { GraphTip } from './graph-tip.tsx'
import { GraphTwin } from './graph-twin.tsx'
import { useGraphCamera } from './use-graph-camera.ts'
import { useGraphColours } from './use-graph-colours.ts'
import { type GraphStep, walkGraph } from './walk.ts'

/** Where the pointer is over the picture. */
interface Hover {
  readonly node: number
  readonly x: number
  readonly y: number
}

const STEPS: Readonly<Record<string, GraphStep>> = {
  Home: 'first',
  End: 'hottest',
  ArrowUp: 'caller',
  ArrowDown: 'callee',
  ArrowLeft: 'previous',
  ArrowRight: 'next',
}

/** Size that a node is enlarged to at least when it is asked for. */
const READABLE = 0.9

/** The call graph with its pointer and keyboard: drawn on a canvas, walked along its edges by keyboard. */
export function GraphCanvas({ answer }: { answer: GraphAnswer }) {
  const cameFrom = useRef('')
  const [hover, setHover] = useState<Hover | null>(null)
  const colours = useGraphColours(answer)
  const { nodes } = answer.graph
  const focused = nodes.id.indexOf(graphFocus.value)
  const nodeOfFunc = (func: number) => (func === -1 ? -1 : nodes.func.indexOf(func))

  const { host, canvas, picture, draw, request } = usePicture<GraphPicture>({
    make: (element, onReady) => makeGraphLayers(element, { fonts: pictureFonts(), onReady }),
    draw: picture => {
      picture.draw({
        answer,
        camera: camera.now(),
        colours,
        selected: nodeOfFunc(selected.peek()),
        focused: nodes.id.indexOf(graphFocus.peek()),
      })
      markOnce('graph-first-paint')
    },
    onSize: size => camera.resize(size),
  })
  const camera = useGraphCamera(answer, {
    anchor: ({ graph }) => {
      const at = graph.nodes.id.indexOf(graphFocus.peek())
      return at !== -1 || selected.peek() === -1 ? at : graph.nodes.func.indexOf(selected.peek())
    },
    onMove: () => {
      setHover(null)
      request()
    },
  })

  useLayoutEffect(() => setHover(null), [answer])
  useLayoutEffect(() => {
    if (picture.current !== null && picture.current.size.width > 0) draw()
  }, [answer, colours])
  useWantedFocus(host, isGraphFocusWanted)
  useSignalEffect(() => {
    void [selected.value, graphFocus.value]
    request()
  })
  // What another view selected is brought into sight.
  const shown = useRef(selected.peek())
  useSignalEffect(() => {
    const func = selected.value
    const before = shown.current
    if (func === before) return
    shown.current = func
    const node = nodeOfFunc(func)
    // The first selection is nobody's choice.
    if (node !== -1 && before !== -1) camera.reveal(node)
  })

  const nodeUnder = (x: number, y: number): number => {
    const at = camera.toLayout(x, y)
    return nodeAt(answer, at.x, at.y)
  }
  const select = (node: number) => {
    const func = nodes.func[node]!
    if (func >= 0) shown.current = selected.value = func
    graphFocus.value = nodes.id[node]!
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
          if (node === -1) return
          select(node)
          camera.centre(node)
        },
        doubleClick: (x, y) => {
          const node = nodeUnder(x, y)
          if (node === -1) camera.zoom(x, y, 1.6)
          else camera.centre(node, 1.2)
        },
        pan: camera.pan,
        scroll: dy => camera.pan(0, -dy),
        zoom: (x, factor, y) => camera.zoom(x, y, 1 / factor),
      }),
    [answer],
  )

  const middle = () => {
    const { width, height } = picture.current!.size
    return { x: width / 2, y: height / 2 }
  }
  const walk = (step: GraphStep) => {
    const node = walkGraph(answer, step, { node: focused, cameFrom: nodes.id.indexOf(cameFrom.current) })
    if (node === -1) return
    if (step === 'callee' && node !== focused) cameFrom.current = nodes.id[focused] ?? ''
    graphFocus.value = nodes.id[node]!
    if (camera.now().scale < 0.5) camera.centre(node, READABLE)
    else camera.reveal(node)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const step = STEPS[event.key]
    if (event.shiftKey && focused !== -1 && (step === 'caller' || step === 'callee')) {
      expandGraph(nodes.func[focused]!, step === 'caller' ? 'callers' : 'callees')
    } else if (step !== undefined) walk(step)
    else if (event.key === 'Enter' && focused !== -1) camera.centre(focused, 1.2)
    else if (event.key === ' ' && focused !== -1) select(focused)
    else if (event.key === '0') camera.fit()
    else if (event.key === '+' || event.key === '=' || event.key === '-') {
      const { x, y } = middle()
      camera.zoom(x, y, event.key === '-' ? 1 / 1.6 : 1.6)
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
      aria-label="Call graph"
      aria-activedescendant={focused === -1 ? undefined : 'graph-focused'}
      onKeyDown={onKeyDown}
      onContextMenu={event => {
        const { left, top } = host.current!.getBoundingClientRect()
        const under = nodeUnder(event.clientX - left, event.clientY - top)
        const func = under === -1 ? -1 : nodes.func[under]!
        if (func < 0) return
        event.preventDefault()
        select(under)
        frameMenu.value = { func, path: null, x: event.clientX, y: event.clientY }
      }}
      data-nodes={nodes.length}
    >
      <canvas ref={canvas} />
      <GraphTwin answer={answer} focused={focused} />
      {hover !== null && hover.node < nodes.length && (
        <GraphTip answer={answer} node={hover.node} x={hover.x} y={hover.y} host={host.current} />
      )}
    </div>
  )
}
