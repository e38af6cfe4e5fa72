import { PACKAGE } from '../../src/render/svg/heat.ts'
import { HeapLegend } from '../heap/heap-legend.tsx'
import { functions, hasFunctions } from '../state/answers.ts'
import { colouring, phase, recording, type View, view } from '../state/app-state.ts'
import { formatShare, formatValue } from '../state/figures.ts'
import { heatMeasure } from '../state/map-state.ts'
import { pictureScale } from '../state/picture-scale.ts'
import { theme } from '../state/theme.ts'
import { differences, heat, pictureHeat } from '../state/tones.ts'
import { QualityBox } from './quality-box.tsx'
import { qualityFacts } from './quality-facts.ts'

const PACKAGES_SHOWN = 5
/** Views whose boxes take the colours that are chosen there. */
const PICTURES: ReadonlySet<View> = new Set(['flame', 'map', 'graph'])

/** How good the measurement is, and what the colours mean. */
export function Footer() {
  return (
    <footer class="footer">
      {phase.value.kind === 'ready' && (
        <>
          <Quality />
          {view.value === 'heap' ? <HeapLegend /> : hasFunctions.value && <Legend />}
        </>
      )}
    </footer>
  )
}

function Quality() {
  const summary = recording.value?.summary
  if (summary === undefined) return <div class="quality" />
  return (
    <>
      <QualityBox summary={summary} />
      <div class="quality">
        {qualityFacts(summary).map(fact => (
          <span class="fact" key={fact.title} title={fact.title}>
            {fact.label} <b>{fact.value}</b> {fact.after}
          </span>
        ))}
      </div>
    </>
  )
}

/** The packages of the hottest functions with their colours. */
function Packages() {
  const info = recording.value!
  const rows = functions.value.value?.rows
  const shown = new Set<number>()
  for (let row = 0; row < (rows?.length ?? 0) && shown.size < PACKAGES_SHOWN; row++) {
    shown.add(info.funcs.package[rows!.func[row]!]!)
  }
  return (
    <div class="legend legend-packages">
      {[...shown].map(index => (
        <span key={index} class="legend-package" title={info.funcs.packages[index]}>
          <i style={{ background: PACKAGE[theme.value][index % PACKAGE[theme.value].length]! }} />
          <span class="ellipsis">{info.funcs.packages[index]}</span>
        </span>
      ))}
    </div>
  )
}

/** A scale with less than nothing on its left. */
function TwoSided({ what, most, grey }: { what: string; most: string; grey: string }) {
  return (
    <div
      class="legend"
      role="img"
      aria-label={`Colours are the ${what}, from ${most} less to ${most} more; grey: ${grey}`}
      title={`Grey: ${grey}`}
    >
      <span>{what}</span>
      <span class="legend-end">▼ −{most}</span>
      <span class="legend-scale legend-diverging" aria-hidden="true">
        {Array.from({ length: 7 }, (_, step) => (
          <i key={step} class={`diff-${step}`} />
        ))}
      </span>
      <span class="legend-end">▲ +{most}</span>
    </div>
  )
}

/** Less … more, with signs and arrows, in a view that shows both sides; of a picture it is the scale of its boxes. */
function comparedLegend(measure: 'self' | 'total') {
  const { unit, largestSelf } = differences.value!
  const picture = pictureScale.value
  const isTable = !PICTURES.has(view.value) && view.value !== 'threads'
  if (picture === null && !isTable) return null
  const most = formatValue(picture?.largest ?? largestSelf, unit)
  const grey = picture === null ? 'The same, or within the noise' : 'The same'
  return <TwoSided what={`difference of ${measure}`} most={most} grey={grey} />
}

function Legend() {
  const { hottest, whole, isSigned } = heat.value
  if (recording.value === null) return null
  const isPicture = PICTURES.has(view.value)
  if (isPicture && colouring.value === 'package') return <Packages />
  const measure = isPicture ? heatMeasure.value : 'self'
  const compared = differences.value === null ? null : comparedLegend(measure)
  if (compared !== null) return compared
  const most = formatShare((isPicture ? (pictureHeat.value?.hottest ?? hottest) : hottest) / whole)
  if (isSigned) return <TwoSided what={measure} most={most} grey="nothing" />
  return (
    <div class="legend" role="img" aria-label={`Heat is ${measure} time, from 0 to ${most}`}>
      <span>heat = {measure}</span>
      <span class="legend-end">0</span>
      <span class="legend-scale" aria-hidden="true">
        {Array.from({ length: 8 }, (_, step) => (
          <i key={step} class={`heat-${step}`} />
        ))}
      </span>
      <span class="legend-end">{most}</span>
    </div>
  )
}
