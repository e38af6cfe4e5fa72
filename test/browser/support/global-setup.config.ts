import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { renderHtmlReport } from '../../../src/workbench/saving/html-report.ts'
import { demoRecording } from './demo-recording.ts'
import { heapDemo, heapSumsDemo } from './heap-demo.ts'
import { DEMO_PAGE, EMPTY_PAGE, HEAP_PAGE, HEAP_SUMS_PAGE, OUT } from './places.ts'

/** Writes the pages the tests open: one with the demo recording inside, one with none, heaps. */
export default async function globalSetup(): Promise<void> {
  if (!existsSync('dist/ui/single.html')) {
    throw new Error('The browser application is not built: run "npm run build" first')
  }
  mkdirSync(OUT, { recursive: true })
  writeFileSync(DEMO_PAGE, [...(await renderHtmlReport([demoRecording()]))].join(''))
  writeFileSync(EMPTY_PAGE, [...(await renderHtmlReport([]))].join(''))
  writeFileSync(HEAP_PAGE, [...(await renderHtmlReport([heapDemo()]))].join(''))
  writeFileSync(HEAP_SUMS_PAGE, [...(await renderHtmlReport([heapSumsDemo()]))].join(''))
}
