import { type Command, InvalidArgumentError, Option } from 'commander'
import { UsageError } from '../../base/errors.ts'
import type { NativeHeapRequest } from '../../workbench/record-heap.ts'

/** The options of `record --mode heap` for native code. */
export interface NativeHeapFlags {
  readonly native?: boolean
  readonly leaks?: boolean
  readonly leakTool?: NonNullable<NativeHeapRequest['leakTool']>
  readonly leakCheck?: NonNullable<NativeHeapRequest['leaks']>
  readonly dumpEvery?: number
  readonly mmap?: boolean
}

const DUMP_EVERY = 1024 * 1024

/** Adds {@link NativeHeapFlags}. */
export function addNativeHeapOptions(command: Command): void {
  command
    .option(
      '--native',
      "heap: of native code: what C and C++ allocate, where, at the peak and at the end, by gperftools' tcmalloc",
    )
    .option(
      '--dump-every <bytes>',
      'heap --native: how exact the peak is, in bytes, KB, MB or GB (1MB)',
      size,
    )
    .option('--mmap', 'heap --native: count the memory that the program maps itself, too')
    .option('--leaks', 'heap --native: only what cannot be reached any more at the end')
    .addOption(
      new Option(
        '--leak-tool <tool>',
        "heap --leaks: gperftools' heap checker, or valgrind (slower, with lines; the standard where the other is missing)",
      ).choices(['gperftools', 'valgrind']),
    )
    .addOption(
      new Option('--leak-check <how>', 'heap --leaks: how strictly (normal)').choices([
        'minimal',
        'normal',
        'strict',
        'draconian',
      ]),
    )
}

/** What the options ask of the native heap, null for nothing. @throws UsageError for options without those they belong to. */
export function nativeHeapOf(flags: NativeHeapFlags & { readonly mode: string }): NativeHeapRequest | null {
  const { native, leaks, leakCheck, leakTool, dumpEvery, mmap, mode } = flags
  const isNative = native === true
  const settings = [leakCheck, leakTool, dumpEvery]
  if (!isNative && leaks !== true && mmap !== true && settings.every(setting => setting === undefined))
    return null
  if (mode !== 'heap' || !isNative) {
    throw new UsageError(
      '--native, --dump-every, --mmap and --leaks are of native heaps',
      'pyrometer record --mode heap --native [--leaks] PROGRAM',
    )
  }
  if ((leakCheck ?? leakTool) !== undefined && leaks !== true) {
    throw new UsageError('--leak-check and --leak-tool need --leaks')
  }
  if (leaks === true && (dumpEvery !== undefined || mmap === true)) {
    throw new UsageError(
      'Leaks are looked for once, at the end: --dump-every and --mmap are of heaps without --leaks',
    )
  }
  return {
    dumpEvery: dumpEvery ?? DUMP_EVERY,
    mmap: mmap === true,
    leaks: leaks === true ? (leakCheck ?? 'normal') : null,
    leakTool: leakTool ?? null,
  }
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }

function size(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?$/i.exec(text.trim())
  const bytes = match === null ? 0 : Math.round(Number(match[1]) * UNITS[match[2]!.toLowerCase()]!)
  if (bytes >= 1024 && bytes <= Number.MAX_SAFE_INTEGER) return bytes
  throw new InvalidArgumentError('Expected a size of at least 1 KB: 65536, 512KB, 4MB, 1GB.')
}
