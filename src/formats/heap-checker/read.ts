import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { LeakBuilder } from './leak-builder.ts'

const FORMAT = 'heap-checker'
/** The checker's own lines are shorter, whatever the program prints. */
const LONGEST = 1 << 16

const TITLE = /^\s*Leak check (\S+) detected leaks of (\d{1,19}) bytes in (\d{1,19}) objects/
const LEAK = /^\s*Leak of (\d{1,19}) bytes in (\d{1,19}) objects allocated from:/
const FRAME = /^\s*@ (?:0x)?([0-9a-f]{1,16})(?:\s+(\S.*))?$/i
const COMMAND = /^pprof (\S+) "([^"]*)/

/**
 * Reads what the heap checker prints: a recording a check (`_main_` is the whole program), leaked bytes and objects by
 * allocation site. What a check counts and does not list is a sample without a stack.
 * Source: gperftools src/heap-checker.cc, src/heap-profile-table.cc (2.10). @throws FormatError when there is no leak.
 */
export async function readHeapChecker(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const checks: LeakBuilder[] = []
  let isLeak = false
  const current = () => {
    if (checks.length === 0) checks.push(new LeakBuilder(FORMAT, 'leaks', null))
    return checks.at(-1)!
  }
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(bytes, start, end) {
      if (end - start > LONGEST) return
      const text = decoder.decode(bytes.subarray(start, end))
      const title = TITLE.exec(text)
      const leak = LEAK.exec(text)
      const frame = isLeak ? FRAME.exec(text.trimEnd()) : null
      if (title !== null) {
        checks.push(new LeakBuilder(FORMAT, title[1]!, [Number(title[2]), Number(title[3])]))
      } else if (leak !== null) current().beginLeak(Number(leak[1]), Number(leak[2]))
      else if (frame !== null) current().addFrame(BigInt(`0x${frame[1]}`), frame[2]?.trim() ?? '')
      else {
        const command = COMMAND.exec(text)
        if (command !== null && checks.length > 0) {
          current().command = command[1]!
          current().profile = command[2]!
        }
      }
      isLeak = leak !== null || frame !== null
    },
  })
  if (checks.length === 0) {
    throw new FormatError(FORMAT, 'expected "Leak of … bytes in … objects allocated from:", found none', {
      line: 1,
    })
  }
  return checks.map(check => check.finish(input.name))
}
