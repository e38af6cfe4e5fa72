import { type JsonValue, parseJson } from '../decoding/json/parse-json.ts'
import type { Dump, DumpFrame } from './dump.ts'

/** Reads the form of `--json` into `dump`: a list of threads. @throws FormatError. */
export function readJsonDump(bytes: Uint8Array, dump: Dump): void {
  for (const thread of parseJson('py-spy-dump', bytes).items()) {
    const found = thread.at('pid').optionalNumber(-1)
    const pid = Number.isInteger(found) && found >= 0 && found <= 0x7fffffff ? found : -1
    const info = thread.at('process_info')
    dump.process(pid, info.isMissing ? undefined : info.at('command_line').optionalText())
    const id = thread.at('os_thread_id')
    const tid = id.isMissing ? thread.at('thread_id').optionalNumber(Number.NaN) : id.number()
    dump.add({
      pid,
      tid,
      name: thread.at('thread_name').optionalText() ?? '',
      isActive: thread.at('active').value === true,
      holdsGil: thread.at('owns_gil').value === true,
      frames: thread
        .at('frames')
        .items()
        .map(frame => frameOf(frame, dump)),
    })
  }
}

function frameOf(frame: JsonValue, dump: Dump): DumpFrame {
  const locals = frame.at('locals')
  if (!locals.isMissing && locals.list().length > 0) {
    dump.warnings.add('locals', 'Values of variables were left out.')
  }
  // Of native frames the module is the binary.
  const file = frame.at('module').optionalText() ?? frame.at('filename').optionalText()
  return { name: frame.at('name').text(), file: file ?? null, line: frame.at('line').optionalNumber(-1) }
}
