import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { unwrapBytes } from '../../../src/formats/opening/unwrap-chunks.ts'
import { detectWrapper } from '../../../src/formats/opening/wrapper.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { FuncKind } from '../../../src/model/tables.ts'
import { type CorpusFile, corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { baseName, drawnFiles, expectLikeDot } from '../../support/dot-oracle.ts'
import { tally } from '../../support/tally.ts'

// FlameGraph's stackcollapse-perf.pl and inferno collapsed these files: by command, with or without ids, marks and addresses.
const VARIANTS = ['all', 'addrs', 'jit', 'kernel', 'pid', 'tid', ''] as const
type Variant = (typeof VARIANTS)[number]

/** The collapses that stand beside the file's in the corpus. */
function collapsesOf(file: CorpusFile): [Variant, CorpusFile][] {
  const stem = file.name
    .replace(/^(?:brendangregg-FlameGraph|jonhoo-inferno__collapse-perf)__/, '')
    .replace(/\.txt(?:\.gz)?$/, '')
  return VARIANTS.flatMap(variant => {
    const ending = `results__${stem}-collapsed${variant === '' ? '' : `-${variant}`}.txt`
    const found = [...corpusFiles('perf-script'), ...corpusFiles('collapsed')].find(({ name }) =>
      name.endsWith(ending),
    )
    return found === undefined ? [] : [[variant, found] as [Variant, CorpusFile]]
  })
}

const JIT = /\/perf-\d+\.map$/

/** Collapses a recording's first event in the manner of stackcollapse-perf.pl, which loses a last sample that no empty line
 *  ends (`isCut`): slow and plain on purpose. */
function collapse(
  { shared, stacks }: Recording,
  { variant, isCut }: { variant: Variant; isCut: boolean },
): Map<string, number> {
  const sums = new Map<string, number>()
  const { samples, weights } = stacks!
  for (let i = 0; i < samples.length - (isCut ? 1 : 0); i++) {
    if (weights[stacks!.defaultValueType]![i] === 0) continue
    const thread = samples.thread[i]!
    const comm = shared.strings[shared.threads.name[thread]!]!.replace(/ /g, '_')
    const process = shared.threads.process[thread]!
    const pid = process === -1 ? '?' : String(shared.processes.pid[process])
    const ids = { pid: `-${pid}`, tid: `-${pid}/${shared.threads.tid[thread]}` }
    const texts: string[] = []
    for (let at = samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
      texts.unshift(frameText(shared, shared.stacks.frame[at]!, { comm, variant }))
    }
    const key = [comm + (variant === 'pid' || variant === 'tid' ? ids[variant] : ''), ...texts].join(';')
    sums.set(key, (sums.get(key) ?? 0) + weights[stacks!.defaultValueType]![i]!)
  }
  return sums
}

function frameText(
  shared: Recording['shared'],
  frame: number,
  { comm, variant }: { comm: string; variant: Variant },
): string {
  const func = shared.frames.func[frame]!
  const lib = shared.frames.lib[frame]!
  const path = lib === -1 ? '' : shared.strings[shared.libs.path[lib]!]!
  const name = shared.strings[shared.funcs.name[func]!]!
  const isAll = variant === 'all'
  if (shared.funcs.kind[func] === FuncKind.address) {
    const module = path === '' ? 'unknown' : path.replace(/.*\//, '')
    const mark = (isAll || variant === 'jit') && JIT.test(path) ? '_[j]' : ''
    return `[${module}${variant === 'addrs' ? ` <${shared.frames.address[frame]!.toString(16)}>` : ''}]${mark}`
  }
  let text = name.replaceAll(';', ':')
  if (!/\.\(.*\)\./.test(text)) text = text.replace(/\((?!anonymous namespace\)).*/, '')
  text = text.replace(/["']/g, '')
  if (comm === 'java' && variant !== 'pid' && variant !== 'tid' && text.includes('/'))
    text = text.replace(/^L/, '')
  if (shared.frames.inlined[frame] === 1) return `${text}_[i]`
  if ((isAll || variant === 'kernel') && shared.funcs.kind[func] === FuncKind.kernel) return `${text}_[k]`
  if ((isAll || variant === 'jit') && JIT.test(path)) return `${text}_[j]`
  return text
}

function parseCollapsed(text: string): Map<string, number> {
  const lines = text.split('\n').filter(line => line !== '')
  return new Map(
    lines.map(line => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  )
}

/** Sorted; for inferno without marks and arguments, which it writes otherwise (it knows `operator()`). */
function listed(sums: ReadonlyMap<string, number>, isInferno: boolean): string[] {
  const plain = (key: string) =>
    isInferno ? key.replace(/_\[[ijk]\](?=;|$)/g, '').replace(/\([^;]*/g, '') : key
  return [...sums].map(([key, sum]) => `${plain(key)} ${sum}`).sort()
}

async function textOf(file: CorpusFile): Promise<string> {
  const bytes = file.bytes()
  const wrapper = detectWrapper(bytes)
  return new TextDecoder().decode(wrapper === null ? bytes : await unwrapBytes(bytes, wrapper))
}

const files = corpusFiles('perf-script').filter(({ name }) => !name.includes('__results__'))
const collapsed = files.flatMap(file =>
  collapsesOf(file).map(([variant, oracle]) => ({ file, variant, oracle })),
)

describe.skipIf(!hasCorpus)('perf script (needs the corpus)', () => {
  it('has collapses to compare with', () => expect(collapsed.length).toBeGreaterThan(30))

  it.each(
    collapsed.map(
      ({ file, variant, oracle }) => [file.name, variant, oracle.name, { file, oracle }] as const,
    ),
  )('%s collapses (%s) to %s', async (name, variant, _, { file, oracle }) => {
    const [recording] = await readAny(file.bytes(), name)
    const isCut = name.startsWith('brendangregg') && !(await textOf(file)).endsWith('\n\n')
    const isInferno = oracle.name.startsWith('jonhoo')
    const wanted = parseCollapsed(await textOf(oracle))
    const found = collapse(recording!, { variant, isCut })
    expect(listed(found, isInferno)).toEqual(listed(wanted, isInferno))
    tally('perf-script', 'oracle')
  })

  it.each(
    drawnFiles('perf-script').map(({ file, graph }) => [file.name, { file, graph }] as const),
  )('%s has the shares that gprof2dot draws', async (name, { file, graph }) => {
    const [recording] = await readAny(file.bytes(), name)
    const compared = expectLikeDot(recording!, graph, {
      format: 'perf-script',
      withCalls: false,
      labelOf: dotLabel,
    })
    expect(compared.nodes).toBeGreaterThan(20)
  })

  // gprof2dot loses what follows an empty line within a sample.
  const counted = files.filter(
    ({ name, notes }) => /gprof2dot: .*Samples=[1-9]/.test(notes) && !name.includes('empty-line'),
  )
  it.each(
    counted.map(file => [file.name, file] as const),
  )('%s has the samples and functions that gprof2dot counts', async (name, file) => {
    const [recording] = await readAny(file.bytes(), name)
    const { samples, weights, valueTypes } = recording!.stacks!
    const [, funcs, whole] = /functions=(\d+) .*Samples=(\d+)/.exec(file.notes)!
    expect(samples.length).toBe(Number(whole))
    const counts = weights.filter((_, k) => valueTypes[k]!.name.endsWith('samples'))
    expect(counts.flatMap(column => [...column]).reduce((sum, count) => sum + count)).toBe(Number(whole))
    // gprof2dot takes a symbol of two binaries for two, and does not take Java's inlined calls apart.
    if (!/java|inline/.test(name)) expect(usedFuncs(recording!)).toBe(Number(funcs))
    tally('perf-script', 'oracle')
  })
})

function usedFuncs({ shared }: Recording): number {
  return new Set(Array.from(shared.stacks.frame, frame => shared.frames.func[frame]!)).size
}

function dotLabel({ shared }: Recording, func: number): string {
  const lib = shared.funcs.lib[func]!
  const isAddress = shared.funcs.kind[func] === FuncKind.address
  const name = shared.strings[shared.funcs.name[func]!]!.slice(isAddress ? 2 : 0)
  return lib === -1 ? `\n${name}` : `${baseName(shared.strings[shared.libs.path[lib]!]!)}\n${name}`
}
