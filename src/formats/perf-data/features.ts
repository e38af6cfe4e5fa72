import { attrSizeAt, type EventAttr, FIRST_SIZE, parseEventAttr } from './event-attr.ts'
import { type Block, hexAt, SectionReader, textAt } from './perf-bytes.ts'

/** Numbers of the feature sections that are used here. */
export const Feature = {
  tracingData: 1,
  buildId: 2,
  hostName: 3,
  osRelease: 4,
  version: 5,
  architecture: 6,
  cpuCount: 7,
  cpuDescription: 8,
  cpuId: 9,
  memory: 10,
  commandLine: 11,
  eventDescription: 12,
  groupDescription: 17,
  directory: 24,
  clock: 29,
  simpleperfFiles: 128,
  simpleperfMeta: 129,
  simpleperfFileMessages: 132,
} as const

/** What the feature sections say; null where they do not. */
export interface Environment {
  hostName: string | null
  osRelease: string | null
  version: string | null
  architecture: string | null
  cpusOnline: number | null
  cpuDescription: string | null
  cpuId: string | null
  /** Kibibytes. */
  memory: number | null
  commandLine: string[]
  /** Nanoseconds since 1970 at the moment that the recording's clock showed `clockTime`. */
  clock: { readonly id: number; readonly wallTime: bigint; readonly clockTime: bigint } | null
  /** Whether the data lie in other files of a directory. */
  isDirectory: boolean
  /** simpleperf's own, by key. */
  readonly simpleperf: Record<string, string>
  /** Build id in hexadecimal by path. */
  readonly buildIds: Map<string, string>
  readonly events: { readonly attr: EventAttr; readonly name: string; readonly ids: bigint[] }[]
}

/** An environment of which nothing is known yet. */
export function emptyEnvironment(): Environment {
  return {
    hostName: null,
    osRelease: null,
    version: null,
    architecture: null,
    cpusOnline: null,
    cpuDescription: null,
    cpuId: null,
    memory: null,
    commandLine: [],
    clock: null,
    isDirectory: false,
    simpleperf: {},
    buildIds: new Map(),
    events: [],
  }
}

const STRINGS: Readonly<
  Record<number, 'hostName' | 'osRelease' | 'version' | 'architecture' | 'cpuDescription' | 'cpuId'>
> = {
  [Feature.hostName]: 'hostName',
  [Feature.osRelease]: 'osRelease',
  [Feature.version]: 'version',
  [Feature.architecture]: 'architecture',
  [Feature.cpuDescription]: 'cpuDescription',
  [Feature.cpuId]: 'cpuId',
}

/** Reads a feature section that says something of the environment; others are left alone.
 *  Source: tools/perf/Documentation/perf.data-file-format.txt of Linux 6.17. @throws FormatError when it is broken. */
export function readFeature(feature: number, block: Block, environment: Environment): void {
  const reader = new SectionReader(block, { what: `feature ${feature}` })
  const key = STRINGS[feature]
  if (key !== undefined) environment[key] = reader.string()
  else if (feature === Feature.cpuCount) {
    reader.u32()
    environment.cpusOnline = reader.u32()
  } else if (feature === Feature.memory) environment.memory = reader.u64()
  else if (feature === Feature.commandLine) {
    const words: string[] = []
    for (let left = reader.u32(); left > 0; left--) words.push(reader.string())
    environment.commandLine = words
  } else if (feature === Feature.clock) {
    reader.u32()
    const id = reader.u32()
    environment.clock = { id, wallTime: reader.bigint(), clockTime: reader.bigint() }
  } else if (feature === Feature.directory) environment.isDirectory = true
  else if (feature === Feature.buildId) readBuildIds(reader, environment.buildIds)
  else if (feature === Feature.eventDescription) readEvents(reader, environment)
  else if (feature === Feature.simpleperfMeta) {
    while (reader.remaining > 0) {
      const name = reader.cString()
      environment.simpleperf[name] = reader.cString()
    }
  }
}

function readEvents(reader: SectionReader, environment: Environment): void {
  const count = reader.u32()
  const size = reader.u32()
  for (let i = 0; i < count; i++) {
    const at = reader.take(Math.max(size, FIRST_SIZE))
    const attr = parseEventAttr(reader.block, at, Math.min(size, attrSizeAt(reader.block, at)))
    const idCount = reader.u32()
    const name = reader.string()
    const ids: bigint[] = []
    for (let left = idCount; left > 0; left--) ids.push(reader.bigint())
    environment.events.push({ attr, name, ids })
  }
}

/** Bytes of a build id record before the path: header, process, id. */
const BUILD_ID_HEAD = 36
const MISC_HAS_SIZE = 1 << 15

function readBuildIds(reader: SectionReader, buildIds: Map<string, string>): void {
  const { block } = reader
  while (reader.remaining >= BUILD_ID_HEAD) {
    const size = block.view.getUint16(reader.at + 6, block.isLittle)
    const at = reader.take(Math.max(size, BUILD_ID_HEAD))
    readBuildId(block, { at, end: reader.at, buildIds })
  }
}

/** Reads the build id record `[at, end)`, header included. */
export function readBuildId(
  block: Block,
  { at, end, buildIds }: { at: number; end: number; buildIds: Map<string, string> },
): void {
  if (end - at < BUILD_ID_HEAD) return
  const misc = block.view.getUint16(at + 4, block.isLittle)
  const size = misc & MISC_HAS_SIZE ? Math.min(20, block.bytes[at + 32]!) : 20
  buildIds.set(textAt(block, at + BUILD_ID_HEAD, end), hexAt(block, at + 12, at + 12 + size))
}
