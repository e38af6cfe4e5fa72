import type { FlameLayout } from '../../analysis/tree/flame-layout.ts'
import type { CallTreeAnswer } from '../../query/tree/call-tree.ts'
import type { ChosenColours } from './flame-style.ts'
import type { FrameAttributes } from './frame-attributes.ts'

/** How any flame graph looks: what flamegraph.pl and inferno take. Defaults are the renderer's. */
export interface FlamePicture {
  readonly title?: string | undefined
  /** What stands under the title: how it was measured. */
  readonly subtitle?: string | undefined
  /** Kept in the file and not shown. */
  readonly notes?: string | undefined
  /** Of the picture, in pixels (1200). */
  readonly width?: number | undefined
  /** Of a row, in pixels. */
  readonly rowHeight?: number | undefined
  /** Boxes narrower than this many pixels are left out, and what stands on them. */
  readonly minWidth?: number | undefined
  /** In pixels (12). */
  readonly fontSize?: number | undefined
  /** Family of the names' font. */
  readonly fontType?: string | undefined
  /** Of a letter, as a share of the font's size. */
  readonly fontWidth?: number | undefined
  /** Roots at the top (an icicle) and not at the bottom. */
  readonly isIcicle?: boolean | undefined
  /** No script: only a picture with tool tips. */
  readonly isStatic?: boolean | undefined
  /** Colours that take the place of the look's. */
  readonly chosen?: ChosenColours | undefined
  /** What is said of frames besides, by name. */
  readonly attributes?: ReadonlyMap<string, FrameAttributes> | undefined
  /** Top and bottom of the ground, as SVG writes colours. */
  readonly background?: readonly [string, string] | undefined
  /** What counts are called in tool tips, and what stands before a name under the pointer. */
  readonly countName?: string | undefined
  readonly nameType?: string | undefined
  /** Multiplies the figures that are shown. */
  readonly factor?: number | undefined
  /** What the whole width stands for, where that is more than the total. */
  readonly total?: number | undefined
  /** A difference is read the other way round: what was slower is faster. */
  readonly isNegated?: boolean | undefined
  /** Boxes whose name has this in it are marked from the start. */
  readonly search?: string | undefined
}

/** How a flame graph is drawn. By default a row is 24 pixels high, and at least as high as its text of at least 12 pixels; boxes
 *  under half a pixel are left out; a letter is 0.61 of its size wide, which fixed-width fonts never exceed. */
export interface FlameOptions extends FlamePicture {
  readonly title: string
  /** Whether the tree is a bottom-up one: heat is then a box's own total, for all of it is one func's self cost. */
  readonly isReversed?: boolean | undefined
  /** Where the boxes lie, of a tree whose boxes do not stand side by side (a flame chart). */
  readonly layout?: FlameLayout | undefined
  /** An inverted tree with the same single root, whose boxes stand above that (a picture centred on a function). */
  readonly callers?: CallTreeAnswer | undefined
  /** The colour of a func's boxes, as SVG writes it; without it colour is heat. */
  readonly colour?: ((func: number) => string) | undefined
  /** Heat is the share of the whole that a box has, and not what it cost itself. */
  readonly isByTotal?: boolean | undefined
  /** What is said where there is no box. */
  readonly emptyText?: string | undefined
}

/** Sizes in pixels that all boxes share, and where rows go. */
export interface FlameFrame {
  readonly width: number
  readonly padding: number
  readonly inner: number
  readonly row: number
  readonly gap: number
  readonly indent: number
  readonly letter: number
  readonly minWidth: number
  readonly fontSize: number
  readonly isIcicle: boolean
  /** What the whole width stands for. */
  readonly whole: number
  /** What shares are of: more than the width where stacks that weigh less than nothing have no room. */
  readonly sharesOf: number
}
