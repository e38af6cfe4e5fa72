import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HeapDumps } from './heap-dumps.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pyrometer-dumps-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Writes a dump at a second: in use and allocated in all. */
function dump(
  name: string,
  second: number,
  [bytes, allocated]: readonly [number, number],
  end = '\nMAPPED_LIBRARIES:\n',
) {
  const path = join(folder, name)
  writeFileSync(
    path,
    `heap profile: ${bytes / 10}: ${bytes} [ ${allocated / 10}: ${allocated}] @ heapprofile\n${end}`,
  )
  utimesSync(path, second, second)
  return path
}

describe('HeapDumps', () => {
  it('gives the points of each process, its peak and its end', () => {
    dump('p.0001.heap', 10, [100, 100])
    dump('p.0002.heap', 11, [500, 600])
    dump('p.0003.heap', 12, [50, 900])
    dump('p_77.0001.heap', 11, [30, 30])
    writeFileSync(join(folder, 'marks'), '')
    const [program, child] = new HeapDumps(folder).finish()
    expect(program!.points.map(({ bytes }) => bytes)).toEqual([100, 500, 50])
    expect(program!.points[0]!.time).toBe(10_000_000_000n)
    expect([program!.pid, program!.peak!.point.number, program!.last!.point.number]).toEqual([-1, 2, 3])
    expect([child!.pid, child!.points.length, child!.strangers]).toEqual([77, 1, 0])
  })

  it('leaves out a dump that the kill cut off', () => {
    dump('p.0001.heap', 10, [100, 100])
    dump('p.0002.heap', 11, [900, 900], '')
    const [program] = new HeapDumps(folder).finish()
    expect(program!.points.length).toBe(1)
  })

  it('keeps what forked processes wrote under the same name apart, as far as it shows', () => {
    dump('p.0001.heap', 10, [100, 100])
    // A child's, which went further than its parent.
    dump('p.0003.heap', 11, [700, 700])
    dump('p.0002.heap', 12, [200, 200])
    const [program] = new HeapDumps(folder).finish()
    expect(program!.points.map(({ bytes }) => bytes)).toEqual([100, 200])
    expect([program!.strangers, program!.peak!.point.bytes]).toEqual([1, 200])
  })

  it('removes dumps that are not needed while it watches, and remembers their figures', async () => {
    const paths = [300, 800, 400, 500, 600].map((bytes, i) =>
      dump(`p.000${i + 1}.heap`, 10 + i, [bytes, 1000 * (i + 1)]),
    )
    const dumps = new HeapDumps(folder)
    dumps.watch(10)
    while (existsSync(paths[0]!)) await new Promise(resolve => setTimeout(resolve, 5))
    expect(paths.map(path => existsSync(path))).toEqual([false, true, false, true, true])
    const [program] = dumps.finish()
    expect(program!.points.map(({ bytes }) => bytes)).toEqual([300, 800, 400, 500, 600])
    expect(program!.peak!.path).toBe(paths[1])
  })
})
