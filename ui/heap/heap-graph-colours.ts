import { useMemo } from 'preact/hooks'
import { ACCENT, HEAT, heatStep, NEUTRAL, type Theme } from '../../src/render/svg/heat.ts'
import type { GraphColours } from '../graph/use-graph-colours.ts'
import { theme } from '../state/theme.ts'
import type { HeapGraphAnswer } from '../worker/heap-protocol.ts'
import { heapScale, heapStep, largestGrowth } from './heap-tones.ts'

/** Colours of a graph of references: objects take the heat of their type, lines that of what is kept through them. */
export function useHeapGraphColours(answer: HeapGraphAnswer): GraphColours {
  const now = theme.value
  const grown = largestGrowth.value
  return useMemo(() => coloursOf(answer, now), [answer, now, grown])
}

function coloursOf({ nodes, graph, typeSizes, hottest }: HeapGraphAnswer, now: Theme): GraphColours {
  const neutral = NEUTRAL[now]
  const { fills, texts } = heapScale(now)
  const steps = nodes.map(({ type }, node) => heapStep(type, typeSizes[node]!, hottest))
  return {
    ground: neutral[0]!,
    fill: steps.map(step => fills[step]!),
    text: steps.map(step => texts[step]!),
    quiet: steps.map(step => texts[step]!),
    line: Array.from(graph.edges.weight, weight => {
      const step = heatStep(weight, 1)
      return step < 3 ? neutral[5]! : HEAT[now][Math.max(now === 'dark' ? 3 : 4, step)]!
    }),
    border: neutral[4]!,
    group: neutral[1]!,
    edgeText: neutral[6]!,
    outline: neutral[7]!,
    accent: ACCENT[now],
  }
}
