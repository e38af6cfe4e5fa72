import { phase, recordings } from '../state/app-state.ts'
import { chooseFile } from '../state/open-files.ts'

const FORMATS = 'pyrometer · pstats · pprof · speedscope · collapsed stacks · V8 cpuprofile'

/** The page before there is anything to show. */
export function EmptyStage() {
  return (
    <main class="stage">
      <Glow />
      <h1>Drop a profile here</h1>
      <p class="stage-text">It is read in this page and goes nowhere else.</p>
      <button type="button" class="button button-primary" onClick={chooseFile}>
        Open a file
      </button>
      <p class="stage-small">{FORMATS}</p>
      <div class="stage-command">
        <span class="quiet">or measure a program</span>
        <code>pyrometer record script.py</code>
      </div>
    </main>
  )
}

export function LoadingStage({ name, share }: { name: string; share: number }) {
  return (
    <main class="stage" aria-busy="true">
      <Glow />
      <h1 key={name} class="ellipsis">
        {name === '' ? 'Opening' : `Opening ${name}`}
      </h1>
      <div
        class="progress"
        role="progressbar"
        aria-label="Reading"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(100 * share)}
      >
        <i style={{ width: `${Math.max(2, 100 * share).toFixed(1)}%` }} />
      </div>
      <p class="stage-small">{readShare(share)}</p>
    </main>
  )
}

/** Always as wide, digits or none: nothing moves while it counts. */
function readShare(share: number): string {
  return `Reading ${String(Math.round(100 * share)).padStart(3, '\u2007')}\u2009%`
}

export function ErrorStage({ message, hint }: { message: string; hint: string | null }) {
  const canGoBack = recordings.value.length > 0
  return (
    <main class="stage">
      <Glow isOut />
      <h1>This could not be opened</h1>
      <div class="stage-problem" role="alert">
        <p class="stage-text stage-message">{message}</p>
        {hint !== null && <p class="stage-text quiet">{hint}</p>}
      </div>
      <div class="stage-buttons">
        <button type="button" class="button button-primary" onClick={chooseFile}>
          Open another file
        </button>
        {canGoBack && (
          <button
            type="button"
            class="button"
            onClick={() => {
              phase.value = { kind: 'ready' }
            }}
          >
            Back to {recordings.value[0]!.summary.name}
          </button>
        )}
      </div>
      <p class="stage-small">{FORMATS}</p>
    </main>
  )
}

/** The eight steps of heat as a row of bars: the one picture a page without data has. */
function Glow({ isOut = false }: { isOut?: boolean }) {
  return (
    <div class="glow" data-out={isOut} aria-hidden="true">
      {Array.from({ length: 8 }, (_, step) => (
        <i key={step} class={isOut ? 'heat-0' : `heat-${step}`} />
      ))}
    </div>
  )
}
