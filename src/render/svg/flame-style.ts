import { differenceRules } from './difference-look.ts'
import { ACCENT, HEAT, HEAT_TEXT, NEUTRAL, type Theme } from './heat.ts'

/** What else a style sheet depends on. */
interface FlameColours {
  readonly fontType?: string | undefined
  readonly isDifference?: boolean
  /** Whatever the reader's theme, for a ground that is light in both. */
  readonly isLight?: boolean
  readonly chosen?: ChosenColours | undefined
}

/** Colours that a person chose, as SVG writes them. */
export interface ChosenColours {
  /** Of the words that search and reset. */
  readonly tools?: string | undefined
  /** Of boxes that were searched for. */
  readonly found?: string | undefined
  /** Around every box. */
  readonly outline?: string | undefined
}

/** The rules of a style sheet for colours that a person chose. */
export function chosenRules({ tools, found, outline }: ChosenColours = {}): string {
  return [
    outline === undefined ? '' : `#boxes rect{stroke:${outline};stroke-width:1}`,
    tools === undefined ? '' : `.tool{fill:${tools}}`,
    found === undefined ? '' : `#boxes .found rect{fill:${found}}`,
  ].join('')
}

/** The style sheet of a flame graph: light by default, dark where the reader's system says so. `h0` to `h7` fill by heat,
 *  `t0` to `t7` are the text on them; of a difference seven steps from faster to slower. */
export function flameStyle(
  { fontSize }: { readonly fontSize: number },
  { fontType, isDifference = false, isLight = false, chosen }: FlameColours = {},
): string {
  return [
    `text{font:${fontSize}px ${familyOf(fontType)}ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",Cousine,Consolas,monospace;white-space:pre;pointer-events:none}`,
    '.head,.sub{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",Arimo,sans-serif;font-variant-numeric:tabular-nums}',
    '.head{font-size:16px;font-weight:600}.sub{font-size:12px}',
    '.tool{pointer-events:auto;cursor:pointer}.tool:focus-visible{text-decoration:underline}.found rect{stroke-width:3}',
    '#boxes g{cursor:pointer;outline:none}#boxes g:hover rect{stroke-width:1.5}#boxes g:focus-visible rect{stroke-width:2.5}.outer rect{opacity:.55}.tp{fill:#000}.tq{fill:#fff}',
    themeRules('light', isDifference),
    isLight ? '' : `@media(prefers-color-scheme:dark){${themeRules('dark', isDifference)}}`,
    chosenRules(chosen),
  ].join('')
}

/** A font's family as CSS can hold it, before the others. */
function familyOf(fontType: string | undefined): string {
  const name = (fontType ?? '').replace(/[^\p{L}\p{N} _-]/gu, '').trim()
  return name === '' ? '' : `"${name}",`
}

function themeRules(theme: Theme, isDifference: boolean): string {
  const neutral = NEUTRAL[theme]
  const heat = HEAT[theme].map((fill, i) => `.h${i}{fill:${fill}}.t${i}{fill:${HEAT_TEXT[theme][i]}}`)
  return [
    `svg:root{background:${neutral[0]}}.page{fill:${neutral[0]}}.head{fill:${neutral[7]}}.sub{fill:${neutral[6]}}`,
    `.tool{fill:${ACCENT[theme]}}.centre rect{stroke:${neutral[7]};stroke-width:1.5}.found rect{stroke:${ACCENT[theme]}}#boxes g:hover rect,#boxes g:focus-visible rect{stroke:${neutral[7]}}`,
    ...(isDifference ? [differenceRules(theme)] : heat),
  ].join('')
}
