// `npm start`: sets everything up, measures the example program, prints where its time goes and opens the result.
// `npm start -- ARGS` runs any pyrometer command line instead.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT, setUp } from './setup.mjs'

const args = process.argv.slice(2)
const isTour = args.length === 0 || (args.length === 1 && args[0] === '--no-view')
setUp()
process.exit(
  isTour
    ? tour(args.includes('--no-view') || process.stdout.isTTY !== true)
    : pyrometer(args, callerFolder()),
)

function tour(isQuiet) {
  const script = join('examples', 'scatter', 'scatter.py')
  const recording = 'scatter.pyrometer'
  const page = 'scatter.html'
  title(`Measuring ${script} from outside, 1000 times a second`)
  const steps = [
    ['record', '--rate', '1000', '-o', recording, script],
    ['report', '--limit', '8', recording],
    ['lines', '--limit', '1', recording],
    ['view', '--html', page, recording],
  ]
  for (const [index, step] of steps.entries()) {
    if (index === 1) title('Hot functions')
    if (index === 2) title('Hot lines')
    const status = pyrometer(step, ROOT)
    if (status !== 0) return status
  }
  title(`Written: ${recording} and ${page} (one file, opens anywhere)`)
  return isQuiet ? 0 : pyrometer(['view', recording], ROOT)
}

function title(text) {
  process.stdout.write(`\n${text}\n`)
}

function pyrometer(commandLine, cwd) {
  const main = join(ROOT, 'dist', 'cli', 'main.js')
  const { status, signal, error } = spawnSync(process.execPath, [main, ...commandLine], {
    cwd,
    stdio: 'inherit',
  })
  if (error !== undefined) throw error
  return status ?? 128 + (signal === 'SIGINT' ? 2 : 15)
}

// npm runs scripts in the package's folder; file names on the command line are relative to where npm was called.
function callerFolder() {
  return process.env.INIT_CWD ?? ROOT
}
