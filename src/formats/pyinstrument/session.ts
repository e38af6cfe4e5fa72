import type { StacksBuilder } from '../../model/part-builders.ts'
import { meta, NO_PARTS, type Recording, type ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind, ThreadKind } from '../../model/tables.ts'
import type { JsonValue } from '../decoding/json/parse-json.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'

export const WALL: ValueType = { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' }
export const AWAIT: ValueType = { ...WALL, name: 'await' }

/** What the head of a file says of a session; null unknown. */
export interface SessionFacts {
  /** Seconds since 1970. */
  readonly start: number | null
  readonly duration: number | null
  readonly cpu: number | null
  readonly samples: number | null
  /** "Program: x.py". */
  readonly target: string | null
  /** pyinstrument's version. */
  readonly version: string | null
}

/** Reads the fields that sessions and reports have in common. @throws FormatError. */
export function readFacts(session: JsonValue): SessionFacts {
  const number = (key: string) => {
    const value = session.at(key)
    return value.isMissing ? null : value.number()
  }
  return {
    start: number('start_time'),
    duration: number('duration'),
    cpu: number('cpu_time'),
    samples: number('sample_count'),
    target: session.at('target_description').optionalText() ?? session.at('program').optionalText() ?? null,
    version: null,
  }
}

/** A function as pyinstrument names it. */
export interface FrameName {
  readonly name: string
  readonly className: string | undefined
  readonly file: string
  /** Line of the definition, 0 unknown. */
  readonly definition: number
  /** Line executing, -1 unknown. */
  readonly line: number
}

/** The tables of a recording while frames go into them. */
export class SessionFrames {
  readonly shared = new SharedBuilder()
  readonly warnings = new Warnings()
  readonly #threads = new Map<string, number>()

  frame({ name, className, file, definition, line }: FrameName): number {
    const isBuiltin = file === '<built-in>'
    const isMarker = /^\[.*\]$/.test(name) || file === ''
    const func = this.shared.func({
      name: className === undefined || className === '' ? name : `${className}.${name}`,
      kind: isBuiltin ? FuncKind.builtin : isMarker ? FuncKind.marker : FuncKind.python,
      ...(isBuiltin || file === '' ? {} : { file }),
      line: asLine(definition),
    })
    return this.shared.plainFrame(func, asLine(line))
  }

  /** The thread that a file names as the outermost frame: its name and pthread's id. */
  thread(name: string, id: string): number {
    const key = `${name}\0${id}`
    let thread = this.#threads.get(key)
    if (thread === undefined) {
      const tid = /^\d{1,15}$/.test(id) ? Number(id) : Number.NaN
      const isMain = name === 'MainThread' ? 1 : 0
      thread = this.shared.thread({ name, tid, kind: ThreadKind.python, isMain })
      this.#threads.set(key, thread)
    }
    return thread
  }
}

function asLine(line: number): number {
  return Number.isInteger(line) && line > 0 && line <= 0x7fffffff ? line : -1
}

/** Puts the parts of a recording together. */
export function finishSession(
  frames: SessionFrames,
  {
    facts,
    part,
    name,
    isTimed,
  }: { facts: SessionFacts; part: StacksBuilder; name: string | null; isTimed: boolean },
): Recording {
  const { start, duration, cpu, samples, target, version } = facts
  const program = target?.replace(/^Program: /, '') ?? ''
  return {
    ...NO_PARTS,
    meta: meta({
      name: titleOf(name, program === '' ? 'pyinstrument session' : program),
      command: program === '' ? [] : [program],
      startTime:
        start === null || !(start > 0 && start < 1e11)
          ? null
          : String(BigInt(Math.round(start * 1e6)) * 1000n),
      duration: duration === null ? null : duration * 1e9,
      recorder: { name: 'pyinstrument', version, mode: 'sample', settings: { samples } },
      importedFrom: { format: 'pyinstrument', file: name },
      warnings: frames.warnings.list(),
    }),
    shared: frames.shared.finish(),
    stacks: part.finish(isTimed),
    counters: cpu === null ? [] : [{ name: 'cpu', unit: 'nanoseconds', value: cpu * 1e9 }],
  }
}
