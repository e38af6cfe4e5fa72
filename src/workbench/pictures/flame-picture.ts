import type { FlamePicture } from '../../render/svg/flame-options.ts'
import { backgroundOf, chosenColours } from './flame-colours.ts'
import type { FlameExtras, FlameLook } from './flame-look.ts'

/** What both ways of drawing a flame graph take of the options of a person. `padding` is the picture's on each side, in pixels:
 *  a least width that is a share is one of what lies between. @throws UsageError for a colour that is none. */
export function flamePicture(look: FlameLook, extras: FlameExtras, padding: number): FlamePicture {
  const { width = 1200, minWidth } = look
  return {
    title: look.title,
    subtitle: look.subtitle,
    notes: look.notes,
    width,
    rowHeight: look.height,
    minWidth:
      minWidth === undefined ? undefined : (minWidth.pixels ?? (minWidth.share ?? 0) * (width - 2 * padding)),
    fontType: look.fontType,
    fontSize: look.fontSize,
    fontWidth: look.fontWidth,
    isIcicle: look.inverted === true,
    isStatic: look.static === true,
    chosen: chosenColours(look),
    attributes: extras.attributes,
    background: backgroundOf(look.bgColors),
    countName: look.countName,
    nameType: look.nameType,
    factor: look.factor,
    total: look.total,
    isNegated: look.negate === true,
    search: look.search,
  }
}
