import type { Recording } from '../../model/recording.ts'
import { type AllocationSites, queryAllocationSites } from '../../query/heap/allocation-sites.ts'
import { formatAllocationSites } from '../../render/text/allocation-sites.ts'
import type { HeapSitesAnswerJson } from '../../wire/heap-sites.ts'
import { known } from '../../wire/known.ts'
import type { Context } from '../context.ts'
import { windowOf } from '../window.ts'

/** Prints the allocation sites of recordings that have no objects. */
export function printSites(
  recordings: readonly Recording[],
  { context, limit, isJson }: { context: Context; limit: number; isJson: boolean },
): void {
  const { stdout, cwd } = context
  const window = windowOf(stdout)
  for (const [i, recording] of recordings.entries()) {
    const answer = queryAllocationSites(recording)
    if (answer === null) continue
    const title = recording.meta.name
    if (isJson) stdout.write(`${JSON.stringify(toJson(answer, title, limit))}\n`)
    else {
      stdout.write(`${i > 0 ? '\n' : ''}${formatAllocationSites(answer, { ...window, title, limit, cwd })}`)
    }
  }
}

function toJson(answer: AllocationSites, recording: string, limit: number): HeapSitesAnswerJson {
  return {
    version: 1,
    recording,
    valueType: { name: answer.valueType.name, unit: answer.valueType.unit },
    bytes: answer.bytes,
    objects: known(answer.objects),
    sites: answer.sites.slice(0, limit).map(({ line, objects, callers, ...site }) => ({
      ...site,
      line: line > 0 ? line : null,
      objects: known(objects),
      callers: [...callers],
    })),
  }
}
