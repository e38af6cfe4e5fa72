import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { FuncKind } from '../../../src/model/tables.ts'
import { parseTransform } from '../../../src/query/filter/transform-grammar.ts'
import { applyTransforms } from '../../../src/query/filter/transforms.ts'
import { CORPUS, corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { findGoPprof } from '../../support/go-pprof.ts'
import { tally } from '../../support/tally.ts'

const tool = findGoPprof()

interface Figures {
  self: number
  total: number
}

/** Flat and cumulative by name as pprof prints them under these flags; null where it says that nothing is left. */
function theirs(path: string, recording: Recording, flags: readonly string[]): Map<string, Figures> {
  const { valueTypes, defaultValueType } = recording.stacks!
  const type = valueTypes[defaultValueType]!
  const args = ['-top', '-nodecount=1000000', '-nodefraction=0', '-edgefraction=0', '-symbolize=none']
  const unit = type.unit === 'count' ? [] : [`-unit=${type.unit}`]
  const text = execFileSync(tool!, [...args, ...unit, `-sample_index=${defaultValueType}`, ...flags, path], {
    encoding: 'utf8',
    maxBuffer: 1 << 27,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const rows = new Map<string, Figures>()
  const row =
    /^\s*(-?[\d.e+]+)[A-Za-z]*\s+\S+\s+\S+\s+(-?[\d.e+]+)[A-Za-z]*\s+\S+\s+(.*?)(?: \(inline\)| \(partial-inline\))?$/
  for (const line of text.split('\n')) {
    const [, flat, cum, name] = row.exec(line) ?? []
    if (name !== undefined) rows.set(name, { self: Number(flat), total: Number(cum) })
  }
  return rows
}

/** The same by our tables, from first principles: each sample counts once for every name in its stack. */
function ours({ shared, stacks }: Recording): Map<string, Figures> {
  const { strings, funcs, frames, stacks: tree } = shared
  const nameOf = (stack: number) => {
    const func = frames.func[tree.frame[stack]!]!
    return funcs.kind[func] === FuncKind.address ? null : strings[funcs.name[func]!]!
  }
  const figures = new Map<string, Figures>()
  const entry = (name: string) => {
    if (!figures.has(name)) figures.set(name, { self: 0, total: 0 })
    return figures.get(name)!
  }
  const weights = stacks!.weights[stacks!.defaultValueType]!
  for (let i = 0; i < weights.length; i++) {
    const seen = new Set<string>()
    for (let at = stacks!.samples.stack[i]!; at !== -1; at = tree.prefix[at]!) {
      const name = nameOf(at)
      if (name === null) continue
      if (at === stacks!.samples.stack[i]) entry(name).self += weights[i]!
      if (!seen.has(name)) entry(name).total += weights[i]!
      seen.add(name)
    }
  }
  return figures
}

/** Patterns out of the file itself: the hottest function, one in the middle of its stacks, a folder, a binary. */
function patternsOf(recording: Recording): string[] {
  const names = [...ours(recording)].filter(([name]) => /^[\w.:/*()-]{3,60}$/.test(name))
  const quote = (text: string) => text.replaceAll(/[.*+?()[\]{}|^$\\]/g, '\\$&')
  const hottest = names.toSorted(([, a], [, b]) => b.self - a.self).slice(0, 2)
  const middle = names
    .filter(([, figures]) => figures.self < figures.total)
    .toSorted(([, a], [, b]) => b.total - a.total)
  const chosen = [...hottest, ...middle.slice(Math.floor(middle.length / 3)).slice(0, 2)]
  const words = ['^runtime\\.', 'net/http', '\\.go$', 'node', '(?i)BIN|lib', 'a.*e', 'no such thing']
  return [...chosen.map(([name]) => `^${quote(name)}$`), ...words]
}

function expectSame(path: string, recording: Recording, flags: readonly (readonly [string, string])[]): void {
  const written = flags.map(([name, text]) => parseTransform(`${name.replaceAll('_', '-')}:${text}`))
  const own = ours(applyTransforms(recording, written, { mustFind: false }).recording)
  const options = flags.map(([name, text]) => `-${name}=${text}`)
  const other = theirs(path, recording, options)
  const title = `${path.split('/').at(-1)} ${options.join(' ')}`
  for (const [name, { self, total }] of own) {
    if (name === '' || (self === 0 && total === 0)) continue
    const found = other.get(name.replaceAll(/\s+/g, ' ').trim())
    expect(found, `${title}: ${name}`).toBeDefined()
    // It prints what it has rounded.
    expect(Math.abs(found!.self - self), `${title}: self of ${name}`).toBeLessThanOrEqual(
      1e-3 * Math.abs(self) + 1,
    )
    expect(Math.abs(found!.total - total), `${title}: total of ${name}`).toBeLessThanOrEqual(
      1e-3 * Math.abs(total) + 1,
    )
  }
  const unnamed = /^(?:\[.*\]|<unknown>|0x.*)$/
  const named = [...other].filter(([name, { total }]) => !unnamed.test(name) && total !== 0)
  expect(
    named.filter(([name]) => !hasName(own, name)),
    title,
  ).toEqual([])
}

function hasName(own: ReadonlyMap<string, Figures>, name: string): boolean {
  return own.has(name) || [...own.keys()].some(known => known.replaceAll(/\s+/g, ' ').trim() === name)
}

const KINDS = ['focus', 'ignore', 'hide', 'show', 'show_from', 'prune_from'] as const
/** Files whose functions have names, so that patterns mean something. */
const FILES = hasCorpus
  ? corpusFiles('pprof').filter(({ name }) =>
      /sample\.cpu|cpu-js|heap-js|heap\.pb$|nodejs-wall|req_2|normalizer__profile|fib|1644509299|profile1|two-stacks|vilterp/.test(
        name,
      ),
    )
  : []

/** Rules about labels, by the files that have such. */
const TAG_RULES: readonly (readonly [file: RegExp, rules: readonly (readonly [string, string])[]])[] = [
  [
    /heap\.pb$/,
    [
      ['tagfocus', '64b'],
      ['tagfocus', '1kb:1mb'],
      ['tagfocus', 'bytes=:64'],
      ['tagignore', 'bytes=4kb:'],
      ['tagfocus', 'nothing=1:'],
      ['tagleaf', 'bytes'],
    ],
  ],
  [
    /req_2/,
    [
      ['tagfocus', 'foo=bar'],
      ['tagfocus', 'bar|slow'],
      ['tagfocus', 'foo:bar,function'],
      ['tagfocus', 'function=x,sl.w'],
      ['tagignore', 'foo=b'],
    ],
  ],
  [
    /node-profile/,
    [
      ['tagfocus', 'thread_name=node'],
      ['tagfocus', 'thread_id=2115000:2116000'],
      ['tagignore', 'thread_id=:5'],
    ],
  ],
]

describe.skipIf(tool === null || !hasCorpus)(
  'filters leave what pprof of Go leaves (needs pprof of Go)',
  () => {
    it.each(FILES.map(file => [file.name, file] as const))('%s', async (_, file) => {
      const [recording] = await readAny(file.bytes(), file.name)
      const path = join(CORPUS, file.path)
      expectSame(path, recording!, [])
      const patterns = patternsOf(recording!)
      for (const [i, kind] of KINDS.entries()) {
        for (const pattern of patterns.filter((_, k) => k < 1 || k % 4 === i % 4)) {
          expectSame(path, recording!, [[kind, pattern]])
        }
      }
      expectSame(path, recording!, [
        ['focus', patterns[3]!],
        ['ignore', patterns[0]!],
        ['hide', patterns[4]!],
      ])
      tally('pprof', 'oracle')
    })

    it.each(TAG_RULES)('labels of %s', async (name, rules) => {
      const file = corpusFiles('pprof').find(found => name.test(found.name))!
      const [recording] = await readAny(file.bytes(), file.name)
      for (const rule of rules) expectSame(join(CORPUS, file.path), recording!, [rule])
    })
  },
)
