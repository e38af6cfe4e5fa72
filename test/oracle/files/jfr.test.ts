import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { corpusFiles, fixtureFiles } from '../../support/corpus.ts'
import { tally } from '../../support/tally.ts'

const tool = spawnSync('jfr', ['version'], { encoding: 'utf8' }).stdout?.trim() ?? ''
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-jfr-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Events that are compared, and which value type counts them. */
const COUNTED: Readonly<Record<string, string>> = {
  'jdk.ExecutionSample': 'execution samples',
  'jdk.NativeMethodSample': 'native samples',
  'jdk.ObjectAllocationSample': 'allocation samples',
  'jdk.ObjectAllocationInNewTLAB': 'allocation samples',
  'jdk.ObjectAllocationOutsideTLAB': 'allocation samples',
  'jdk.ThreadSleep': 'sleep events',
}

interface Sample {
  readonly text: string
  readonly time: bigint
}

/** What the JDK's own tool prints of the samples: `type thread: frame < frame …`, the leaf first. */
function printed(path: string): Sample[] {
  const args = ['print', '--json', '--stack-depth', '5000', '--events', Object.keys(COUNTED).join(','), path]
  const { stdout, status } = spawnSync('jfr', args, { encoding: 'utf8', maxBuffer: 1 << 29 })
  expect(status).toBe(0)
  interface Frame {
    readonly method: { readonly type: { readonly name: string }; readonly name: string }
    readonly lineNumber: number
  }
  interface Event {
    readonly type: string
    readonly values: {
      readonly startTime: string
      readonly sampledThread?: { readonly javaName: string | null; readonly osName: string }
      readonly eventThread?: { readonly javaName: string | null; readonly osName: string } | null
      readonly stackTrace: { readonly frames: readonly Frame[] } | null
      readonly weight?: number
      readonly tlabSize?: number
      readonly allocationSize?: number
      readonly objectClass?: { readonly name: string }
    }
  }
  const { recording } = JSON.parse(stdout) as { recording: { events: readonly Event[] } }
  return recording.events.map(({ type, values }) => {
    const thread = values.sampledThread ?? values.eventThread
    const frames = (values.stackTrace?.frames ?? []).map(({ method, lineNumber }) => {
      const line = lineNumber > 0 ? lineNumber : -1
      return `${method.type.name.replaceAll('/', '.')}.${method.name}:${line}`
    })
    const weight = values.weight ?? values.tlabSize ?? values.allocationSize ?? 0
    const [, whole, fraction = '', zone] = /^([\dT:-]{16,19})(?:\.(\d+))?(.*)$/.exec(values.startTime)!
    const time = BigInt(Date.parse(`${whole}${zone}`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
    const name = thread?.javaName ?? thread?.osName ?? ''
    const owner = `${COUNTED[type]} ${name} ${weight} ${values.objectClass?.name.replaceAll('/', '.') ?? ''}`
    return { text: `${owner}: ${frames.join(' < ')}`, time }
  })
}

function ours({ shared, stacks, meta }: Recording): Sample[] {
  const { strings, funcs, frames, threads, labels } = shared
  const { samples, valueTypes, weights } = stacks!
  const wanted = new Set(Object.values(COUNTED))
  const bytes = valueTypes.findIndex(({ name }) => name === 'allocated bytes')
  const found: Sample[] = []
  for (let i = 0; i < samples.length; i++) {
    const kind = valueTypes.findIndex(({ name }, k) => wanted.has(name) && weights[k]![i] === 1)
    if (kind === -1) continue
    const path: string[] = []
    for (let at = samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
      const frame = shared.stacks.frame[at]!
      path.push(`${strings[funcs.name[frames.func[frame]!]!]}:${frames.line[frame]}`)
    }
    const thread = samples.thread[i] === -1 ? '' : strings[threads.name[samples.thread[i]!]!]
    const label = labels.set.indexOf(samples.labels[i]!)
    const allocated = samples.labels[i] === -1 ? '' : strings[labels.text[label]!]
    const weight = bytes === -1 ? 0 : weights[bytes]![i]
    found.push({
      text: `${valueTypes[kind]!.name} ${thread} ${weight} ${allocated}: ${path.join(' < ')}`,
      time: BigInt(meta.startTime!) + BigInt(Math.round(samples.time[i]!)),
    })
  }
  return found
}

function inOrder(samples: readonly Sample[]): Sample[] {
  return [...samples].sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : Number(a.time - b.time)))
}

describe.skipIf(tool === '')(
  `jfr (${tool === '' ? "the JDK's jfr is missing" : `against jfr ${tool}`})`,
  () => {
    const files = [...corpusFiles('jfr'), ...fixtureFiles('jfr')]
    it.each(files.map(file => [file.path, file] as const))('%s has the same samples', async (_, file) => {
      const bytes = file.bytes()
      const path = join(folder, 'recording.jfr')
      writeFileSync(path, bytes[0] === 0x1f ? gunzipSync(bytes) : bytes)
      const [recording] = await readAny(bytes, file.name)
      const wanted = inOrder(printed(path))
      const found = inOrder(ours(recording!))
      expect(found.map(({ text }) => text)).toEqual(wanted.map(({ text }) => text))
      expect(found.length).toBeGreaterThan(100)
      // Ticks become nanoseconds by a division that both round in their own way.
      for (const [i, { time }] of found.entries()) expect(Number(time - wanted[i]!.time)).toBeCloseTo(0, -1)
      tally('jfr', 'oracle')
    })
  },
)
