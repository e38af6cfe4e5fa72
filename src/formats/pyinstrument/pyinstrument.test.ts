import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { pyinstrument } from './format.ts'

const fixture = (name: string) => new Uint8Array(readFileSync(`test/fixtures/formats/pyinstrument/${name}`))
const wallOf = async (bytes: Uint8Array) => {
  const [recording] = await readWith(pyinstrument, bytes, 'x')
  return recording!.stacks!.weights[0]!.reduce((sum, value) => sum + value, 0)
}

describe('readPyinstrument()', () => {
  it('reads the session in an HTML page', async () => {
    const bytes = fixture('pyinstrument-4.7.3.html')
    expect(pyinstrument.detect(bytes.subarray(0, 65_536), null)).toBe(0.95)
    const root = /"root_frame": \{"function": "[^"]*".*?"time": ([\d.]+)/.exec(
      new TextDecoder().decode(bytes),
    )
    expect(await wallOf(bytes)).toBeCloseTo(Number(root![1]) * 1e9, 0)
  })

  it('reads the same of a page as of the JSON in it, whatever its strings hold', async () => {
    const json = new TextDecoder().decode(fixture('pyinstrument-5.1.3.json'))
    const page = `<!DOCTYPE html>\n<html><script>var pyinstrumentHTMLRenderer=0</script><script>const sessionData = {"session": {"program": "a}\\"};</script>"}, ${json.trim().slice(1)};\npyinstrumentHTMLRenderer.render({})</script></html>`
    expect(await wallOf(new TextEncoder().encode(page))).toBe(await wallOf(new TextEncoder().encode(json)))
  })

  it('reads a printed tree with colours and shares of the whole', async () => {
    const bytes = fixture('pyinstrument-5.1.3-colours-percent.txt')
    const duration = /Duration: (\d+\.\d+)/.exec(new TextDecoder().decode(bytes))
    expect(await wallOf(bytes)).toBe(Math.round(Number(duration![1]) * 1000) * 1e6)
  })
})
