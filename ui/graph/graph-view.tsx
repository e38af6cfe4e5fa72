import { useEffect, useRef, useState } from 'preact/hooks'
import { NODE_COUNTS } from '../../src/query/call-graph/offered.ts'
import { Choice } from '../chrome/choice.tsx'
import { HeatChoice } from '../chrome/heat-choice.tsx'
import { ViewToolbar } from '../chrome/view-toolbar.tsx'
import { callGraph, functions } from '../state/answers.ts'
import { graphExclude, graphInclude, graphLeastNode, graphNodeCount } from '../state/graph-state.ts'
import { nothingLeft } from '../state/nothing-left.ts'
import { GraphBox } from './graph-box.tsx'
import { GraphCanvas } from './graph-canvas.tsx'
import { GraphLine } from './graph-line.tsx'
import { ZoomButtons } from './zoom-buttons.tsx'

/** Why no function is drawn. What filters leave nothing of, neither patterns nor shares leave out. */
function whyEmpty(): string {
  if (functions.value.value?.rows.length === 0) return nothingLeft.value
  if (graphInclude.value !== '' || graphExclude.value !== '')
    return 'No function’s name matches the patterns. * stands for anything: *name* finds what has it in its name.'
  return graphLeastNode.value > 0
    ? 'No function has the share that is asked for (Drawing).'
    : nothingLeft.value
}

/** The call graph with its controls. */
export function GraphView() {
  const { value: answer, error, isLoading } = callGraph.value
  const hasNothing = answer !== null && answer.graph.nodes.length === 0
  return (
    <div class="graph">
      <ViewToolbar>
        <Choice
          label="How many functions are drawn"
          value={graphNodeCount.value}
          choices={NODE_COUNTS}
          name={count => `${count} nodes`}
          onChoose={count => {
            graphNodeCount.value = count
          }}
        />
        <GraphBox />
        <HeatChoice />
      </ViewToolbar>
      <div class="graph-head">
        {answer === null ? <div class="graph-line" /> : <GraphLine answer={answer} />}
        <ZoomButtons />
        <Pattern label="Only" hint="*json*" signal={graphInclude} />
        <Pattern label="Not" hint="<built-in*" signal={graphExclude} />
      </div>
      <div class="graph-body" aria-busy={isLoading && answer === null}>
        {error !== null && <p class="note">{error.message}</p>}
        {hasNothing && <p class="note">{whyEmpty()}</p>}
        {answer !== null && !hasNothing && <GraphCanvas answer={answer} />}
        {answer === null && error === null && <Skeleton />}
      </div>
    </div>
  )
}

/** Typing is waited for this long. */
const PAUSE = 180

/** A field for a pattern of names, with * and ?. */
function Pattern({ label, hint, signal }: { label: string; hint: string; signal: { value: string } }) {
  const [text, setText] = useState(signal.value)
  const timer = useRef(0)
  useEffect(() => setText(signal.value), [signal.value])
  useEffect(() => () => clearTimeout(timer.current), [])
  return (
    <label class="graph-pattern">
      <span class="quiet">{label}</span>
      <input
        type="text"
        value={text}
        placeholder={hint}
        maxLength={200}
        spellcheck={false}
        title="Pattern of names, modules or files; * stands for anything"
        onInput={event => {
          const next = event.currentTarget.value
          setText(next)
          clearTimeout(timer.current)
          timer.current = window.setTimeout(() => {
            signal.value = next.trim()
          }, PAUSE)
        }}
      />
    </label>
  )
}

/** Boxes as they may come. */
function Skeleton() {
  return (
    <div class="graph-skeleton" aria-hidden="true">
      <i />
      <i />
      <i />
    </div>
  )
}
