import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { convertInputs, openMerged, saveRecording } from '../../src/index.ts'

/** Files: of Pyrometer itself, and of others, which say what they cannot hold. */
export async function* example(folder: string): AsyncGenerator<string> {
  const target = mkdtempSync(join(tmpdir(), 'pyrometer-example-'))
  try {
    const recording = await openMerged(['scatter.folded'], { cwd: folder })
    await saveRecording(recording, join(target, 'scatter.pyrometer'))
    const output = join(target, 'scatter.pb.gz')
    const { format, losses } = await convertInputs(['scatter.folded'], { cwd: folder, output })
    yield `${format.name}, losses: ${losses.length}`
    yield `both written: ${statSync(output).size > 0 && statSync(join(target, 'scatter.pyrometer')).size > 0}`
  } finally {
    rmSync(target, { recursive: true })
  }
}
