import { UsageError } from '../../base/errors.ts'
import { escapeXml } from '../../render/svg/svg-text.ts'
import { runGraphviz } from './run-graphviz.ts'

/** Milliseconds that Graphviz has for a picture. */
const BUDGET = 60_000
/** CSS pixels a point. */
const POINT = 4 / 3

/** The picture that Graphviz draws of a graph in the DOT language, as an SVG document in the plain form in which our own renderers
 *  write theirs, so that all that is made of those can be made of it. @throws UsageError where Graphviz does not get it done. */
export async function graphvizPicture(dot: string, title: string): Promise<string> {
  const svg = await runGraphviz(dot, { format: 'svg', budget: BUDGET })
  if (svg === null) {
    throw new UsageError(
      'Graphviz could not draw the comparison',
      'Write it into a .dot file, or draw less of it: --node-thres, --depth',
    )
  }
  return plainSvg(svg, title)
}

/** Graphviz's SVG without its prolog, in pixels, polygons as paths. */
export function plainSvg(svg: string, title: string): string {
  const [head = '', width = '0', height = '0'] =
    svg.match(/<svg[^>]*\sviewBox="0\.00 0\.00 ([\d.]+) ([\d.]+)"[^>]*>/) ?? []
  const size = [width, height].map(points => Number((Number(points) * POINT).toFixed(2)))
  const body = svg
    .slice(svg.indexOf(head) + head.length)
    .replaceAll(/<!--[\s\S]*?-->\n?/g, '')
    .replaceAll(
      /<polygon ([^>]*?)points="([^"]*)"([^>]*)\/>/g,
      (_, before: string, points: string, after: string) => {
        const corners = points.trim().split(/\s+/)
        return `<path ${before}d="M${corners.join('L')}Z"${after}/>`
      },
    )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${size[0]}" height="${size[1]}" viewBox="0 0 ${size.join(' ')}">`,
    `<title>${escapeXml(title)}</title>`,
    `<g transform="scale(${POINT.toFixed(6)})">${body.replace(/<\/svg>\s*$/, '</g>\n</svg>\n')}`,
  ].join('\n')
}
