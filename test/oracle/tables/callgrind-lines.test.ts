import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/base/random.ts'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { queryInlinedSources, queryLines } from '../../../src/query/lines/lines.ts'
import { tally } from '../../support/tally.ts'

// What each line costs and what is called from it against callgrind_annotate: of made-up programs whose functions have code of
// several files, and call each other from several lines.
const hasTool = spawnSync('callgrind_annotate', ['--version']).error === undefined
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-lines-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const FUNCTIONS = 8
const FILES = ['one.c', 'two.c', 'in.h', 'lined.h'].map(name => join(folder, name))
const EVENTS = ['Ir', 'Dr']
const LINES = FUNCTIONS * FILES.length * 3

/** A program: each function has lines of its own file and of others, which others share, and calls later functions. Lines with calls
 *  are one function's in one file: callgrind_annotate knows one function of a line, and no file of a call. */
function madeUp(seed: number): string {
  const random = seededRandom(seed)
  const below = (count: number) => Math.floor(random() * count)
  const figures = () => EVENTS.map(() => below(1000) + 1).join(' ')
  const fileOf = Array.from({ length: FUNCTIONS }, () => below(2))
  let text = `version: 1\ncreator: callgrind-3.19.0\npositions: line\nevents: ${EVENTS.join(' ')}\n\n`
  for (let func = 0; func < FUNCTIONS; func++) {
    let file = fileOf[func]!
    text += `fl=${FILES[file]}\nfn=f${func}\n${1 + below(LINES)} ${figures()}\n`
    for (let step = below(20); step > 0; step--) {
      const kind = below(3)
      if (kind === 0) {
        file = below(FILES.length)
        // It shows no file in which nothing has a cost of its own.
        text += `${['fi', 'fe'][below(2)]}=${FILES[file]}\n${1 + below(LINES)} ${figures()}\n`
      } else if (kind === 1 || func === FUNCTIONS - 1) text += `${1 + below(LINES)} ${figures()}\n`
      else {
        const callee = func + 1 + below(FUNCTIONS - func - 1)
        const line = 3 * (func * FILES.length + file) + below(3) + 1
        text += `cfi=${FILES[fileOf[callee]!]}\ncfn=f${callee}\ncalls=${1 + below(9)} 1\n${line} ${figures()}\n`
      }
    }
    text += '\n'
  }
  return text
}

/** By file and line: own cost and cost with what was called from there. */
type Lines = Map<string, { self: number; total: number }>

function entry(lines: Lines, key: string) {
  if (!lines.has(key)) lines.set(key, { self: 0, total: 0 })
  return lines.get(key)!
}

/** What callgrind_annotate prints beside the lines: own cost, and below them what is called from there. */
function annotated(path: string, event: string): Lines {
  const options = ['--threshold=100', '--auto=yes', '--context=1000', '--show-percs=no', `--show=${event}`]
  const text = execFileSync('callgrind_annotate', [...options, `--sort=${event}:100`, path, ...FILES], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const lines: Lines = new Map()
  let key = ''
  for (const line of text.split('\n')) {
    const marked = /^ *([\d,.]+) {2}text (\d+) of (.*)$/.exec(line)
    const called = /^ *([\d,]+) {2}=> /.exec(line)
    if (marked !== null) {
      key = `${marked[3]}:${marked[2]}`
      const cost = marked[1] === '.' ? 0 : Number(marked[1]!.replaceAll(',', ''))
      if (cost > 0) {
        entry(lines, key).self += cost
        entry(lines, key).total += cost
      }
    } else if (called !== null) entry(lines, key).total += Number(called[1]!.replaceAll(',', ''))
  }
  return lines
}

/** The same of whole files, as the source view shows them. */
function linesOfFiles(recording: Recording, valueType: number): Lines {
  const lines: Lines = new Map()
  const { sources, strings } = recording.shared
  for (let source = 0; source < sources.length; source++) {
    const answer = queryLines(recording, { source }, { valueType })
    for (const [i, line] of answer.line.entries()) {
      const at = entry(lines, `${strings[sources.path[source]!]}:${line}`)
      at.self += answer.self[i]!
      at.total += answer.totals[i]!
    }
  }
  return lines
}

/** The same function by function, with what was inlined into each. */
function linesOfFunctions(recording: Recording, valueType: number): Lines {
  const lines: Lines = new Map()
  const { funcs, sources, strings } = recording.shared
  for (let func = 0; func < funcs.length; func++) {
    for (const within of [undefined, ...queryInlinedSources(recording, func, { valueType })]) {
      const answer = queryLines(recording, { func, within }, { valueType })
      for (const [i, line] of answer.line.entries()) {
        const at = entry(lines, `${strings[sources.path[answer.source]!]}:${line}`)
        at.self += answer.self[i]!
        at.total += answer.totals[i]!
      }
    }
  }
  return lines
}

describe.skipIf(!hasTool)('callgrind_annotate (needs valgrind)', () => {
  it('prints the figures of lines, files and functions alike', async () => {
    for (const file of FILES) {
      const text = Array.from({ length: LINES }, (_, i) => `text ${i + 1} of ${file}\n`)
      writeFileSync(file, text.join(''))
    }
    for (let seed = 1; seed <= 8; seed++) {
      const path = join(folder, `callgrind.out.${seed}`)
      const text = madeUp(seed)
      writeFileSync(path, text)
      const [recording] = await readAny(Buffer.from(text), 'callgrind.out.1')
      for (const [valueType, event] of EVENTS.entries()) {
        const wanted = Object.fromEntries(annotated(path, event))
        expect(Object.keys(wanted).length).toBeGreaterThan(5)
        expect(Object.fromEntries(linesOfFiles(recording!, valueType))).toEqual(wanted)
        expect(Object.fromEntries(linesOfFunctions(recording!, valueType))).toEqual(wanted)
      }
    }
    tally('callgrind', 'oracle')
  })
})
