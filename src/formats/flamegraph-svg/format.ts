import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** Flame graphs drawn as SVG: what flamegraph.pl and those that draw like it wrote. */
export const flamegraphSvg: Format = {
  id: 'flamegraph-svg',
  name: 'Flame graph (SVG)',
  extensions: ['svg'],
  producedBy: 'flamegraph.pl, inferno, cargo flamegraph, py-spy, rbspy, pprof-rs, async-profiler 1.x',
  detect(head) {
    const text = decodeHead(head)
    if (!/<svg[\s>]/.test(text)) return 0
    if (/<title>[^<]{1,2000} \([\d,.]+ [^<]{1,60}, [\d.]+%(?:; [+-]?[\d.]+%)?\)<\/title>/.test(text))
      return 0.9
    return /<svg[^>]* id="frames"|id="unzoom"[\s\S]*id="search"[\s\S]*id="matched"/.test(text) ? 0.8 : 0
  },
  async read(input) {
    const { readFlamegraphSvg } = await import('./read.ts')
    return readFlamegraphSvg(input)
  },
}
