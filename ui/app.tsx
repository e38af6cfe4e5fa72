import { useRef } from 'preact/hooks'
import { VIEW_NAMES } from './actions/view-actions.ts'
import { CallersPane } from './callers/callers-pane.tsx'
import { Announcer } from './chrome/announcer.tsx'
import { Footer } from './chrome/footer.tsx'
import { FrameMenu } from './chrome/frame-menu.tsx'
import { Header } from './chrome/header.tsx'
import { KeySheet } from './chrome/key-sheet.tsx'
import { MissingView } from './chrome/missing-view.tsx'
import { Palette } from './chrome/palette.tsx'
import { Rail } from './chrome/rail.tsx'
import { SaveDialog } from './chrome/save-dialog.tsx'
import { useSplitter } from './chrome/splitter.tsx'
import { EmptyStage, ErrorStage, LoadingStage } from './chrome/stages.tsx'
import { ViewToolbar } from './chrome/view-toolbar.tsx'
import { DetailPane } from './detail/detail-pane.tsx'
import { FlameView } from './flame/flame-view.tsx'
import { FunctionsPane } from './functions/functions-pane.tsx'
import { GraphView } from './graph/graph-view.tsx'
import { HeapPane } from './heap/heap-pane.tsx'
import { HeapTablePane } from './heap/heap-table-pane.tsx'
import { HeapView } from './heap/heap-view.tsx'
import { MapView } from './map/map-view.tsx'
import { OverviewView } from './overview/overview-view.tsx'
import { SourceView } from './source/source-view.tsx'
import { hasFunctions } from './state/answers.ts'
import { isKeySheetOpen, isPaletteOpen, phase, recording, type View, view } from './state/app-state.ts'
import { isDropHovered } from './state/drop.ts'
import { missingOf } from './state/missing-views.ts'
import { isSaveOpen } from './state/save-page.ts'
import { TimelineStrip } from './timeline/timeline-strip.tsx'
import { TimelineChoice, TimelineView } from './timeline/timeline-view.tsx'

/** The frame of the screen. */
export function App() {
  const now = phase.value
  return (
    <div class="app" data-phase={now.kind}>
      <Header />
      {now.kind === 'ready' ? (
        <Ready />
      ) : now.kind === 'empty' ? (
        <EmptyStage />
      ) : now.kind === 'loading' ? (
        <LoadingStage name={now.name} share={now.share} />
      ) : (
        <ErrorStage message={now.message} hint={now.hint} />
      )}
      <Footer />
      <Announcer />
      {isPaletteOpen.value && <Palette />}
      {isKeySheetOpen.value && <KeySheet />}
      {isSaveOpen.value && <SaveDialog />}
      {isDropHovered.value && <div class="drop-mark">Drop to open</div>}
    </div>
  )
}

function Ready() {
  // Values over time alone have nothing to select.
  const hasDetail = (recording.value?.funcs.name.length ?? 0) > 0 || recording.value?.heap != null
  return (
    <div class="body">
      <Rail />
      <main class="main">
        <h1 class="visually-hidden">{recording.value?.summary.name ?? 'pyrometer'}</h1>
        {view.value !== 'threads' && <TimelineStrip />}
        <div class="work" data-alone={!hasDetail}>
          <Centre />
          {!hasDetail ? null : view.value === 'heap' && missingOf('heap') === null ? (
            <HeapPane />
          ) : (
            <DetailPane />
          )}
        </div>
        <FrameMenu />
      </main>
    </div>
  )
}

/** Views whose line of controls is their own. */
const OWN_TOOLBAR: ReadonlySet<View> = new Set<View>(['flame', 'graph', 'map', 'heap'])

function Centre() {
  const host = useRef<HTMLDivElement>(null)
  const shown = view.value
  // Maps and graphs are as good as they are large.
  const { share, line } = useSplitter(
    host,
    shown === 'map' || shown === 'graph' ? 0.68 : shown === 'heap' ? 0.56 : 0.54,
  )
  const missing = missingOf(shown)
  if (!hasFunctions.value && (missing !== null || shown === 'threads')) {
    return (
      <section class="centre centre-single" aria-label={VIEW_NAMES[shown]}>
        <ViewToolbar>{missing === null && <TimelineChoice />}</ViewToolbar>
        <div class="view">{missing === null ? <TimelineView /> : <MissingView missing={missing} />}</div>
      </section>
    )
  }
  if (!hasFunctions.value && shown === 'functions') {
    return (
      <div class="centre centre-single">
        <ViewToolbar />
        <OverviewView />
      </div>
    )
  }
  if (shown === 'functions') {
    return (
      <div class="centre centre-single">
        <ViewToolbar />
        <FunctionsPane />
      </div>
    )
  }
  return (
    <div
      class="centre"
      ref={host}
      style={{ gridTemplateRows: `minmax(0, ${share}fr) 1px minmax(0, ${1 - share}fr)` }}
    >
      <section class="view" aria-label={VIEW_NAMES[shown]}>
        {(missing !== null || !OWN_TOOLBAR.has(shown)) && (
          <ViewToolbar>{shown === 'threads' && missing === null && <TimelineChoice />}</ViewToolbar>
        )}
        {missing === null ? <Picture of={shown} /> : <MissingView missing={missing} />}
      </section>
      {line}
      {shown === 'heap' && missing === null ? (
        <HeapTablePane />
      ) : hasFunctions.value ? (
        <FunctionsPane />
      ) : (
        <OverviewView />
      )}
    </div>
  )
}

function Picture({ of }: { of: View }) {
  return (
    <>
      {of === 'flame' && <FlameView />}
      {of === 'callers' && <CallersPane />}
      {of === 'graph' && <GraphView />}
      {of === 'map' && <MapView />}
      {of === 'source' && <SourceView />}
      {of === 'threads' && <TimelineView />}
      {of === 'heap' && <HeapView />}
    </>
  )
}
