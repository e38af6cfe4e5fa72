import { readFileSync } from 'node:fs'
import type { FoundLetters } from '../../render/vector/letters.ts'
import type { Glyph, OutlineStep } from '../../render/vector/shapes.ts'
import type { FontLibraries } from './font-libraries.ts'

/** A part of a text that one font sets. */
export interface ShapedText {
  readonly text: string
  /** From where to where in the text; what is around it says how its ends join. */
  readonly start: number
  readonly end: number
  readonly isFromRight: boolean
}

/** Sets texts in a font. */
export type FontShaper = (part: ShapedText) => readonly FoundLetters[]

const SPACE = /^[\p{Z}\p{C}\p{Default_Ignorable_Code_Point}]*$/u

/** Sets texts in a font file; of a collection, its first font. HarfBuzz joins, places and turns round letters as their script wants it.
 *  Null where the file cannot be read. */
export function openShaper(path: string, { harfBuzz, bidi }: FontLibraries): FontShaper | null {
  const bytes = bytesOf(path)
  if (bytes === null) return null
  const font = new harfBuzz.Font(new harfBuzz.Face(new harfBuzz.Blob(bytes)))
  font.setScale(1000, 1000)
  const glyphs = new Map<string, Glyph>()

  const lettersOf = (text: string, parts: readonly PlacedGlyph[], isFromRight: boolean): FoundLetters => {
    const advance = parts.reduce((sum, part) => sum + part.xAdvance, 0)
    const said = isFromRight ? turned(text, bidi) : text
    const places = placesOf(parts)
    const key = [said, ...places.flat()].join(' ')
    let glyph = glyphs.get(key)
    if (glyph === undefined) {
      const steps = places.flatMap(([id, x, y]) =>
        outlineSteps(font.glyphToJson(id)).map(step => moved(step, x, y)),
      )
      glyph = { text: said, steps, advance }
      glyphs.set(key, glyph)
    }
    const isFound = glyph.steps.length > 0 || SPACE.test(text)
    return { text: said, glyph: isFound ? glyph : null, advance }
  }

  return ({ text, start, end, isFromRight }) => {
    const buffer = new harfBuzz.Buffer()
    buffer.addText(text, start, end - start)
    buffer.setDirection(isFromRight ? harfBuzz.Direction.RTL : harfBuzz.Direction.LTR)
    buffer.guessSegmentProperties()
    const { REMOVE_DEFAULT_IGNORABLES, DO_NOT_INSERT_DOTTED_CIRCLE } = harfBuzz.BufferFlag
    buffer.setFlags(REMOVE_DEFAULT_IGNORABLES | DO_NOT_INSERT_DOTTED_CIRCLE)
    harfBuzz.shape(font, buffer)
    const groups: { from: number; parts: PlacedGlyph[] }[] = []
    for (const glyph of placedGlyphs(buffer)) {
      const last = groups.at(-1)
      if (last?.from === glyph.cluster) last.parts.push(glyph)
      else groups.push({ from: glyph.cluster, parts: [glyph] })
    }
    return groups.map(({ from, parts }, i) => {
      const next = groups[isFromRight ? i - 1 : i + 1]
      return lettersOf(text.slice(from, next?.from ?? end), parts, isFromRight)
    })
  }
}

function placedGlyphs(buffer: InstanceType<FontLibraries['harfBuzz']['Buffer']>) {
  const positions = buffer.getGlyphPositions()
  return buffer.getGlyphInfos().map((info, i) => ({ ...info, ...positions[i]! }))
}

/** What stands from the right as it is seen from the left: programs that read texts out of pages turn it round, each character. */
function turned(text: string, bidi: FontLibraries['bidi']): string {
  return Array.from(text, char => bidi.getMirroredCharacter(char) ?? char)
    .reverse()
    .join('')
}

interface PlacedGlyph {
  /** Number of the glyph in its font. */
  readonly codepoint: number
  readonly xAdvance: number
  readonly xOffset: number
  readonly yOffset: number
}

/** Glyphs with their places behind the first. */
function placesOf(parts: readonly PlacedGlyph[]): [id: number, x: number, y: number][] {
  let pen = 0
  return parts.map(({ codepoint, xAdvance, xOffset, yOffset }) => {
    const x = pen + xOffset
    pen += xAdvance
    return [codepoint, x, yOffset]
  })
}

/** Steps of an outline, down is positive; curves of the second degree as ones of the third. */
function outlineSteps(
  commands: readonly { readonly type: string; readonly values: readonly number[] }[],
): OutlineStep[] {
  let [x, y] = [0, 0]
  return commands.map(({ type, values }): OutlineStep => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = values.map((value, i) =>
      i % 2 === 0 ? value : -value,
    )
    const [fromX, fromY] = [x, y]
    if (type === 'Z') return ['Z']
    ;[x, y] = type === 'C' ? [e, f] : type === 'Q' ? [c, d] : [a, b]
    if (type === 'C') return ['C', a, b, c, d, e, f]
    if (type !== 'Q') return [type === 'M' ? 'M' : 'L', a, b]
    return ['C', between(fromX, a), between(fromY, b), between(c, a), between(d, b), c, d]
  })
}

function between(end: number, middle: number): number {
  return end + (2 / 3) * (middle - end)
}

function moved(step: OutlineStep, x: number, up: number): OutlineStep {
  if (step[0] === 'Z') return step
  if (step[0] !== 'C') return [step[0], step[1] + x, step[2] - up]
  const [, a, b, c, d, e, f] = step
  return ['C', a + x, b - up, c + x, d - up, e + x, f - up]
}

function bytesOf(path: string): Uint8Array | null {
  try {
    return readFileSync(path)
  } catch {
    return null
  }
}
