import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Recording } from '../../../src/model/recording.ts'
import { openInputs } from '../../../src/workbench/opening/open.ts'
import { findGoPprof } from '../../support/go-pprof.ts'
import {
  compileNativeHeap,
  figuresOf,
  NATIVE_NEEDS,
  type NativeProgram,
  TCMALLOC,
} from '../../support/native-program.ts'
import { tally } from '../../support/tally.ts'

const goPprof = findGoPprof()
const googlePprof = existsSync('/usr/bin/google-pprof') ? '/usr/bin/google-pprof' : null
/** What both call the four figures of a file. */
const VALUES = [
  { go: 'inuse_space', google: '--inuse_space', ours: 'in-use bytes' },
  { go: 'inuse_objects', google: '--inuse_objects', ours: 'in-use objects' },
  { go: 'alloc_space', google: '--alloc_space', ours: 'allocated bytes' },
  { go: 'alloc_objects', google: '--alloc_objects', ours: 'allocated objects' },
] as const
/** Of the program and its library: of the C library, pprof may know more where its debugging symbols are installed. */
const FUNCTIONS = ['take', 'build', 'churn', 'many', 'main', 'library_takes', 'hidden', '_start']

type Figures = Map<string, { self: number; total: number }>

describe.skipIf(NATIVE_NEEDS !== '')(`functions and bytes of a heap file${NATIVE_NEEDS}`, () => {
  let program: NativeProgram
  let file = ''
  let recording: Recording
  beforeAll(async () => {
    program = compileNativeHeap()
    const { status } = spawnSync(program.path, ['build', 'churn', 'drop', 'many', 'library'], {
      env: {
        ...process.env,
        LD_PRELOAD: TCMALLOC!.path,
        HEAPPROFILE: join(program.folder, 'p'),
        PERFTOOLS_VERBOSE: '-1',
      },
    })
    expect(status).toBe(0)
    file = join(program.folder, readdirSync(program.folder).find(name => name.endsWith('.heap'))!)
    const opened = await openInputs([file], { cwd: '/', stdin: (async function* () {})() })
    recording = opened[0]!
  })
  afterAll(() => program?.remove())

  it.skipIf(goPprof === null)("are those of Go's pprof (needs github.com/google/pprof)", () => {
    const run = (...args: string[]) =>
      execFileSync(goPprof!, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    // Names are looked up once, which takes it long.
    const named = join(program.folder, 'named.pb.gz')
    run('-symbolize=fastlocal', '-proto', `-output=${named}`, program.path, file)
    for (const { go, ours } of VALUES) {
      const unit = go.endsWith('space') ? ['-unit=B'] : []
      const text = run('-symbolize=none', '-top', '-nodefraction=0', `-sample_index=${go}`, ...unit, named)
      const rows = [...text.matchAll(/^ *(\d+)B? +\S+% +\S+% +(\d+)B? +\S+% {2}(.+)$/gm)]
      expectSame(
        new Map(rows.map(([, self, total, name]) => [name!, { self: Number(self), total: Number(total) }])),
        ours,
      )
    }
    tally('gperftools-heap', 'oracle')
  })

  it.skipIf(googlePprof === null)('are those of google-pprof (needs google-perftools)', () => {
    for (const { google, ours } of VALUES) {
      const options = ['--text', '--nodefraction=0', '--edgefraction=0', google]
      const isBytes = google.endsWith('space')
      const text = spawnSync(googlePprof!, [...options, program.path, file], { encoding: 'utf8' }).stdout
      const rows = [...text.matchAll(/^ *([\d.]+) +\S+% +\S+% +([\d.]+) +\S+% (.+)$/gm)]
      // It prints mebibytes with one digit.
      const scale = isBytes ? 1 << 20 : 1
      const printed = new Map(
        rows.map(([, self, total, name]) => [name!, { self: Number(self), total: Number(total) }]),
      )
      const rounded = (value: number) => (isBytes ? Math.round((10 * value) / scale) / 10 : value)
      expectSame(printed, ours, rounded)
    }
    tally('gperftools-heap', 'oracle')
  })

  function expectSame(theirs: Figures, valueType: string, rounded = (value: number) => value): void {
    const ours = figuresOf(recording, valueType)
    for (const name of FUNCTIONS) {
      const { self, total } = ours.get(name)!
      expect({ self: rounded(self), total: rounded(total) }, `${name} ${valueType}`).toEqual(
        theirs.get(name) ?? { self: 0, total: 0 },
      )
    }
  }
})
