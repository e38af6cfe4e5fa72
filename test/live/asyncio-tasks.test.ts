import { describe, expect, it } from 'vitest'
import { StackResult } from '../../src/record/python/stacks/raw-stack.ts'
import { openPythonTarget } from '../../src/record/python/target/open-target.ts'
import { newRaw, withProgram } from '../support/compare-parked.ts'
import { livePythons, titleOf } from '../support/live-pythons.ts'

// The last line prints each task as asyncio itself sees it: name, who awaits it, and its coroutines, outermost first.
const PROGRAM = `
import asyncio, json, types
@types.coroutine
def old(): yield from asyncio.sleep(1000).__await__()
async def leaf(n):
    await asyncio.sleep(1000)
async def mid(n):
    await leaf(n)
async def both(task):
    await asyncio.wait_for(asyncio.shield(task), 1000)
async def second(task):
    await task
async def decorated():
    await old()
def walk(coro):
    frames = []
    while coro is not None:
        frame = getattr(coro, 'cr_frame', None) or getattr(coro, 'gi_frame', None)
        if frame is None: break
        frames.append([frame.f_code.co_qualname, frame.f_lineno])
        coro = getattr(coro, 'cr_await', None) or getattr(coro, 'gi_yieldfrom', None)
    return frames
async def main():
    async with asyncio.TaskGroup() as group:
        jobs = [group.create_task(mid(i), name='job é%d' % i) for i in range(3)]
        group.create_task(second(jobs[0]), name='second')
        group.create_task(both(jobs[1]), name='both')
        group.create_task(decorated())
        group.create_task(report(), name='report')
async def report():
    await asyncio.sleep(0.2)
    me = asyncio.current_task()
    out = []
    for task in asyncio.all_tasks():
        awaiters = asyncio.capture_call_graph(task).awaited_by
        out.append([task.get_name(), sorted(a.future.get_name() for a in awaiters), [] if task is me else walk(task.get_coro())])
    print(json.dumps(sorted(out)), flush=True)
    import time
    time.sleep(1000)
asyncio.run(main())
`

describe('PythonTarget.tasks() agrees with asyncio', () => {
  for (const release of ['3.14', '3.15']) {
    const python = livePythons().get(release)
    it.skipIf(python === undefined)(titleOf(release), async () => {
      await withProgram([python!.path, '-c', PROGRAM], async program => {
        const expected = JSON.parse(await program.line())
        const target = openPythonTarget(program.pid)
        const main = target.refreshThreads()[0]!
        const tasks = target.tasks()!
        const nameOf = new Map(tasks.map(task => [task.address, task.name]))
        const raw = newRaw()
        const found = tasks.map(task => {
          const result = target.readTaskStack(task, raw)
          expect([task.name, result]).toEqual([
            task.name,
            task.name === 'report' ? StackResult.empty : StackResult.whole,
          ])
          expect(task.thread).toBe(task.name === 'report' ? main.address : 0)
          const frames = Array.from({ length: raw.depth }, (_, i) => {
            const code = target.code(raw.code[i]!)!
            return [code.name, code.locate(raw.instruction[i]!).line]
          }).reverse()
          return [task.name, task.awaitedBy.map(address => nameOf.get(address)).sort(), frames]
        })
        found.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))
        expect(found).toEqual(expected)
        target.close()
      })
    })
  }

  const old = livePythons().get('3.12')
  it.skipIf(old === undefined)('by saying that 3.12 has no table (needs python3.12)', async () => {
    await withProgram(
      [old!.path, '-c', 'import time; print(1, flush=True); time.sleep(1000)'],
      async program => {
        await program.line()
        const target = openPythonTarget(program.pid)
        expect(target.tasks()).toBeNull()
        target.close()
      },
    )
  })
})
