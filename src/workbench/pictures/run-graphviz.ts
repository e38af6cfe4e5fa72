import { Worker } from 'node:worker_threads'
import type { GraphvizAnswer, GraphvizQuestion } from './graphviz-thread.ts'

/** What Graphviz makes of a graph in the DOT language, in a thread that is ended after `budget` milliseconds. Null when the time was
 *  not enough, or Graphviz is not there or failed. */
export function runGraphviz(
  dot: string,
  { format, budget }: { format: GraphvizQuestion['format']; budget: number },
): Promise<string | null> {
  const workerData: GraphvizQuestion = { dot, format }
  return new Promise(resolve => {
    const worker = new Worker(new URL('./graphviz-thread.js', import.meta.url), {
      workerData,
      stderr: true,
      stdout: true,
    })
    const finish = (output: string | null) => {
      clearTimeout(timer)
      void worker.terminate()
      void resolve(output)
    }
    const timer = setTimeout(() => finish(null), budget)
    worker.on('message', (answer: GraphvizAnswer) => finish('output' in answer ? answer.output : null))
    worker.on('error', () => finish(null))
    worker.on('exit', () => finish(null))
  })
}
