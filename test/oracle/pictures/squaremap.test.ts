import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { layoutSquareMap } from '../../../src/analysis/square-map/layout.ts'
import { makeMapTree } from '../../../src/analysis/square-map/map-tree.ts'
import { orderCallTree } from '../../../src/analysis/tree/call-tree.ts'
import { seededRandom } from '../../../src/base/random.ts'
import { findPeer, peerTitle } from '../../support/peers.ts'
import { tally } from '../../support/tally.ts'

interface Task {
  /** Parent and own cost of each node; the root comes first. */
  readonly rows: readonly (readonly [parent: number, own: number])[]
  /** RunSnakeRun's `square_style`. */
  readonly isSquare: boolean
  readonly width: number
  readonly height: number
}

/** Trees whose nodes all cost something: squaremap counts those without cost when it chooses how to split. The sides are
 *  long, for it cuts at whole pixels. */
function randomTasks(count: number): Task[] {
  const random = seededRandom(1)
  return Array.from({ length: count }, (_, t) => ({
    rows: Array.from(
      { length: 2 + Math.floor(60 * random()) },
      (_, i) => [Math.floor(random() * random() * i), 1 + 1000 * random()] as const,
    ),
    isSquare: t % 2 === 1,
    width: 1e9 * (1 + 9 * random()),
    height: 1e9 * (1 + 9 * random()),
  }))
}

const peer = findPeer('squaremap')

it.skipIf(peer === null)(`split and balanced maps lie as in ${peerTitle('squaremap')}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'pyrometer-squaremap-'))
  const path = join(folder, 'trees.json')
  const tasks = randomTasks(200)
  writeFileSync(path, JSON.stringify(tasks))
  const answers: Record<string, number[]>[] = JSON.parse(
    peer!.run([join(import.meta.dirname, 'squaremap-run.py'), path]),
  )
  rmSync(folder, { recursive: true, force: true })
  for (const [t, { rows, isSquare, width, height }] of tasks.entries()) {
    tally('squaremap', 'file')
    const tree = makeMapTree(
      orderCallTree({
        length: rows.length,
        prefix: Int32Array.from(rows, ([parent], i) => (i === 0 ? -1 : parent)),
        func: Int32Array.from(rows.keys()),
        self: Float64Array.from(rows, ([, own]) => own),
      }),
    )
    const options = { width, height, header: 0, padding: 0, isJoined: false, least: 1 }
    const boxes = layoutSquareMap(tree, { ...options, nesting: isSquare ? 'balanced' : 'split' })
    expect(boxes.length).toBe(Object.keys(answers[t]!).length)
    for (let box = 0; box < boxes.length; box++) {
      const own = [boxes.x[box]!, boxes.y[box]!, boxes.width[box]!, boxes.height[box]!]
      const theirs = answers[t]![tree.func[boxes.node[box]!]!]!
      for (const [side, length] of own.entries()) expect(Math.abs(length - theirs[side]!)).toBeLessThan(1e4)
    }
    tally('squaremap', 'passed')
    tally('squaremap', 'oracle')
  }
})
