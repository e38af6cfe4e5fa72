// The pictures of the scales in docs/design.md: what a step is, what it is for, and how well text reads on it.
const CELL = 88
const LEFT = 96
const ROW = 56
const HEAD = 28

/** Pictures by path, drawn from the scales that the program draws with. */
export async function swatchPictures(load) {
  const heat = await load('render/svg/heat.js')
  const { HEAT, HEAT_TEXT, DIFFERENCE, DIFFERENCE_TEXT, PACKAGE, PACKAGE_TEXT, NEUTRAL } = heat
  const shares = step =>
    step === 0 ? 'cold' : step === 7 ? 'hottest' : `${Math.round(100 * (step / 7) ** 2)} %`
  const changes = ['much faster', 'faster', '', 'no change', '', 'slower', 'much slower']
  const neutrals = ['ground', 'panel', 'raised', 'hairline', 'line', 'muted', 'soft', 'text']
  const neutralText = Object.fromEntries(
    Object.entries(NEUTRAL).map(([theme, scale]) => [
      theme,
      scale.map((_, step) => (step < 5 ? scale[7] : scale[0])),
    ]),
  )
  const draw = (scale, texts, heads) => swatches({ scale, texts, heads, neutral: NEUTRAL, heat })
  return {
    'docs/images/design/heat.svg': draw(
      HEAT,
      HEAT_TEXT,
      HEAT.dark.map((_, step) => shares(step)),
    ),
    'docs/images/design/difference.svg': draw(DIFFERENCE, DIFFERENCE_TEXT, changes),
    'docs/images/design/packages.svg': draw(
      PACKAGE,
      PACKAGE_TEXT,
      PACKAGE.dark.map(() => ''),
    ),
    'docs/images/design/neutrals.svg': draw(NEUTRAL, neutralText, neutrals),
  }
}

function swatches({ scale, texts, heads, neutral, heat }) {
  const width = LEFT + CELL * scale.dark.length + 16
  const themes = ['dark', 'light']
  const height = (HEAD + ROW + 12) * themes.length
  const parts = themes.map((theme, at) => {
    const top = at * (HEAD + ROW + 12)
    const [ground, , , , , muted] = neutral[theme]
    const text = (x, y, fill, words, size = 12) =>
      `<text x="${x}" y="${y}" fill="${fill}" font-size="${size}" text-anchor="middle">${words}</text>`
    const cells = scale[theme].map((fill, step) => {
      const x = LEFT + step * CELL
      const on = texts[theme][step]
      const ratio = heat.contrastRatio(fill, on)
      return (
        text(x + CELL / 2, top + 19, muted, heads[step]) +
        `<rect x="${x + 1}" y="${top + HEAD}" width="${CELL - 2}" height="${ROW}" rx="2" fill="${fill}" stroke="${neutral[theme][3]}"/>` +
        text(x + CELL / 2, top + HEAD + 24, on, fill) +
        text(x + CELL / 2, top + HEAD + 42, on, `${ratio.toFixed(1)} : 1`)
      )
    })
    const name = `<text x="16" y="${top + HEAD + 33}" fill="${neutral[theme][7]}" font-size="13">${theme}</text>`
    return `<rect y="${top}" width="${width}" height="${HEAD + ROW + 12}" fill="${ground}"/>${name}${cells.join('')}`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif">${parts.join('')}</svg>\n`
}
