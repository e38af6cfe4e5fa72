/** Versions of flamegraph.pl that draw different pictures: that of 2015, which Debian's libdevel-nytprof-perl has, and 1.0,
 *  which came in 2017 and stands as it is since. */
export type FlamegraphVersion = '2015' | '1.0'

/** What versions differ in, apart from their palettes. */
export interface FlamegraphDialect {
  /** Room above the boxes, and what a subtitle adds to it, in sizes of the font. */
  readonly top: number
  readonly subtitleRoom: number
  /** Where the subtitle stands, in sizes of the font. */
  readonly subtitleLine: number
  /** Rows of room besides those of the boxes: the older version counts one row too few. */
  readonly moreRows: number
  /** Colours of frames that part stacks. */
  readonly separators: ReadonlyMap<string, string>
  /** What a picture is called that has no title. */
  readonly title: (shape: { readonly isInverted: boolean; readonly isChart: boolean }) => string
  /** The ground of a palette that has one of its own, by name. */
  readonly ground: (palette: string) => string
  /** What is shown of a frame's text. */
  readonly shown: (text: string) => string
}

const GREY = 'rgb(160,160,160)'
const PALE_GREY = 'rgb(200,200,200)'
const FLAT = /^(?:red|green|blue|aqua|yellow|purple|orange)$/

export const FLAMEGRAPH_DIALECTS: Readonly<Record<FlamegraphVersion, FlamegraphDialect>> = {
  '2015': {
    top: 4,
    subtitleRoom: 0,
    subtitleLine: 3.4,
    moreRows: 0,
    separators: new Map([['-', GREY]]),
    title: ({ isInverted }) => (isInverted ? 'Icicle Graph' : 'Flame Graph'),
    ground: palette => (palette === 'mem' ? 'blue' : palette === 'io' ? 'grey' : 'yellow'),
    shown: text => text,
  },
  '1.0': {
    top: 3,
    subtitleRoom: 2,
    subtitleLine: 4,
    moreRows: 1,
    separators: new Map([
      ['--', GREY],
      ['-', PALE_GREY],
    ]),
    title: ({ isInverted, isChart }) =>
      isChart ? 'Flame Chart' : isInverted ? 'Icicle Graph' : 'Flame Graph',
    ground: palette =>
      palette === 'mem'
        ? 'green'
        : /^(?:io|wakeup|chain)$/.test(palette)
          ? 'blue'
          : FLAT.test(palette)
            ? 'grey'
            : 'yellow',
    shown: text => text.replace(/_\[[kwij]\]$/, ''),
  },
}
