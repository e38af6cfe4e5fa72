import { parentPort, workerData } from 'node:worker_threads'
import { instance } from '@viz-js/viz'

/** What the thread is asked. */
export interface GraphvizQuestion {
  /** A graph in the DOT language. */
  readonly dot: string
}

/** What it answers: Graphviz's JSON, or why there is none. */
export type GraphvizAnswer = { readonly json: string } | { readonly failure: string }

const { dot } = workerData as GraphvizQuestion
const result = (await instance()).render(dot, { engine: 'dot', format: 'json' })
const answer: GraphvizAnswer =
  result.status === 'success'
    ? { json: result.output }
    : { failure: result.errors.map(({ message }) => message).join('; ') }
parentPort?.postMessage(answer)
