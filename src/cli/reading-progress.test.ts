import { expect, it } from 'vitest'
import { readingProgress } from './reading-progress.ts'

function progressOn(isTerminal: boolean) {
  const written: string[] = []
  let time = 0
  const stderr = {
    write: (text: string | Uint8Array) => written.push(String(text)),
    flush: async () => {},
    isTerminal,
    columns: 45,
    colours: 0 as const,
  }
  const progress = readingProgress({ ...stderr, write: text => void stderr.write(text) }, () => time)
  const at = (ms: number, bytesRead: number) => {
    time = ms
    progress.onProgress({ file: 'big.folded', bytesRead, size: 1e9 })
  }
  return { written, at, progress }
}

it('readingProgress() writes one line that fits, not before it takes long, and takes it away', () => {
  const { written, at, progress } = progressOn(true)
  at(100, 1e6)
  at(800, 2.5e8)
  at(850, 2.6e8)
  at(960, 5e8)
  progress.end()
  progress.end()
  expect(written).toEqual([
    '\r\x1b[KRead 250 MB (25 %), 313 MB/s, 3 s left: big.',
    '\r\x1b[KRead 500 MB (50 %), 521 MB/s, 1 s left: big.',
    '\r\x1b[K',
  ])
})

it('readingProgress() says nothing when standard error is no terminal', () => {
  const { written, at, progress } = progressOn(false)
  at(5000, 1e6)
  progress.end()
  expect(written).toEqual([])
})
