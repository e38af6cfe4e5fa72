import { FormatError, UnsupportedVersionError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { AustinSamples } from '../austin/samples.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { Warnings } from '../importing/warnings.ts'
import { ByteCursor, CutOff } from './byte-cursor.ts'
import { MojoEvent } from './events.ts'
import { RunningSample } from './running-sample.ts'

const FORMAT = 'mojo'
const NEWEST = 4
const PROGRESS_EVENTS = 1 << 16

/**
 * Reads MOJO of versions 1 to 4: the samples of Austin's text and, from version 2 on, columns. Reports on asyncio's tasks
 * are left out and counted in a warning, as are references to what was never defined. A file that ends within an event is
 * read up to it. O(size). @throws FormatError, UnsupportedVersionError, LimitError.
 */
export async function readMojo(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const bytes = await input.bytes()
  if (bytes.length < 4) throw new FormatError(FORMAT, 'expected "MOJ" and a version', { offset: 0 })
  const cursor = new ByteCursor(bytes, 3)
  const version = cursor.byte()
  if (version < 1 || version > NEWEST) throw new UnsupportedVersionError(FORMAT, String(version), '1 to 4')
  const warnings = new Warnings()
  const samples = new AustinSamples(new SharedBuilder())
  const running = new RunningSample({ cursor, version, samples, warnings })
  let event = 0
  try {
    while (!cursor.isAtEnd) {
      if (++event % PROGRESS_EVENTS === 0) options.onProgress?.(cursor.offset)
      readEvent(cursor, { running, samples, warnings })
    }
  } catch (error) {
    if (!(error instanceof CutOff)) throw error
    warnings.add(
      'cut-off',
      'The file ends within an event: what was written of its last sample is kept.',
      `byte ${bytes.length}`,
    )
  }
  running.end()
  return [samples.finish(FORMAT, input.name, warnings.list())]
}

interface Context {
  readonly running: RunningSample
  readonly samples: AustinSamples
  readonly warnings: Warnings
}

function readEvent(cursor: ByteCursor, { running, samples, warnings }: Context): void {
  const start = cursor.offset
  const event = cursor.byte()
  switch (event) {
    case MojoEvent.metadata: {
      // Metadata after samples end the last one.
      const key = cursor.text()
      const value = cursor.text()
      samples.metadata(key, value)
      break
    }
    case MojoEvent.stack:
      running.begin()
      break
    case MojoEvent.frame:
      running.defineFrame()
      break
    case MojoEvent.string:
      running.defineString()
      break
    case MojoEvent.frameRef:
      running.frameRef()
      break
    case MojoEvent.stackRepeat:
      running.repeat(start)
      break
    case MojoEvent.kernel:
      running.kernel(cursor.text())
      break
    case MojoEvent.invalid:
      running.invalid()
      break
    case MojoEvent.collecting:
      running.collecting()
      break
    case MojoEvent.idle:
      running.idle()
      break
    case MojoEvent.time:
      running.time(cursor.integer())
      break
    case MojoEvent.memory:
      running.memory(cursor.integer())
      break
    case MojoEvent.stringRef:
      cursor.integer()
      break
    case MojoEvent.taskStack:
      cursor.integer()
      cursor.integer()
      warnings.add('asyncio-tasks', "Reports on asyncio's tasks were left out.", `byte ${start}`)
      running.beginTask(cursor.integer())
      break
    case MojoEvent.taskWaiter:
      cursor.integer()
      cursor.integer()
      break
    case MojoEvent.taskRunning:
      cursor.integer()
      break
    default:
      throw new FormatError(FORMAT, `expected an event (1 to 16), found ${event}`, { offset: start })
  }
}
