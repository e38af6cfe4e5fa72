import { FormatError, UnsupportedVersionError } from '../../base/errors.ts'
import { ByteSource } from './byte-source.ts'

const FORMAT = 'tachyon'
const VERSION = 1
const HEADER = 64
const FOOTER = 32
/** The trailer of the statistics: signature, version, size. */
const STATS_TRAILER = 16
const MODES = ['wall', 'cpu', 'gil', 'all', 'exception'] as const
const FEATURES = ['all_threads', 'native', 'gc', 'opcodes', 'blocking'] as const

/** What a profile says of itself, and where its parts are. */
export interface Header {
  readonly isLittle: boolean
  /** "3.15.2". */
  readonly pythonVersion: string
  /** Microseconds of the clock that samples are counted by; its zero is not said. */
  readonly start: bigint
  /** Microseconds between samples, as asked for. */
  readonly interval: number
  readonly sampleCount: number
  readonly strings: { readonly offset: number; readonly count: number }
  readonly frames: { readonly offset: number; readonly count: number }
  /** Where the samples end. */
  readonly samplesEnd: number
  readonly isCompressed: boolean
  readonly mode: (typeof MODES)[number] | null
  /** What was asked to be captured, null where it is not said. */
  readonly features: Readonly<Record<string, boolean>> | null
  /** Seconds and samples a second that were measured, and per cent of samples that failed or were missed; NaN unknown. */
  readonly duration: number
  readonly rate: number
  readonly failed: number
  readonly missed: number
}

/** Reads header, footer and statistics. @throws FormatError, UnsupportedVersionError. Source: CPython 3.15,
 *  InternalDocs/profiling_binary_format.md. */
export function readHeader(bytes: Uint8Array): Header {
  const isLittle = bytes[0] === 0x48
  const source = new ByteSource(bytes, { isLittle, offset: 4 })
  const version = source.u32()
  if (version !== VERSION) throw new UnsupportedVersionError(FORMAT, String(version), String(VERSION))
  if (bytes.length < HEADER + FOOTER) {
    throw new FormatError(FORMAT, `expected at least ${HEADER + FOOTER} bytes, found ${bytes.length}`, {
      offset: 0,
    })
  }
  const [major, minor, micro] = source.view(4)
  const start = source.u64()
  const interval = Number(source.u64())
  const sampleCount = Number(source.u64())
  source.u32()
  const stringsAt = Number(source.u64())
  const framesAt = Number(source.u64())
  const compression = source.u32()
  const settings = source.u32()
  const footer = new ByteSource(bytes, { isLittle, offset: bytes.length - FOOTER })
  const stringCount = footer.u32()
  const frameCount = footer.u32()
  const size = Number(footer.u64())
  if (size !== bytes.length) {
    throw new FormatError(FORMAT, `expected the ${size} bytes that the footer names, found ${bytes.length}`, {
      offset: bytes.length - FOOTER,
    })
  }
  if (!(stringsAt >= HEADER && framesAt >= stringsAt && framesAt <= bytes.length - FOOTER)) {
    throw new FormatError(FORMAT, 'expected the tables of texts and frames inside the file', { offset: 40 })
  }
  if (compression > 1) throw new UnsupportedVersionError(FORMAT, `${compression} of compression`, '0 and 1')
  return {
    isLittle,
    pythonVersion: `${major}.${minor}.${micro}`,
    start,
    interval,
    sampleCount,
    strings: { offset: stringsAt, count: stringCount },
    frames: { offset: framesAt, count: frameCount },
    samplesEnd: stringsAt,
    isCompressed: compression === 1,
    ...settingsOf(settings),
    ...readStats(bytes, isLittle),
  }
}

/** The mode plus one in the lowest three bits (0: not said), a bit that says that the features behind it were noted. */
function settingsOf(settings: number): Pick<Header, 'mode' | 'features'> {
  const mode = MODES[(settings & 7) - 1] ?? null
  if ((settings & 8) === 0) return { mode, features: null }
  const isOn = (_: string, i: number) => ((settings >> (4 + i)) & 1) === 1
  return { mode, features: Object.fromEntries(FEATURES.map((name, i) => [name, isOn(name, i)])) }
}

/** The statistics that may stand before the footer: duration and rate, in longer ones also what was lost. */
function readStats(
  bytes: Uint8Array,
  isLittle: boolean,
): Pick<Header, 'duration' | 'rate' | 'failed' | 'missed'> {
  const none = { duration: Number.NaN, rate: Number.NaN, failed: Number.NaN, missed: Number.NaN }
  const end = bytes.length - FOOTER
  if (end - STATS_TRAILER < HEADER) return none
  const trailer = new ByteSource(bytes, { isLittle, offset: end - STATS_TRAILER })
  const signature = String.fromCharCode(...trailer.view(8))
  trailer.u32()
  const size = trailer.u32()
  if (signature !== 'TACHSTAT' || size < 32 || end - size < HEADER) return none
  const stats = new ByteSource(bytes, { isLittle, offset: end - size })
  const [duration, rate] = [stats.f64(), stats.f64()]
  if (size < 56) return { ...none, duration, rate }
  const [failed, missed] = [stats.f64(), stats.f64()]
  const present = stats.u32()
  return {
    duration,
    rate,
    failed: (present & 1) === 0 ? Number.NaN : failed,
    missed: (present & 2) === 0 ? Number.NaN : missed,
  }
}
