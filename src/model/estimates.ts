import { type Recording, type Warning, warn } from './recording.ts'

const CODE = 'estimated-callers'

/** The warning that marks a call graph in which what `count` functions cost was split over their callers in proportion: see
 *  {@link isEstimated}. */
export function estimatedCallers(message: string, count: number): Warning {
  return warn(CODE, message, count)
}

/** Whether figures of a call graph are estimates, since filters or transforms had to split functions over their callers. */
export function isEstimated({ meta }: Pick<Recording, 'meta'>): boolean {
  return meta.warnings.some(({ code }) => code === CODE)
}
