import { recording } from '../state/app-state.ts'
import { formatValue } from '../state/figures.ts'
import { canFilterRegions, chosenRegions, type Region, regions, toggleRegion } from '../state/regions.ts'

/** Chips and bars that are drawn; the filter box and the palette have all. */
const MOST_CHIPS = 12
const MOST_BARS = 300

/** The spans that the program named, under the threads: a press keeps what ran within those of that name. */
export function RegionRow({ start, end }: { start: number; end: number }) {
  const marks = recording.value?.marks ?? []
  const spans = marks.filter(({ duration }) => duration > 0).slice(0, MOST_BARS)
  const share = (time: number) => Math.min(1, Math.max(0, (time - start) / (end - start)))
  return (
    <div class="strip-row region-row">
      <span class="strip-label">Regions</span>
      <div class="strip-track region-track">
        {end > start &&
          spans.map(({ name, time, duration }) => {
            const [from, to] = [share(time), share(time + duration)]
            return (
              // The chips and the filter box do the same for the keyboard.
              <button
                type="button"
                tabIndex={-1}
                aria-hidden="true"
                class="region-bar"
                key={`${name} ${time}`}
                data-chosen={chosenRegions.value.includes(name)}
                title={`${name}, ${formatValue(duration, 'nanoseconds')}`}
                style={{
                  left: `${(100 * from).toFixed(3)}%`,
                  width: `${(100 * (to - from)).toFixed(3)}%`,
                }}
                onClick={() => toggleRegion(name)}
              >
                {to - from > 0.06 && <span class="ellipsis">{name}</span>}
              </button>
            )
          })}
      </div>
      <span class="strip-fact" />
    </div>
  )
}

/** A toggle for each region by name. */
export function RegionChips() {
  if (!canFilterRegions.value) return null
  const all = regions.value
  return (
    <div class="region-chips" role="group" aria-label="Regions">
      {all.slice(0, MOST_CHIPS).map(region => (
        <RegionChip key={region.name} region={region} />
      ))}
      {all.length > MOST_CHIPS && <span class="quiet">{all.length - MOST_CHIPS} more in Filter</span>}
    </div>
  )
}

function RegionChip({ region }: { region: Region }) {
  const { name, duration, count } = region
  const times = count === 1 ? '' : ` in ${count} spans`
  return (
    <button
      type="button"
      class="chip"
      aria-pressed={chosenRegions.value.includes(name)}
      title={`Only what ran within ${name}: ${formatValue(duration, 'nanoseconds')}${times}`}
      onClick={() => toggleRegion(name)}
    >
      <span class="ellipsis">{name}</span>
      <span class="quiet">{formatValue(duration, 'nanoseconds')}</span>
    </button>
  )
}
