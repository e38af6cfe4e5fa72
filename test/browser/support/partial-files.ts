/// <reference lib="dom" />
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OUT } from './places.ts'

/** A file that holds one kind of thing, and the views that have nothing to show of it. */
export interface PartialFile {
  readonly name: string
  readonly path: string
  readonly missing: readonly string[]
}

const FIXTURES = 'test/fixtures/formats'
const OF_CALLS = ['flame', 'callers', 'graph', 'map']

/** Files that real tools made, each of one kind. */
export function partialFiles(): readonly PartialFile[] {
  mkdirSync(OUT, { recursive: true })
  const written = (name: string, text: string) => {
    const path = join(OUT, name)
    writeFileSync(path, text)
    return path
  }
  return [
    {
      name: 'one sample',
      path: written('one.txt', 'main 1\n'),
      missing: ['source', 'threads', 'heap'],
    },
    {
      name: 'calls',
      path: `${FIXTURES}/pstats-text/cprofile-3.12.txt`,
      missing: ['threads', 'heap'],
    },
    {
      name: 'lines',
      path: `${FIXTURES}/line-profiler-text/report-5.txt`,
      missing: [...OF_CALLS, 'threads', 'heap'],
    },
    {
      name: 'memory over time',
      path: written(
        'mprofile.dat',
        'CMDLINE python x.py\nMEM 10.5 1700000000.0\nMEM 64.0 1700000001.0\nMEM 20.0 1700000002.0\n',
      ),
      missing: [...OF_CALLS, 'source', 'heap'],
    },
    { name: 'heap', path: `${FIXTURES}/guppy/guppy3-3.1.7.hpy`, missing: ['source', 'threads'] },
    {
      name: 'totals',
      path: `${FIXTURES}/perf-stat/perf-6.1-text.txt`,
      missing: [...OF_CALLS, 'source', 'threads', 'heap'],
    },
  ]
}

/** What of the page's frame lies outside of the window, or makes the page scroll. To be evaluated in the page. */
export function isAllWithin(): string[] {
  const outside: string[] = []
  const { scrollWidth, scrollHeight } = document.documentElement
  if (scrollWidth > innerWidth || scrollHeight > innerHeight)
    outside.push(`page ${scrollWidth} × ${scrollHeight}`)
  const parts =
    '.header *, .rail *, .toolbar *, .graph-head *, .map-line *, .table-bar *, .footer *, .missing *'
  for (const element of document.querySelectorAll<HTMLElement>(parts)) {
    if (
      !element.checkVisibility({ visibilityProperty: true }) ||
      element.closest('.visually-hidden') !== null
    )
      continue
    const isUsed = element.matches('button, input, select, a') && element.closest('[role=listbox]') === null
    const { left, right } = element.getBoundingClientRect()
    if (isUsed && (left < -1 || right > innerWidth + 1)) {
      outside.push(
        `${element.tagName} ${element.className} “${element.textContent?.slice(0, 20)}” ${left}–${right}`,
      )
    }
  }
  return outside
}
