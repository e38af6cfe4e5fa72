// Installs the Python profilers that tests compare with, into .pyrometer-cache/peers/NAME/:
//   node scripts/fetch-peers.mjs [NAME…]        (default: all that are listed here)
// Each is a virtual environment of a Python that still runs it, filled by pip. Does nothing for a peer that is there
// already; a peer whose Python is missing, or that pip cannot get, is named and left out.
// Exit status 0 when all are there, 3 when some are missing.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CACHE = fileURLToPath(new URL('../.pyrometer-cache/peers/', import.meta.url))

/** Releases of Python in the order of preference. Python 2.7 has no venv: its packages go into a plain folder. */
const PEERS = {
  austin: { pythons: ['3.11', '3.12'], packages: ['austin-python==2.4.0', 'austin-dist==3.7.0', 'protobuf'] },
  gprof2dot: { pythons: ['3.11', '3.12', '3.10'], packages: ['gprof2dot==2025.4.14'] },
  guppy: { pythons: ['3.11', '3.12'], packages: ['guppy3==3.1.7'] },
  // What looks at a heap from inside, and arrays whose memory is their own.
  heap: {
    pythons: ['3.12', '3.11'],
    packages: ['objgraph==3.6.2', 'pympler==1.1', 'guppy3==3.1.7', 'numpy'],
  },
  // What a notebook needs to run, and the magics that ours stand beside.
  ipython: {
    pythons: ['3.12', '3.11', '3.13'],
    packages: [
      'ipython',
      'ipykernel',
      'nbclient',
      'line_profiler==5.1.0',
      'memory_profiler==0.61.0',
      'setuptools<81',
    ],
  },
  'ipython-8': { pythons: ['3.8', '3.9'], packages: ['ipython<9', 'line_profiler==5.0.2'] },
  'line-profiler-1': { pythons: ['2.7'], packages: ['line_profiler==1.0'] },
  'line-profiler-2': { pythons: ['3.6'], packages: ['line_profiler==2.1.2'] },
  'line-profiler-3': { pythons: ['3.10', '3.9', '3.8'], packages: ['line_profiler==3.5.1'] },
  'line-profiler-4': { pythons: ['3.12', '3.11', '3.10'], packages: ['line_profiler==4.2.0'] },
  'line-profiler-5': { pythons: ['3.12', '3.13', '3.11'], packages: ['line_profiler==5.1.0'] },
  // Lines are counted differently by every release of Python.
  'line-profiler-python-3.8': { pythons: ['3.8'], packages: ['line_profiler==5.0.2'] },
  'line-profiler-python-3.9': { pythons: ['3.9'], packages: ['line_profiler==5.0.2'] },
  'line-profiler-python-3.10': { pythons: ['3.10'], packages: ['line_profiler==5.1.0'] },
  'line-profiler-python-3.11': { pythons: ['3.11'], packages: ['line_profiler==5.1.0'] },
  'line-profiler-python-3.13': { pythons: ['3.13'], packages: ['line_profiler==5.1.0'] },
  'memory-profiler': {
    pythons: ['3.12', '3.11', '3.10'],
    packages: ['memory_profiler==0.61.0', 'matplotlib', 'setuptools'],
  },
  // Calls and lines are told differently by every release of Python.
  'memory-profiler-python-3.8': { pythons: ['3.8'], packages: ['memory_profiler==0.61.0', 'setuptools'] },
  'memory-profiler-python-3.10': { pythons: ['3.10'], packages: ['memory_profiler==0.61.0', 'setuptools'] },
  'memory-profiler-python-3.11': { pythons: ['3.11'], packages: ['memory_profiler==0.61.0', 'setuptools'] },
  'memory-profiler-python-3.13': { pythons: ['3.13'], packages: ['memory_profiler==0.61.0', 'setuptools'] },
  meliae: { pythons: ['2.7'], packages: ['meliae==0.5.1'] },
  'memray-12': { pythons: ['3.11', '3.12'], packages: ['memray==1.19.1'] },
  // Python 3.10 counts instructions in another way than those before and after.
  'memray-12-python-3.10': { pythons: ['3.10'], packages: ['memray==1.19.1'] },
  'memray-13': { pythons: ['3.11', '3.12'], packages: ['memray==1.20.0'] },
  'py-spy': { pythons: ['3.11', '3.12'], packages: ['py-spy==0.4.3'] },
  'pyinstrument-3': { pythons: ['3.9', '3.8', '3.7'], packages: ['pyinstrument==3.4.2'] },
  'pyinstrument-4': { pythons: ['3.11', '3.12'], packages: ['pyinstrument==4.7.3'] },
  'pyinstrument-5': { pythons: ['3.11', '3.12'], packages: ['pyinstrument==5.1.3'] },
  'scalene-1': { pythons: ['3.11', '3.10'], packages: ['scalene==1.5.55'] },
  // Only where boxes go is asked of it: it needs no window.
  squaremap: { pythons: ['3.11', '3.12', '3.10'], packages: ['--no-deps', 'SquareMap==1.0.5'] },
  'scalene-2': { pythons: ['3.11', '3.12'], packages: ['scalene==2.4.0'] },
}

const names = process.argv.slice(2)
let isMissing = false
const waiting = (names.length > 0 ? names : Object.keys(PEERS)).map(name => {
  const peer = PEERS[name]
  if (peer === undefined) throw new Error(`expected one of ${Object.keys(PEERS).join(', ')}, found ${name}`)
  return [name, join(CACHE, name), peer]
})
await Promise.all(Array.from({ length: availableParallelism() }, installWaiting))
process.exitCode = isMissing ? 3 : 0

/** Takes peers from those that wait until none is left. */
async function installWaiting() {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [name, folder, peer] = next
    if (existsSync(folder)) console.log(`${name}: there already`)
    else await install(name, folder, peer)
  }
}

async function install(name, folder, { pythons, packages }) {
  const python = pythons.map(findPython).find(found => found !== null)
  if (python === undefined) {
    isMissing = true
    console.error(`${name}: needs Python ${pythons.join(' or ')}`)
    return
  }
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
  try {
    if (pythons[0] === '2.7') await run(python, [...pip, '--target', folder, ...packages])
    else {
      await run(python, ['-m', 'venv', folder])
      await run(join(folder, 'bin', 'python'), [...pip, ...packages])
    }
    console.log(`${name}: installed`)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    isMissing = true
    console.error(`${name}: ${error instanceof Error ? error.message.split('\n')[0] : error}`)
  }
}

function findPython(release) {
  const versions = join(process.env.PYENV_ROOT ?? join(process.env.HOME ?? '', '.pyenv'), 'versions')
  const installed = existsSync(versions) ? readdirSync(versions) : []
  const version = installed.find(found => found.startsWith(`${release}.`))
  if (version !== undefined) return join(versions, version, 'bin', 'python')
  const folders = (process.env.PATH ?? '').split(':').filter(folder => !folder.endsWith('/shims'))
  return folders.map(folder => join(folder, `python${release}`)).find(existsSync) ?? null
}

/** @throws Error when the program cannot be run or fails. */
function run(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    child.on('error', reject)
    child.on('close', status => {
      if (status === 0) resolve()
      else reject(new Error(`${program} ${args.join(' ')}: ended with status ${status}`))
    })
  })
}
