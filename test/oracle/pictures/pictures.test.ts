import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from '../../support/run-cli.ts'

/** Names with what the syntaxes of PDF, PostScript, SVG and HTML give a meaning. */
const NAMES = ['main', 'read (file)', 'a\\b<c>&"d"', 'café_×']
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-pictures-'))
afterAll(() => rmSync(folder, { recursive: true }))
writeFileSync(
  join(folder, 'in.folded'),
  `${NAMES[0]};${NAMES[1]} 40\n${NAMES[0]};${NAMES[2]} 30\n${NAMES[0]};${NAMES[3]};${NAMES[1]} 30\n`,
)

const COMMANDS = ['flame', 'graph', 'map'] as const
const lacks = (program: string) => spawnSync(program, ['-v']).error !== undefined

async function draw(command: string, name: string): Promise<string> {
  const { status, stderr } = await runCli([command, 'in.folded', '-o', name], { cwd: folder })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return join(folder, name)
}

function output(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return stdout
}

/** Letters of Greek, Cyrillic, Hebrew (from the right), Latin beyond Windows' code page, and Chinese, for which no font may be here. */
const FOREIGN = ['λάθος_τιμή', 'функция', 'שלום_עולם', 'Łódź', '计算']
writeFileSync(join(folder, 'foreign.folded'), FOREIGN.map(name => `main;${name} 20\n`).join(''))
/** Marks by which poppler and we keep the order of text. */
const withoutMarks = (text: string) => text.replaceAll(/[\u200e\u200f\u202a-\u202e]/g, '')

describe('pictures of foreign names', () => {
  it.skipIf(lacks('pdftotext'))('as PDF show poppler every name (needs poppler-utils)', async () => {
    for (const command of COMMANDS) {
      const path = join(folder, `foreign-${command}.pdf`)
      const { status } = await runCli([command, 'foreign.folded', '-o', path], { cwd: folder })
      expect(status).toBe(0)
      const text = withoutMarks(output('pdftotext', ['-layout', path, '-']))
      for (const name of FOREIGN) expect(text, command).toContain(name)
      expect(statSync(path).size).toBeLessThan(30_000)
      expect(readFileSync(path)).toEqual(await again(command, 'pdf'))
    }
  })

  it.skipIf(lacks('gs'))('as EPS show Ghostscript every name (needs ghostscript)', async () => {
    for (const command of COMMANDS) {
      const path = join(folder, `foreign-${command}.eps`)
      await runCli([command, 'foreign.folded', '-o', path], { cwd: folder })
      const device = ['-q', '-dNOPAUSE', '-dBATCH', '-dSAFER', '-dEPSCrop', '-sDEVICE=txtwrite']
      const text = output('gs', [...device, '-sOutputFile=-', path])
      // Ghostscript gives letters as they are seen.
      for (const name of FOREIGN) {
        const shown = name.startsWith('ש') ? [...name].reverse().join('') : name
        expect(text, command).toContain(shown)
      }
      const box = spawnSync('gs', ['-q', '-dNOPAUSE', '-dBATCH', '-dSAFER', '-sDEVICE=bbox', path], {
        encoding: 'utf8',
      }).stderr.match(/%%BoundingBox: (-?\d+) (-?\d+) (\d+) (\d+)/)!
      const said = readFileSync(path, 'utf8').match(/%%BoundingBox: 0 0 (\d+) (\d+)/)!
      // Whole points, rounded outward.
      for (const k of [1, 2]) expect(Math.abs(Number(box[k]))).toBeLessThanOrEqual(1)
      for (const k of [1, 2]) expect(Math.abs(Number(box[k + 2]) - Number(said[k]))).toBeLessThanOrEqual(1)
    }
  })

  async function again(command: string, ending: string): Promise<Buffer> {
    const path = join(folder, `again.${ending}`)
    await runCli([command, 'foreign.folded', '-o', path], { cwd: folder })
    return readFileSync(path)
  }
})

describe('pictures', () => {
  it.skipIf(lacks('pdftotext'))('as PDF show poppler every name (needs poppler-utils)', async () => {
    for (const command of COMMANDS) {
      const text = output('pdftotext', ['-layout', await draw(command, `${command}.pdf`), '-'])
      for (const name of NAMES) expect(text, command).toContain(name)
      expect(text).toContain('in.folded')
    }
  })

  it.skipIf(lacks('gs'))('as EPS show Ghostscript every name (needs ghostscript)', async () => {
    for (const command of COMMANDS) {
      const path = await draw(command, `${command}.eps`)
      const device = ['-q', '-dNOPAUSE', '-dBATCH', '-dSAFER', '-dEPSCrop', '-sDEVICE=txtwrite']
      const text = output('gs', [...device, '-sOutputFile=-', path])
      for (const name of NAMES) expect(text.replaceAll(/ +/g, ' '), command).toContain(name)
    }
  })

  it.skipIf(lacks('gs') || lacks('pdftoppm'))('have the same size in all of them', async () => {
    const svg = readFileSync(await draw('graph', 'size.svg'), 'utf8')
    const [, width, height] = svg.match(/width="(\d+)" height="(\d+)"/)!.map(Number)
    const info = output('pdfinfo', [await draw('graph', 'size.pdf')])
    const [, points, high] = info.match(/Page size: +([\d.]+) x ([\d.]+) pts/)!.map(Number)
    expect(points).toBeCloseTo(0.75 * width!, 1)
    expect(high).toBeCloseTo(0.75 * height!, 1)
    const png = readFileSync(await draw('graph', 'size.png'))
    expect(png.readUInt32BE(16)).toBe(2 * width!)
    expect(png.readUInt32BE(20)).toBe(2 * height!)
  })

  it.skipIf(!existsSync('node_modules/@resvg/resvg-js'))(
    'as PNG show letters without any font of the machine',
    async () => {
      const { writePicture } = await import('../../../src/workbench/pictures/write-picture.ts')
      for (const command of COMMANDS) {
        const svg = readFileSync(await draw(command, `${command}.svg`), 'utf8')
        const size = async (text: string, path: string) => {
          await writePicture(text, { kind: 'png', path, cwd: folder })
          return statSync(join(folder, path)).size
        }
        const bare = svg.replaceAll(/<text\b[^>]*[^/]>[\s\S]*?<\/text>/g, '')
        expect(await size(svg, 'with.png')).toBeGreaterThan(1.1 * (await size(bare, 'without.png')))
      }
    },
  )

  it('are refused in files of other kinds', async () => {
    for (const command of COMMANDS) {
      const { status, stderr } = await runCli([command, 'in.folded', '-o', 'x.bmp'], { cwd: folder })
      expect(status).toBe(2)
      for (const ending of ['.svg', '.png', '.pdf', '.eps', '.html']) expect(stderr).toContain(ending)
    }
  })
})
