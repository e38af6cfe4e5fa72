import { escapeXml } from './svg-text.ts'

/** What a person says of a frame's boxes besides what was measured: flamegraph.pl's and inferno's `--nameattr`. */
export interface FrameAttributes {
  /** The tool tip, in place of the figures. */
  readonly title?: string | undefined
  /** Where a click leads, and the window in which that opens (`_top`). */
  readonly href?: string | undefined
  readonly target?: string | undefined
}

/** What the script must be told of a name that the tool tip no longer begins with. */
export function nameData(name: string, attributes: FrameAttributes | undefined): string {
  return attributes?.title === undefined ? '' : ` data-n="${escapeXml(name)}"`
}

/** The shapes of a box as a link, where it is one. */
export function linkedShapes(shapes: string, attributes: FrameAttributes | undefined): string {
  if (attributes?.href === undefined) return shapes
  const target = attributes.target ?? '_top'
  return `<a href="${escapeXml(attributes.href)}" target="${escapeXml(target)}">${shapes}</a>`
}
