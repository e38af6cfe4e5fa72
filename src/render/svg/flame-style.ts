import { differenceRules } from './difference-look.ts'
import { ACCENT, HEAT, HEAT_TEXT, NEUTRAL, type Theme } from './heat.ts'

/** The style sheet of a flame graph: light by default, dark where the reader's system says so. `h0` to `h7` fill by heat,
 *  `t0` to `t7` are the text on them; of a difference seven steps from faster to slower. */
export function flameStyle(fontSize: number, isDifference = false): string {
  return [
    `text{font:${fontSize}px ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",Consolas,monospace;white-space:pre;pointer-events:none}`,
    '.head,.sub{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums}',
    '.head{font-size:16px;font-weight:600}.sub{font-size:12px}',
    '.tool{pointer-events:auto;cursor:pointer}.found rect{stroke-width:2}',
    '#boxes g{cursor:pointer}#boxes g:hover rect{stroke-width:1.5}.outer rect{opacity:.55}',
    themeRules('light', isDifference),
    `@media(prefers-color-scheme:dark){${themeRules('dark', isDifference)}}`,
  ].join('')
}

function themeRules(theme: Theme, isDifference: boolean): string {
  const neutral = NEUTRAL[theme]
  const heat = HEAT[theme].map((fill, i) => `.h${i}{fill:${fill}}.t${i}{fill:${HEAT_TEXT[theme][i]}}`)
  return [
    `.page{fill:${neutral[0]}}.head{fill:${neutral[7]}}.sub{fill:${neutral[6]}}`,
    `.tool{fill:${ACCENT[theme]}}#boxes g:hover rect{stroke:${neutral[7]}}.found rect{stroke:${ACCENT[theme]}}`,
    ...(isDifference ? [differenceRules(theme)] : heat),
  ].join('')
}
