import { useLayoutEffect } from 'preact/hooks'
import { GraphHost } from '../graph/graph-host.tsx'
import { NodeTwin } from '../graph/node-twin.tsx'
import { useGraphView } from '../graph/use-graph-view.ts'
import { formatValue } from '../state/figures.ts'
import { heapGraphFocus, isHeapFocusWanted, selectObject, shownObject } from '../state/heap-state.ts'
import type { HeapGraphAnswer } from '../worker/heap-protocol.ts'
import { useHeapGraphColours } from './heap-graph-colours.ts'
import { HeapGraphTip } from './heap-graph-tip.tsx'
import { graphNeighbours, type HeapGraphStep, walkHeapGraph } from './heap-graph-walk.ts'

const STEPS: Readonly<Record<string, HeapGraphStep>> = {
  Home: 'centre',
  ArrowUp: 'referrer',
  ArrowDown: 'referent',
  ArrowLeft: 'previous',
  ArrowRight: 'next',
}

/** The references around an object: walked along by keyboard. */
export function HeapGraphCanvas({ answer }: { answer: HeapGraphAnswer }) {
  const colours = useHeapGraphColours(answer)
  const { nodes } = answer
  const nodeOf = (object: number) => nodes.findIndex(node => node.object === object)
  const focused = nodeOf(heapGraphFocus.value)

  const view = useGraphView(answer, {
    colours,
    marked: () => ({ selected: nodeOf(shownObject.peek()), focused: nodeOf(heapGraphFocus.peek()) }),
    watchMarked: () => void [shownObject.value, heapGraphFocus.value],
    anchor: ({ nodes: drawn }) => drawn.findIndex(node => node.object === shownObject.peek()),
    isFocusWanted: isHeapFocusWanted,
    onClick: node => selectObject(nodes[node]!.object),
    onDoubleClick: (_, x, y) => camera.zoom(x, y, 1.6),
  })
  const { camera } = view
  // The object in the middle is what the picture is about.
  useLayoutEffect(() => camera.reveal(answer.centre), [answer, colours])

  const onStep = (key: string): number | null => {
    const step = STEPS[key]
    if (step === undefined) return null
    const node = walkHeapGraph(answer, focused, step)
    if (node !== -1) heapGraphFocus.value = nodes[node]!.object
    return node
  }
  return (
    <GraphHost
      name="heap-graph"
      label="References around the object"
      view={view}
      focused={focused}
      onKey={({ key }) => {
        if (focused === -1 || (key !== ' ' && key !== 'Enter')) return false
        selectObject(nodes[focused]!.object)
        return true
      }}
      onStep={onStep}
      twin={<Twin answer={answer} focused={focused} />}
      tip={at => <HeapGraphTip answer={answer} {...at} />}
    />
  )
}

/** The object under the keyboard with who refers to it and what it refers to. */
function Twin({ answer, focused }: { answer: HeapGraphAnswer; focused: number }) {
  if (focused < 0) return null
  const referrers = graphNeighbours(answer, focused, 'in')
  const referents = graphNeighbours(answer, focused, 'out')
  return (
    <NodeTwin
      name="heap-graph"
      focused={focused}
      above={referrers}
      below={referents}
      textOf={node => {
        const { name, retained } = answer.nodes[node]!
        return `${name}, retained ${formatValue(retained, 'bytes')}`
      }}
      around={`referred to by ${referrers.length}, refers to ${referents.length}`}
    />
  )
}
