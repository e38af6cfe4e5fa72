import { FormatError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import { readZip, type ZipEntry } from '../decoding/zip/read-zip.ts'
import { importedRecording } from '../importing/imported.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import { CallStacks } from './call-stacks.ts'
import { SymbolFrames } from './symbol-frames.ts'

const FORMAT = 'sleepy'
/** The version from which on addresses stand in stacks and backslashes escape. */
const FIRST_WITH_ADDRESSES = 0.83

/**
 * Reads the zip of a capture: stacks and the seconds spent in each. Functions are told apart by module, file and name.
 * Source: Very Sleepy src/profiler/profilerthread.cpp and src/wxProfilerGUI/database.cpp (0.82, 0.90), 0.92 as the Dagor
 * engine writes it. @throws FormatError, LimitError.
 */
export async function readCapture(bytes: Uint8Array, file: string | null): Promise<Recording> {
  const entries = new Map<string, ZipEntry>()
  for (const entry of readZip(bytes, FORMAT))
    entries.set(entry.name.split(/[\\/]/).at(-1)!.toLowerCase(), entry)
  const version = versionOf([...entries.keys()])
  const shared = new SharedBuilder()
  const warnings = new Warnings()
  const frames = new SymbolFrames({
    shared,
    warnings,
    isEscaped: version === null || version > FIRST_WITH_ADDRESSES,
  })
  const symbols = entries.get('symbols.txt')
  const callstacks = entries.get('callstacks.txt')
  if (symbols === undefined || callstacks === undefined) {
    throw new FormatError(
      FORMAT,
      `expected Symbols.txt and Callstacks.txt, found ${[...entries.keys()].join(', ').slice(0, 200) || 'nothing'}`,
    )
  }
  await forEachText(symbols, text => frames.addSymbol(text))
  const stats = await statsOf(entries.get('stats.txt'))
  const part = new StacksBuilder([{ name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' }])
  const stacks = new CallStacks({
    shared,
    part,
    frames,
    warnings,
    hasThreads: version !== null && version >= 0.92,
  })
  const threads = entries.get('threads.txt')
  if (threads !== undefined) await forEachText(threads, text => stacks.addThreadLine(text))
  await forEachText(callstacks, (text, line) => stacks.add(text, line))
  if (entries.has('minidump.dmp')) warnings.add('minidump', 'The memory dump in the capture was not read.')
  const program = stats.get('Filename')
  const seconds = Number(stats.get('Duration'))
  return importedRecording(
    { format: FORMAT, file },
    {
      name: titleOf(file, 'Very Sleepy capture'),
      command: program === undefined || program === '?' ? [] : [program],
      platform: 'Windows',
      duration: stats.has('Duration') && Number.isFinite(seconds) ? Math.round(seconds * 1e9) : null,
      recorder: {
        name: 'Very Sleepy',
        version: version === null ? null : String(version),
        mode: 'sample',
        settings: settingsOf(stats),
      },
      warnings: warnings.list(),
    },
    { shared, stacks: part.finish(false) },
  )
}

function versionOf(names: readonly string[]): number | null {
  for (const name of names) {
    const version = /^version (\d+(?:\.\d+)?)/.exec(name)?.[1]
    if (version !== undefined) return Number(version)
  }
  return null
}

async function statsOf(entry: ZipEntry | undefined): Promise<Map<string, string>> {
  const stats = new Map<string, string>()
  if (entry === undefined) return stats
  await forEachText(entry, text => {
    const match = /^(\w+): (.*)$/.exec(text)
    if (match !== null && stats.size < 100) stats.set(match[1]!, match[2]!.trim())
  })
  return stats
}

function settingsOf(stats: ReadonlyMap<string, string>): Record<string, string | number> {
  const samples = Number(stats.get('Samples'))
  return {
    ...(stats.has('Samples') && Number.isFinite(samples) ? { samples } : {}),
    ...(stats.has('Date') ? { date: stats.get('Date')! } : {}),
  }
}

async function forEachText(entry: ZipEntry, handle: (text: string, line: number) => void): Promise<void> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  await forEachLine([await entry.read()], {
    format: FORMAT,
    handle: (bytes, start, end, line) => handle(decoder.decode(bytes.subarray(start, end)), line),
  })
}
