import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findPeer, peerTitle } from '../support/peers.ts'
import { findPythons } from '../support/pythons.ts'

const PACKAGE = join(process.cwd(), 'python')
const STREAM = join(tmpdir(), `pyrometer-stream-${process.pid}`)
const pythons = findPythons().filter(({ version }) => /^3\.(?:[89]|\d\d)\./.test(version))
const ends = [...new Set([pythons[0], pythons.at(-1)])].filter(python => python !== undefined)

/** What both are asked; each prints one JSON line. */
const PROGRAM = `
import json, os, subprocess, sys, time
if sys.argv[1] == "ours":
    sys.path.insert(0, ${JSON.stringify(PACKAGE)})
    from pyrometer import memory_usage
else:
    from memory_profiler import memory_usage
MIB = 2 ** 20
calls = []
class Ending(subprocess.Popen):
    """Holds 40 MiB, and ends when it was asked for the third time whether it has."""
    asked = 0
    def poll(self):
        self.asked += 1
        if self.asked == 3:
            self.stdin.close()
            self.wait()
        return super().poll()
def grow(megabytes, pause=0.3):
    calls.append(megabytes)
    kept = b"x" * (megabytes * MIB)
    time.sleep(pause)
    return len(kept)
def quick():
    calls.append(0)
    return 5
def fail():
    raise KeyError("kept")
told = {}
began = time.time()
used, returned = memory_usage((grow, (50,), {"pause": 1}), interval=0.05, retval=True)
told["grew"] = max(used) - used[0] > 49 and max(used) - used[0] < 56
told["many"] = 5 <= len(used) <= (time.time() - began) / 0.05 + 3
told["returned"] = returned
told["calls"] = len(calls)
most = memory_usage((grow, (30,)), interval=0.05, max_usage=True)
told["most"] = type(most).__name__
timed = memory_usage((grow, (5,)), interval=0.05, timestamps=True)
told["timed"] = all(abs(moment - time.time()) < 10 and value > 5 for value, moment in timed)
calls.clear()
memory_usage(quick, interval=0.1, max_iterations=3)
told["again"] = len(calls)
told["self"] = [len(memory_usage()), len(memory_usage(-1, interval=0.01, timeout=0.05)), len(memory_usage(os.getpid()))]
told["selfmax"] = memory_usage(max_usage=True) > 5
holding = "import sys; x = b'x' * (40 * 2 ** 20); print('ready', flush=True); sys.stdin.read()"
child = Ending([sys.executable, "-c", holding], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdout.readline()
told["with children"] = memory_usage(include_children=True)[0] - memory_usage()[0] > 40
nested = memory_usage(multiprocess=True)[0]
told["nested"] = [len(nested), nested[1] > 40]
of_child = memory_usage(child, interval=0.1)
told["child"] = [len(of_child), min(of_child) > 40, child.returncode]
with open(os.devnull) as _, open(sys.argv[2], "w") as stream:
    told["stream"] = memory_usage(-1, interval=0.01, timeout=0.03, stream=stream)
told["lines"] = [line.split()[0] for line in open(sys.argv[2])]
for backend in "psutil_pss", "psutil_uss":
    told[backend] = memory_usage(backend=backend)[0] > 1
try:
    if sys.argv[1] == "ours":
        memory_usage((fail,))
    else:
        raise KeyError("kept")
except KeyError as error:
    told["error"] = error.args
print(json.dumps(told))
`

const EXPECTED = {
  grew: true,
  many: true,
  returned: 52428800,
  calls: 1,
  most: 'float',
  timed: true,
  again: 3,
  self: [1, 5, 1],
  selfmax: true,
  'with children': true,
  nested: [2, true],
  child: [3, true, 0],
  stream: null,
  lines: ['MEM', 'MEM', 'MEM'],
  psutil_pss: true,
  psutil_uss: true,
  error: ['kept'],
}

describe.skipIf(process.platform !== 'linux')('pyrometer.memory_usage', () => {
  for (const { version, path } of ends) {
    it(`does what is asked of it, CPython ${version}`, () => {
      const text = execFileSync(path, ['-c', PROGRAM, 'ours', STREAM], { encoding: 'utf8' })
      expect(JSON.parse(text)).toEqual(EXPECTED)
    })
  }

  const peer = findPeer('memory-profiler')
  it.skipIf(peer === null)(`answers as ${peerTitle('memory-profiler')}`, () => {
    const answers = ['ours', 'theirs'].map(
      who => JSON.parse(peer!.run(['-c', PROGRAM, who, STREAM])) as unknown,
    )
    expect(answers[0]).toEqual(answers[1])
  })
})
