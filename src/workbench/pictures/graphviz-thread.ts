import { parentPort, workerData } from 'node:worker_threads'
import { instance } from '@viz-js/viz'

/** What the thread is asked. */
export interface GraphvizQuestion {
  /** A graph in the DOT language. */
  readonly dot: string
  readonly format: 'json' | 'svg'
}

/** What it answers: what Graphviz wrote, or why there is nothing. */
export type GraphvizAnswer = { readonly output: string } | { readonly failure: string }

const { dot, format } = workerData as GraphvizQuestion
const result = (await instance()).render(dot, { engine: 'dot', format })
const answer: GraphvizAnswer =
  result.status === 'success'
    ? { output: result.output }
    : { failure: result.errors.map(({ message }) => message).join('; ') }
parentPort?.postMessage(answer)
