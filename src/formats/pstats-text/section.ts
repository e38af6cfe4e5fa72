import type { Figures } from './parse-row.ts'

/** The sums above a table. */
export interface Summary {
  readonly calls: number
  /** NaN where they are all primitive and not printed. */
  readonly primitiveCalls: number
  readonly seconds: number
}

/** Who called whom, by their labels. */
export interface PrintedEdge {
  readonly caller: string
  readonly callee: string
  readonly figures: Figures
}

/** What one call of print_stats, print_callers or print_callees printed. */
export interface Section {
  readonly summary: Summary | null
  /** The file of the profile and when it was saved, where they stand above the sums. */
  readonly origin: { readonly saved: string; readonly file: string } | null
  readonly rows: { readonly label: string; readonly figures: Figures }[]
  readonly edges: PrintedEdge[]
  /** Functions before and after restrictions. */
  reduced: { readonly from: number; readonly to: number } | null
}

/** A section in which nothing has been read. */
export function newSection(summary: Summary | null, origin: Section['origin']): Section {
  return { summary, origin, rows: [], edges: [], reduced: null }
}

/**
 * Puts the sections of each profile together: callers and callees (which have no sums) belong to the profile before them,
 * and a table with the same sums as the one before shows the same profile in another order, unless a function of both has
 * different figures.
 */
export function groupSections(sections: readonly Section[]): Section[][] {
  const groups: Section[][] = []
  let known = new Map<string, string>()
  for (const section of sections) {
    const last = groups.at(-1)
    const first = last?.[0]
    const isSame =
      first !== undefined &&
      (section.summary === null
        ? section.rows.length === 0 || first.summary === null
        : haveSameSums(section, first))
    const figures = section.rows.map(({ label, figures }) => [label, Object.values(figures).join()] as const)
    const fits = figures.every(([label, text]) => (known.get(label) ?? text) === text)
    if (isSame && fits) last!.push(section)
    else {
      groups.push([section])
      known = new Map()
    }
    for (const [label, text] of figures) known.set(label, text)
  }
  return groups
}

function haveSameSums(a: Section, b: Section): boolean {
  // Lists may stand before the table of their profile.
  if (a.summary === null || b.summary === null) return b.summary === null && b.rows.length === 0
  return (
    a.summary.calls === b.summary.calls &&
    a.summary.seconds === b.summary.seconds &&
    Object.is(a.summary.primitiveCalls, b.summary.primitiveCalls) &&
    a.origin?.file === b.origin?.file
  )
}
