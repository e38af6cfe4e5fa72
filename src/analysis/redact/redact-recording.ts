import { SHARED_SPECS } from '../../model/integrity.ts'
import type { Meta, Recording, Shared, ValueType } from '../../model/recording.ts'
import { MARKS, SAMPLES } from '../../model/tables.ts'
import { redactHeap } from './redact-heap.ts'
import {
  folderOfPath,
  ownerOfPath,
  ownersInText,
  shortenPath,
  type TextRedactor,
  textRedactor,
} from './redact-text.ts'
import { programOf, StringRedactor } from './string-redactor.ts'

/** Code of the warning that a redacted recording carries, by which it is known. */
export const REDACTED = 'redacted'

/** Labels and settings whose value is nobody's business. */
const SENSITIVE =
  /user|host|env|token|secret|passw|credential|auth|cookie|session|e-?mail|address|command|cmd|argv|\bargs?\b/i

/**
 * The recording without what names people, machines and places: host, users, folders (paths keep their last part; those of
 * installed packages the part that is the same everywhere), arguments of commands, environment, what the format kept
 * besides, the text of sources, and texts and keys that lay on a heap. Figures, names of functions, lines, times and process ids stay. Rows keep their
 * indexes; text that nothing refers to any more is gone from the tables. Users are found by the homes that paths lie in;
 * their names and the host's are also taken out where they stand as words elsewhere. A warning says that it was done.
 */
export function redactRecording(recording: Recording): Recording {
  return redactWith(recording, redactorOf([recording]))
}

/** Recordings that are shown together, see {@link redactRecording}: users and hosts of one are taken out of all. */
export function redactRecordings(recordings: readonly Recording[]): Recording[] {
  const redact = redactorOf(recordings)
  return recordings.map(recording => redactWith(recording, redact))
}

function redactWith(recording: Recording, redact: TextRedactor): Recording {
  const strings = new StringRedactor(recording.shared.strings, redact)
  const shared = redactShared(recording.shared, strings)
  const { stacks, calls, lines, marks } = recording
  const samples = stacks === null ? null : strings.table('samples', SAMPLES, stacks.samples)
  const newMarks = marks === null ? null : strings.table('marks', MARKS, marks)
  return {
    ...recording,
    meta: redactMeta(recording.meta, redact),
    shared: { ...shared, strings: strings.texts },
    stacks: stacks && { ...stacks, valueTypes: redactTypes(stacks.valueTypes, redact), samples: samples! },
    calls: calls && { ...calls, valueTypes: redactTypes(calls.valueTypes, redact) },
    lines: lines && { ...lines, valueTypes: redactTypes(lines.valueTypes, redact) },
    timelines: recording.timelines.map(timeline => ({ ...timeline, name: redact(timeline.name) })),
    heap: recording.heap === null ? null : redactHeap(recording, strings),
    marks: newMarks,
    counters: recording.counters.map(counter => ({ ...counter, name: redact(counter.name) })),
  }
}

/** Takes out of other text what is taken out of the recordings'. */
export function redactorOf(recordings: readonly Recording[]): TextRedactor {
  const secrets = recordings.map(secretsOf)
  return textRedactor({
    folders: new Set(secrets.flatMap(({ folders }) => [...folders])),
    users: new Set(secrets.flatMap(({ users }) => [...users])),
    hosts: new Set(secrets.flatMap(({ hosts }) => [...hosts])),
  })
}

function redactShared(shared: Shared, strings: StringRedactor): Shared {
  const redacted = Object.entries(SHARED_SPECS).map(([name, spec]) => {
    const table = shared[name as keyof typeof SHARED_SPECS]
    return [name, name === 'labels' ? redactLabels(shared, strings) : strings.table(name, spec, table)]
  })
  return { ...shared, ...Object.fromEntries(redacted) }
}

/** What a label of a telling name says is left out; the row stays. */
function redactLabels({ labels, strings: texts }: Shared, strings: StringRedactor): Shared['labels'] {
  const isSensitive = (row: number) => SENSITIVE.test(texts[labels.key[row]!]!)
  const open = labels.text.map((index, row) => (isSensitive(row) ? -1 : index))
  const redacted = strings.table('labels', SHARED_SPECS.labels, { ...labels, text: open })
  const text = redacted.text.map((index, row) =>
    labels.text[row] !== -1 && isSensitive(row) ? strings.add('[redacted]') : index,
  )
  return { ...redacted, text }
}

function redactMeta(meta: Meta, redact: TextRedactor): Meta {
  const [program, ...args] = meta.command
  const { interpreter, importedFrom, recorder } = meta
  return {
    ...meta,
    name: redact(/[\\/]/.test(meta.name) ? shortenPath(meta.name) : meta.name),
    command: program === undefined ? [] : redactCommand(program, args).map(redact),
    cwd: null,
    host: null,
    platform: meta.platform === null ? null : redact(meta.platform),
    interpreter:
      interpreter === null
        ? null
        : {
            ...interpreter,
            version: redact(interpreter.version),
            executable: interpreter.executable === null ? null : redact(shortenPath(interpreter.executable)),
          },
    recorder: {
      name: redact(recorder.name),
      version: recorder.version && redact(recorder.version),
      mode: recorder.mode && redact(recorder.mode),
      settings: redactSettings(recorder.settings, redact),
    },
    warnings: [
      ...meta.warnings
        .filter(warning => warning.code !== REDACTED)
        .map(warning => ({
          ...warning,
          message: redact(warning.message),
          firstAt: warning.firstAt === null ? null : redact(warning.firstAt),
        })),
      {
        code: REDACTED,
        message: 'Redacted: without host, users, folders, arguments, environment and source text',
        count: 1,
        firstAt: null,
      },
    ],
    importedFrom:
      importedFrom === null
        ? null
        : {
            ...importedFrom,
            file: importedFrom.file === null ? null : redact(shortenPath(importedFrom.file)),
          },
    extra: {},
  }
}

/** Some formats know a command as one text. */
function redactCommand(program: string, args: readonly string[]): string[] {
  return args.length > 0 ? [shortenPath(program), '…'] : [programOf(program)]
}

function redactTypes(types: readonly ValueType[], redact: TextRedactor): ValueType[] {
  return types.map(type => ({ ...type, name: redact(type.name) }))
}

function redactSettings(settings: Meta['recorder']['settings'], redact: TextRedactor): typeof settings {
  const kept = Object.entries(settings).filter(([key]) => !SENSITIVE.test(key))
  return Object.fromEntries(
    kept.map(([key, value]) => [key, typeof value === 'string' ? redact(value) : value]),
  )
}

function secretsOf({ meta, shared }: Recording) {
  const users = new Set<string>()
  const folders = new Set<string>()
  const hosts = new Set<string>()
  if (meta.host !== null && meta.host !== '') {
    hosts.add(meta.host)
    // The machine's own name of "build7.example.org".
    if (!/^[\d.]+$/.test(meta.host)) hosts.add(meta.host.split('.')[0]!)
  }
  const { strings, sources, libs } = shared
  const paths = [
    ...Array.from(sources.path, index => strings[index]!),
    ...Array.from(libs.path, index => strings[index]!),
    meta.cwd ?? '',
    meta.interpreter?.executable ?? '',
  ]
  for (const path of paths) {
    const owner = ownerOfPath(path)
    if (owner !== null) users.add(owner)
    const folder = folderOfPath(path)
    if (/\s/.test(folder)) folders.add(folder)
  }
  if (meta.cwd !== null && /\s/.test(meta.cwd))
    folders.add(`${meta.cwd}${meta.cwd.includes('\\') ? '\\' : '/'}`)
  const isText = new Uint8Array(strings.length)
  for (const index of sources.text) if (index !== -1) isText[index] = 1
  for (const [index, text] of strings.entries()) {
    if (isText[index] === 1) continue
    for (const owner of ownersInText(text)) users.add(owner)
  }
  for (const text of [meta.name, ...meta.command]) for (const owner of ownersInText(text)) users.add(owner)
  return { users, hosts, folders }
}
