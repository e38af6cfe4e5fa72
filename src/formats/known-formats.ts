import { artTrace } from './art-trace/format.ts'
import { austin } from './austin/format.ts'
import { axe } from './axe/format.ts'
import { cachegrind } from './cachegrind/format.ts'
import { callgrind } from './callgrind/format.ts'
import { chromeTrace } from './chrome-trace/format.ts'
import { collapsed } from './collapsed/format.ts'
import { cpuprofile } from './cpuprofile/format.ts'
import { dhat } from './dhat/format.ts'
import { dmd } from './dmd/format.ts'
import { dtrace } from './dtrace/format.ts'
import { firefox } from './firefox/format.ts'
import { flamegraphSvg } from './flamegraph-svg/format.ts'
import type { Confidence, Format } from './format.ts'
import { ghcEventlog } from './ghc-eventlog/format.ts'
import { ghcHeap } from './ghc-heap/format.ts'
import { ghcProf } from './ghc-prof/format.ts'
import { gperftoolsContention } from './gperftools-contention/format.ts'
import { gperftoolsCpu } from './gperftools-cpu/format.ts'
import { gperftoolsHeap } from './gperftools-heap/format.ts'
import { gperftoolsText } from './gperftools-text/format.ts'
import { gperftoolsThread } from './gperftools-thread/format.ts'
import { gprof } from './gprof/format.ts'
import { gprof2dotJson } from './gprof2dot-json/format.ts'
import { guppy } from './guppy/format.ts'
import { heapChecker } from './heap-checker/format.ts'
import { heapDump } from './heap-dump/format.ts'
import { heapprofile } from './heapprofile/format.ts'
import { heapsnapshot } from './heapsnapshot/format.ts'
import { hotshot } from './hotshot/format.ts'
import { hprof } from './hprof/format.ts'
import { igprof } from './igprof/format.ts'
import { igprofReport } from './igprof-report/format.ts'
import { importtime } from './importtime/format.ts'
import { instruments } from './instruments/format.ts'
import { jfr } from './jfr/format.ts'
import { lineProfilerText } from './line-profiler-text/format.ts'
import { lprof } from './lprof/format.ts'
import { macosSample } from './macos-sample/format.ts'
import { massif } from './massif/format.ts'
import { meliae } from './meliae/format.ts'
import { memoryProfiler } from './memory-profiler/format.ts'
import { memray } from './memray/format.ts'
import { mojo } from './mojo/format.ts'
import { mprof } from './mprof/format.ts'
import { oprofile } from './oprofile/format.ts'
import { papyrus } from './papyrus/format.ts'
import { perfData } from './perf-data/format.ts'
import { perfReport } from './perf-report/format.ts'
import { perfScript } from './perf-script/format.ts'
import { perfStat } from './perf-stat/format.ts'
import { pmcstat } from './pmcstat/format.ts'
import { pprof } from './pprof/format.ts'
import { pstats } from './pstats/format.ts'
import { pstatsText } from './pstats-text/format.ts'
import { pySpyDump } from './py-spy-dump/format.ts'
import { pyinstrument } from './pyinstrument/format.ts'
import { pyrometer } from './pyrometer/format.ts'
import { safari } from './safari/format.ts'
import { samplingJsonl } from './sampling-jsonl/format.ts'
import { scalene } from './scalene/format.ts'
import { shark } from './shark/format.ts'
import { simpleperf } from './simpleperf/format.ts'
import { sleepy } from './sleepy/format.ts'
import { speedscope } from './speedscope/format.ts'
import { stackprof } from './stackprof/format.ts'
import { sysprof } from './sysprof/format.ts'
import { csv, jsonTable, markdown } from './tables/format.ts'
import { tachyon } from './tachyon/format.ts'
import { timeit } from './timeit/format.ts'
import { tracemalloc } from './tracemalloc/format.ts'
import { v8log } from './v8log/format.ts'
import { vsprof } from './vsprof/format.ts'
import { vtune } from './vtune/format.ts'
import { xctrace } from './xctrace/format.ts'
import { xperf } from './xperf/format.ts'

/** Every format, one line each. Where two are equally sure of an input, the earlier one has it. */
export const FORMATS: readonly Format[] = [
  pyrometer, //
  heapDump,
  pstats,
  lprof,
  tracemalloc,
  tachyon,
  samplingJsonl,
  hotshot,
  mprof,
  lineProfilerText,
  memoryProfiler,
  pstatsText,
  importtime,
  timeit,
  gperftoolsCpu,
  gperftoolsHeap,
  gperftoolsContention,
  gperftoolsThread,
  perfData,
  jfr,
  heapChecker,
  sleepy,
  pprof,
  memray,
  mojo,
  stackprof,
  ghcProf,
  ghcHeap,
  ghcEventlog,
  macosSample,
  instruments,
  xctrace,
  speedscope,
  cpuprofile,
  chromeTrace,
  firefox,
  heapprofile,
  heapsnapshot,
  v8log,
  safari,
  artTrace,
  callgrind,
  cachegrind,
  massif,
  dhat,
  gprof,
  axe,
  oprofile,
  igprof,
  igprofReport,
  hprof,
  dmd,
  shark,
  sysprof,
  flamegraphSvg,
  papyrus,
  vsprof,
  xperf,
  gperftoolsText,
  vtune,
  gprof2dotJson,
  perfReport,
  perfScript,
  perfStat,
  simpleperf,
  pmcstat,
  dtrace,
  pyinstrument,
  scalene,
  meliae,
  guppy,
  pySpyDump,
  austin,
  collapsed,
  csv,
  markdown,
  jsonTable,
]

/** A format and how sure it is. */
export interface Detection {
  readonly format: Format
  readonly confidence: Confidence
}

/** The formats that may be an input's, the surest first. `head` is the first 64 KiB, unwrapped. */
export function detectFormats(head: Uint8Array, name: string | null): Detection[] {
  return FORMATS.map(format => ({ format, confidence: format.detect(head, name) }))
    .filter(({ format, confidence }) => confidence > 0 && format.read !== undefined)
    .sort((a, b) => b.confidence - a.confidence)
}

/** The format that is surest of an input, null when none knows it: the first of {@link detectFormats}. */
export function detectFormat(head: Uint8Array, name: string | null): Detection | null {
  let surest: Detection | null = null
  for (const format of FORMATS) {
    if (format.read === undefined) continue
    const confidence = format.detect(head, name)
    if (confidence > (surest?.confidence ?? 0)) surest = { format, confidence }
    // Magic bytes: none can be surer, and asking the others costs more than reading a small file.
    if (confidence === 1) break
  }
  return surest
}

/** The format with an id, null when there is none. */
export function formatById(id: string): Format | null {
  return FORMATS.find(format => format.id === id) ?? null
}

/** The format that can be written and whose ending a path has (the longest where several fit), null when there is none. */
export function formatOfPath(path: string): Format | null {
  // valgrind numbers its files: callgrind.out.4711, callgrind.out.4711.2
  const lower = path.toLowerCase().replace(/(\.out)(\.\d+)+$/, '$1')
  const name = lower.slice(Math.max(lower.lastIndexOf('/'), lower.lastIndexOf('\\')) + 1)
  let best: Format | null = null
  let bestLength = 0
  for (const format of FORMATS) {
    for (const extension of format.write === undefined ? [] : format.extensions) {
      const isNamed = name.endsWith(`.${extension}`) || (extension.includes('.') && name === extension)
      if (extension.length > bestLength && isNamed) {
        best = format
        bestLength = extension.length
      }
    }
  }
  return best
}
