/** A file that people have where they look for a profile, and what to do instead. */
export interface Stranger {
  /** "a Go execution trace": the end of "x is …". */
  readonly what: string
  /** One sentence. */
  readonly advice: string
}

interface KnownStranger extends Stranger {
  readonly begin?: string
  readonly text?: RegExp
}

/** What files begin with (bytes as Latin-1), or have in their first 4 KiB. */
const STRANGERS: readonly KnownStranger[] = [
  {
    begin: 'go 1.',
    what: 'a Go execution trace',
    advice: 'Make a profile of it: go tool trace -pprof=sched FILE > sched.pprof (or net, sync, syscall)',
  },
  {
    begin: 'QPERFSTREAM',
    what: "the stream between Hotspot's parts",
    advice: 'Open the perf.data file that it was made of',
  },
  {
    begin: 'Nettrace',
    what: 'a trace of .NET',
    advice: 'Convert it: dotnet-trace convert --format Speedscope FILE',
  },
  {
    begin: 'SQLite format 3\0',
    what: 'an SQLite database',
    advice: 'Let the tool that wrote it export it as JSON, CSV or text',
  },
  {
    begin: 'gmon',
    what: "gprof's raw data, which has no names",
    advice: 'Let gprof name them: gprof PROGRAM gmon.out > profile.txt',
  },
  {
    begin: '\xc1\x1f\xfc\xc1',
    what: 'a trace in the Common Trace Format (LTTng)',
    advice: 'Print it with babeltrace2',
  },
  {
    begin: '\x81rforpl\xff',
    what: "LLVM's raw profile for optimising, with no times",
    advice: 'Sample the program instead, with perf or a sampling profiler of its language',
  },
  { begin: '\x7fELF', what: 'a program or a library', advice: 'Open the profile that it wrote' },
  {
    text: /^-+\r?\n(?:.*\r?\n){0,3}Profile data file |^-- (?:Metadata|Cachegrind profile)|^-+\r?\nI1 cache: /,
    what: 'what callgrind_annotate or cg_annotate printed',
    advice: 'Open the callgrind.out or cachegrind.out file itself',
  },
  {
    text: /^-+\r?\nCommand: .*\r?\nMassif arguments: /,
    what: 'what ms_print printed',
    advice: 'Open the massif.out file itself',
  },
  {
    text: /<valgrindoutput>/,
    what: 'a list of errors that Valgrind found',
    advice: 'Sites of leaks can be opened when Valgrind writes them with --xtree-leak=yes',
  },
  {
    text: /^Statistical profiling result from /,
    what: 'what node --prof-process printed',
    advice: 'Open the log itself (isolate-….log)',
  },
  {
    text: /^\s*(?:<!--[^>]*-->\s*)?<(?:!doctype html|html[\s>])/i,
    what: 'a web page',
    advice: 'Let the tool that made it write its data, as JSON, collapsed stacks or SVG',
  },
]

/** What a file is that no format knows, null where that cannot be told either. `head` is its beginning. */
export function findStranger(head: Uint8Array): Stranger | null {
  const start = String.fromCharCode(...head.subarray(0, 16))
  const text = new TextDecoder().decode(head.subarray(0, 4096))
  const found = STRANGERS.find(({ begin, text: pattern }) =>
    begin === undefined ? pattern!.test(text) : start.startsWith(begin),
  )
  return found ?? null
}
