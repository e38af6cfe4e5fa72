import { formatFrameText } from '../../formats/collapsed/frame-text.ts'
import type { Recording } from '../../model/recording.ts'
import { queryFoldedBoxes } from '../../query/tree/folded-boxes.ts'
import { FLAMEGRAPH_DIALECTS, type FlamegraphVersion } from '../../render/svg/flamegraph-dialect.ts'
import { PLAIN_PADDING, renderFlamegraphPl } from '../../render/svg/flamegraph-pl.ts'
import { GROUNDS, paletteOf, remembering } from './flame-colours.ts'
import type { Compat, FlameExtras, FlameLook } from './flame-look.ts'
import { flamePicture } from './flame-picture.ts'

/** Which version of flamegraph.pl `--compat` names. */
const FLAMEGRAPH_VERSIONS: Readonly<Record<Compat, FlamegraphVersion>> = {
  flamegraph: '2015',
  'flamegraph-1.0': '1.0',
}

/** What flamegraph.pl draws of the collapsed stacks of a recording. @throws TypeError if it has no stacks. */
export function plainFlameSvg(
  recording: Recording,
  {
    look,
    filter,
    extras,
  }: {
    readonly look: FlameLook
    readonly filter: { readonly valueType?: number }
    readonly extras: FlameExtras
  },
): string {
  const version = FLAMEGRAPH_VERSIONS[look.compat ?? 'flamegraph']
  const boxes = queryFoldedBoxes(recording, {
    filter,
    frameTexts: frameTextsOf(recording),
    isInOrder: look.flamechart === true,
    isReversed: look.reverse === true,
    isAngled: version === '1.0',
    isChain: version === '1.0' && look.colors === 'chain',
  })
  const picture = flamePicture(look, extras, PLAIN_PADDING)
  const ground = FLAMEGRAPH_DIALECTS[version].ground(look.colors ?? 'hot')
  return renderFlamegraphPl(boxes, {
    ...picture,
    version,
    isChart: look.flamechart === true,
    background: picture.background ?? GROUNDS[ground],
    colour: remembering(paletteOf(look, version), extras.palette),
  })
}

/** What collapsed stacks say of each frame. */
function frameTextsOf({ shared }: Recording): string[] {
  const { strings, sources, funcs, frames } = shared
  return Array.from({ length: frames.length }, (_, frame) => {
    const func = frames.func[frame]!
    const source = funcs.source[func]!
    return formatFrameText({
      name: strings[funcs.name[func]!]!,
      file: source === -1 ? null : strings[sources.path[source]!]!,
      line: frames.line[frame]!,
      kind: funcs.kind[func]!,
      isInlined: frames.inlined[frame] === 1,
    })
  })
}
