import { describe, expect, it } from 'vitest'
import { PyrometerError } from '../../base/errors.ts'
import { drawPng } from './draw-png.ts'

const svg = (body: string, size = 100) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="100" viewBox="0 0 ${size} 100">\n<title>t</title>${body}</svg>`

describe('drawPng()', () => {
  it('draws no tips, and no letters that are too small to be seen', () => {
    const box = '<rect x="10" y="10" width="50" height="50" fill="#ff0000"/>'
    const tip = '<g><title>a tip</title>'
    expect(drawPng(svg(`${tip}${box}</g>`))).toEqual(drawPng(svg(`<g>${box}</g>`)))
    const letters = '<text x="10" y="50" font-size="12">letters</text>'
    expect(drawPng(svg(box + letters))).not.toEqual(drawPng(svg(box)))
    expect(drawPng(svg(box + letters, 500_000))).toEqual(drawPng(svg(box, 500_000)))
  })

  it('says that a picture has too many parts', () => {
    const parts = '<g/>'.repeat(1_100_000)
    expect(() => drawPng(svg(parts))).toThrow(PyrometerError)
  })
})
