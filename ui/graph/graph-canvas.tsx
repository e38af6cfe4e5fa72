import { useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { frameMenu } from '../actions/frame-actions.ts'
import { markOnce } from '../canvas/use-picture.ts'
import { selected } from '../state/app-state.ts'
import {
  expandGraph,
  graphExpansions,
  graphFocus,
  graphPlace,
  isGraphFocusWanted,
} from '../state/graph-state.ts'
import type { GraphAnswer } from '../worker/protocol.ts'
import { GraphHost } from './graph-host.tsx'
import { GraphTip } from './graph-tip.tsx'
import { GraphTwin } from './graph-twin.tsx'
import { useGraphColours } from './use-graph-colours.ts'
import { useGraphView } from './use-graph-view.ts'
import { type GraphStep, nodeOf, walkGraph } from './walk.ts'
import { zooming } from './zoom-buttons.tsx'

const STEPS: Readonly<Record<string, GraphStep>> = {
  Home: 'first',
  End: 'hottest',
  ArrowUp: 'caller',
  ArrowDown: 'callee',
  ArrowLeft: 'previous',
  ArrowRight: 'next',
}

/** Size that a node is enlarged to at least when it is asked for. */
const LARGE = 1.2

/** The call graph: walked along its edges by keyboard. */
export function GraphCanvas({ answer }: { answer: GraphAnswer }) {
  const cameFrom = useRef('')
  const colours = useGraphColours(answer)
  const { nodes } = answer.graph
  const focused = nodes.id.indexOf(graphFocus.value)
  const nodeOfFunc = (func: number) => nodeOf(answer.graph, func)

  const view = useGraphView(answer, {
    colours,
    marked: () => ({
      selected: nodeOfFunc(selected.peek()),
      focused: nodes.id.indexOf(graphFocus.peek()),
    }),
    watchMarked: () => void [selected.value, graphFocus.value],
    anchor: ({ graph }) => {
      const at = graph.nodes.id.indexOf(graphFocus.peek())
      return at === -1 ? nodeOf(graph, selected.peek()) : at
    },
    place: graphPlace,
    isFocusWanted: isGraphFocusWanted,
    onPaint: () => markOnce('graph-first-paint'),
    onClick: node => {
      select(node)
      camera.centre(node)
    },
    onDoubleClick: (node, x, y) => {
      if (node === -1) camera.zoom(x, y, 1.6)
      else camera.centre(node, LARGE)
    },
  })
  const { camera } = view
  useEffect(() => {
    zooming.value = { zoom: view.zoom, fit: camera.fit }
    return () => {
      zooming.value = null
    }
  }, [])
  // What was drawn on demand is brought into sight.
  const drawn = useRef(graphExpansions.peek().length)
  useEffect(() => {
    const list = graphExpansions.peek()
    const node = list.length > drawn.current ? nodeOfFunc(list.at(-1)!.func) : -1
    drawn.current = list.length
    if (node !== -1) camera.reveal(node)
  }, [answer])
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

  const select = (node: number) => {
    const func = nodes.func[node]!
    if (func >= 0) shown.current = selected.value = func
    graphFocus.value = nodes.id[node]!
  }
  const onStep = (key: string): number | null => {
    const step = STEPS[key]
    if (step === undefined) return null
    const node = walkGraph(answer, step, { node: focused, cameFrom: nodes.id.indexOf(cameFrom.current) })
    if (node === -1) return -1
    if (step === 'callee' && node !== focused) cameFrom.current = nodes.id[focused] ?? ''
    graphFocus.value = nodes.id[node]!
    return node
  }
  const onKey = ({ key, shiftKey }: KeyboardEvent): boolean => {
    if (focused === -1) return false
    if (shiftKey && key === 'ArrowUp') expandGraph(nodes.func[focused]!, 'callers')
    else if (shiftKey && key === 'ArrowDown') expandGraph(nodes.func[focused]!, 'callees')
    else if (key === 'Enter') camera.centre(focused, LARGE)
    else if (key === ' ') select(focused)
    else return false
    return true
  }
  return (
    <GraphHost
      name="graph"
      label="Call graph"
      view={view}
      focused={focused}
      onKey={onKey}
      onStep={onStep}
      onMenu={(node, at) => {
        const func = nodes.func[node]!
        if (func < 0) return false
        select(node)
        frameMenu.value = { func, path: null, ...at }
        return true
      }}
      onEnter={() => {
        graphFocus.value = nodes.id[Math.max(0, nodeOfFunc(selected.peek()))] ?? ''
      }}
      twin={<GraphTwin answer={answer} focused={focused} />}
      tip={at => <GraphTip answer={answer} {...at} />}
    />
  )
}
