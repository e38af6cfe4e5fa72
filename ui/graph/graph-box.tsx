import type { Signal } from '@preact/signals'
import { LEAST_SHARES } from '../../src/query/call-graph/offered.ts'
import { Choice } from '../chrome/choice.tsx'
import { PopoverBox, PopoverButton } from '../chrome/popover.tsx'
import {
  CLUSTERINGS,
  type Clustering,
  CYCLES,
  type Cycles,
  EDGE_FIGURES,
  type EdgeFigure,
  graphCluster,
  graphCycles,
  graphEdgeFigure,
  graphLeastEdge,
  graphLeastNode,
  isGraphBoxOpen,
} from '../state/graph-state.ts'

const CLUSTER_NAMES: Readonly<Record<Clustering, string>> = {
  none: 'no groups',
  file: 'by file',
  module: 'by module',
  library: 'by library',
}

const FIGURE_NAMES: Readonly<Record<EdgeFigure, string>> = {
  share: 'share of all',
  calls: 'number of calls',
  none: 'nothing',
}

const CYCLE_NAMES: Readonly<Record<Cycles, string>> = {
  apart: 'each a node',
  collapsed: 'one node',
}

/** The button that opens what decides how the graph is drawn; it says what was changed. */
export function GraphBox() {
  const changed = [graphCluster.value !== 'none', graphCycles.value !== 'apart'].concat([
    graphEdgeFigure.value !== 'share',
    graphLeastNode.value !== 0,
    graphLeastEdge.value !== 0,
  ])
  const count = changed.filter(Boolean).length
  return (
    <PopoverButton
      isOpen={isGraphBoxOpen}
      look={count === 0 ? 'filter-button' : 'filter-button is-changed'}
      icon="graph"
      text={<span class="wide-only">{count === 0 ? 'Drawing' : `Drawing · ${count}`}</span>}
      label={count === 0 ? 'Drawing' : `Drawing, ${count} changed`}
      title="Groups, cycles, least shares, figures of calls"
      box={button => <Box button={button} />}
    />
  )
}

const percent = (share: number) => (share === 0 ? 'any' : `at least ${share} %`)

function Box({ button }: { button: HTMLButtonElement | null }) {
  return (
    <PopoverBox isOpen={isGraphBoxOpen} look="graph-box" label="How the graph is drawn" button={button}>
      <Row text="Share of a function" of={graphLeastNode} choices={LEAST_SHARES} name={percent} />
      <Row text="Share of a call" of={graphLeastEdge} choices={LEAST_SHARES} name={percent} />
      <Row text="Stand together" of={graphCluster} choices={CLUSTERINGS} name={by => CLUSTER_NAMES[by]} />
      <Row text="Functions in a ring" of={graphCycles} choices={CYCLES} name={how => CYCLE_NAMES[how]} />
      <Row
        text="Written on calls"
        of={graphEdgeFigure}
        choices={EDGE_FIGURES}
        name={figure => FIGURE_NAMES[figure]}
      />
    </PopoverBox>
  )
}

function Row<T extends string | number>({
  text,
  of,
  choices,
  name,
}: {
  text: string
  of: Signal<T>
  choices: readonly T[]
  name: (choice: T) => string
}) {
  return (
    <>
      <span class="quiet">{text}</span>
      <Choice
        label={text}
        value={of.value}
        choices={choices}
        name={name}
        onChoose={chosen => {
          of.value = chosen
        }}
      />
    </>
  )
}
