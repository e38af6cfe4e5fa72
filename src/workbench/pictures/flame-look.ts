import type { Widths } from '../../analysis/difference/unite-trees.ts'
import type { FrameAttributes } from '../../render/svg/frame-attributes.ts'

/** Versions of flamegraph.pl whose pictures can be drawn. */
export type Compat = 'flamegraph' | 'flamegraph-1.0'

/** How a flame graph looks: flamegraph.pl's and inferno's options, without a unit in pixels. */
export interface FlameLook {
  readonly title?: string | undefined
  readonly subtitle?: string | undefined
  readonly notes?: string | undefined
  readonly width?: number | undefined
  /** Of a frame. */
  readonly height?: number | undefined
  readonly minWidth?: BoxWidth | undefined
  readonly fontType?: string | undefined
  readonly fontSize?: number | undefined
  /** Of a letter, as a share of the font's size. */
  readonly fontWidth?: number | undefined
  readonly countName?: string | undefined
  readonly nameType?: string | undefined
  /** A name of `PALETTES`, or 'heat'. */
  readonly colors?: string | undefined
  /** A ground's name, or a colour as #rrggbb. */
  readonly bgColors?: string | undefined
  /** Heat by total and not by self cost. */
  readonly colorDiffusion?: boolean | undefined
  /** Colours as #rrggbb: of the words that search and reset, of what was found, around every box. */
  readonly uiColor?: string | undefined
  readonly searchColor?: string | undefined
  readonly strokeColor?: string | undefined
  /** Path of a file of tool tips and links by frame. */
  readonly nameAttr?: string | undefined
  /** Colours by chance, the same for the same seed. */
  readonly random?: number | undefined
  /** Path of a file of colours by name: what is in it is used, what is not is added. */
  readonly cp?: string | undefined
  /** Roots at the top. */
  readonly inverted?: boolean | undefined
  /** Bottom-up: roots are the functions with self cost, callers stand on them. */
  readonly reverse?: boolean | undefined
  /** Samples in order, and only neighbours merged. */
  readonly flamechart?: boolean | undefined
  /** A function's name: its callers above it, what it called below. */
  readonly center?: string | undefined
  readonly negate?: boolean | undefined
  readonly factor?: number | undefined
  readonly total?: number | undefined
  readonly search?: string | undefined
  readonly static?: boolean | undefined
  /** With a base: what boxes are as wide as. */
  readonly widths?: Widths | undefined
  readonly compat?: Compat | undefined
  readonly valueType?: string | undefined
}

/** What was read of other files for a picture. */
export interface FlameExtras {
  /** Colours by name, to which those of new names are added. */
  readonly palette?: Map<string, string> | undefined
  readonly attributes?: ReadonlyMap<string, FrameAttributes> | undefined
  /** Whether filters chose what is drawn. */
  readonly isFiltered?: boolean | undefined
}

/** The least width of a box: pixels, or a share of the whole width from 0 to 1. */
export interface BoxWidth {
  readonly pixels?: number
  readonly share?: number
}
