/** A box of the picture: one function below its callers. */
export interface Box {
  readonly name: string
  /** What it says it has. */
  readonly value: number
  readonly x: number
  readonly width: number
  readonly y: number
  /** Whether x and width are numbers of samples, not lengths in the picture. */
  readonly isExact: boolean
}

/** Boxes, and what they count. */
export interface Picture {
  readonly boxes: readonly Box[]
  /** "samples", "bytes", "ms": what stands behind the numbers; null where no box says. */
  readonly unit: string | null
  /** Boxes that say by how much they differ from another profile. */
  readonly differences: number
  /** Boxes whose text does not say what they have: it was taken from their width. */
  readonly unlabelled: number
}

/** A title and the rectangle behind it; a link may stand between them. */
const BOX = /<title>([^<]*)<\/title>\s*(?:<a\b[^>]*>\s*)?<rect\b([^>]*)>/g
/** `name (1,234 samples, 5.67%; +0.12%)`. */
const TITLE = /^([\s\S]*) \(([\d,.]+) (.{1,60}), ([\d.]+)%(?:; ([+-]?[\d.]+)%)?\)$/
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The boxes of a flame graph in the order of the file. O(text). */
export function readBoxes(text: string): Picture {
  const boxes: (Box & { readonly isLabelled: boolean })[] = []
  let unit: string | null = null
  let differences = 0
  for (const [, titleText, attributes] of text.matchAll(BOX)) {
    const x = numberIn(attributes!, / x="(-?[\d.]+)/)
    const y = numberIn(attributes!, / y="(-?[\d.]+)/)
    const width = numberIn(attributes!, / width="([\d.]+)/)
    if (Number.isNaN(x + y + width)) continue
    const title = unescaped(titleText!)
    const found = title.length > 20_000 ? null : TITLE.exec(title)
    unit ??= found?.[3] ?? null
    if (found?.[5] !== undefined) differences++
    const exactX = numberIn(attributes!, / fg:x="(\d+)"/)
    const exactWidth = numberIn(attributes!, / fg:w="(\d+)"/)
    const isExact = !Number.isNaN(exactX + exactWidth)
    boxes.push({
      name: found?.[1] ?? title,
      value: found === null ? (isExact ? exactWidth : Number.NaN) : Number(found[2]!.replaceAll(',', '')),
      x: isExact ? exactX : x,
      width: isExact ? exactWidth : width,
      y,
      isExact,
      isLabelled: found !== null,
    })
  }
  const isExact = boxes.every(box => box.isExact)
  const scale = scaleOf(boxes)
  return {
    boxes: boxes.map(box => ({
      ...box,
      value: Number.isNaN(box.value) ? box.width * scale : box.value,
      isExact,
    })),
    unit,
    differences,
    unlabelled: boxes.filter(({ isLabelled }) => !isLabelled).length,
  }
}

/** How much a unit of width is worth, by the widest box that says both. */
function scaleOf(boxes: readonly Box[]): number {
  let widest: Box | null = null
  for (const box of boxes) {
    if (!Number.isNaN(box.value) && box.width > (widest?.width ?? 0)) widest = box
  }
  return widest === null ? 1 : widest.value / widest.width
}

function numberIn(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? Number.NaN)
}

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,6}));/gi, (all, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? all
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : all
  })
}

/**
 * The box that each box stands on, -1 for those that stand on none, and an order in which callers come before what they
 * call. Boxes stand in rows: a box's caller is the one of the next row that holds its middle. O(n log n).
 */
export function standOn(boxes: readonly Box[]): { parents: Int32Array; order: Int32Array } {
  const rows = [...new Set(boxes.map(({ y }) => y))].sort((a, b) => a - b)
  if (!isInverted(boxes, rows)) rows.reverse()
  const depth = new Map(rows.map((y, i) => [y, i]))
  const order = Int32Array.from(boxes.keys()).sort(
    (a, b) => depth.get(boxes[a]!.y)! - depth.get(boxes[b]!.y)! || boxes[a]!.x - boxes[b]!.x || a - b,
  )
  const parents = new Int32Array(boxes.length).fill(-1)
  let above: number[] = []
  let row: number[] = []
  for (const [i, box] of order.entries()) {
    if (i > 0 && boxes[order[i - 1]!]!.y !== boxes[box]!.y) {
      above = row
      row = []
    }
    row.push(box)
    parents[box] = holderOf(boxes, above, boxes[box]!)
  }
  return { parents, order }
}

/** Whether callers stand above: the row that everything stands on is the first. */
function isInverted(boxes: readonly Box[], rows: readonly number[]): boolean {
  const first = boxes.filter(({ y }) => y === rows[0])
  if (first.length === 1 && first[0]!.name === 'all') return true
  const widthOf = (y: number | undefined) => {
    let width = 0
    for (const box of boxes) if (box.y === y) width += box.width
    return width
  }
  return rows.length > 1 && widthOf(rows[0]) > widthOf(rows.at(-1))
}

/** The box of a sorted row that holds the middle of another, -1 when none does. */
function holderOf(boxes: readonly Box[], row: readonly number[], { x, width }: Box): number {
  const middle = x + width / 2
  let low = 0
  let high = row.length
  while (low < high) {
    const half = (low + high) >>> 1
    if (boxes[row[half]!]!.x <= middle) low = half + 1
    else high = half
  }
  const holder = row[low - 1]
  // Lengths in a picture are rounded to a tenth of a pixel.
  return holder !== undefined && middle <= boxes[holder]!.x + boxes[holder]!.width + 0.11 ? holder : -1
}
