import { PyrometerError } from '../../base/errors.ts'
import { type CallStats, stripCallStats } from '../../query/stats/call-stats.ts'
import { type Limit, parseLimit } from '../../query/stats/limit-stats.ts'
import { listStats, type Order, orderStats, reverseOrder } from '../../query/stats/listing.ts'
import { SORT_KEYS, sortKeyOf } from '../../query/stats/sort-stats.ts'
import type { Context } from '../context.ts'
import { renderListing } from '../report/render-listing.ts'
import { openFunctionStats, sumInputs } from './open-stats.ts'
import { readLines } from './read-lines.ts'
import { HELP, HELP_INDEX } from './stats-shell-help.ts'

/** What a command does: returns true to leave the shell. */
type Action = (argument: string) => Promise<boolean | undefined> | boolean | undefined

const NOTHING_LOADED = 'No statistics object is loaded.'

/** Reads commands from standard input until "quit" or its end. Prints what `python -m pstats` prints of the same files and
 *  commands. @throws what opening `files` throws; later mistakes are told and the shell goes on. */
export async function runShell(
  files: readonly string[],
  context: Context,
  transforms: readonly string[] = [],
): Promise<void> {
  const shell = new StatsShell(context, transforms)
  await shell.open(files)
  context.stdout.write('Welcome to the profile statistics browser.\n')
  const lines = readLines(context.stdin)
  for (;;) {
    context.stdout.write(shell.prompt)
    const { value, done } = await lines.next()
    if (await shell.run(done === true ? 'EOF' : value)) break
  }
  await lines.return(undefined)
  context.stdout.write('Goodbye.\n')
}

class StatsShell {
  prompt = '% '
  readonly #context: Context
  /** Done on every file that is read. */
  readonly #transforms: readonly string[]
  #stats: CallStats | null = null
  #files: readonly string[] = []
  #order: Order | null = null
  #path = ''
  #lastLine = ''

  constructor(context: Context, transforms: readonly string[]) {
    this.#context = context
    this.#transforms = transforms
  }

  async open(paths: readonly string[]): Promise<void> {
    const { stats, files } = await openFunctionStats(paths, {
      context: this.#context,
      transforms: this.#transforms,
    })
    this.#stats = stats
    this.#files = files
    this.#order = null
    this.#path = paths[0] ?? stats.recordings[0]!.recording.meta.name
    this.prompt = `${this.#path}% `
  }

  /** Runs one line as Python's cmd module reads it: a name, then its argument; an empty line repeats the last. */
  async run(line: string): Promise<boolean> {
    const text = line.trim()
    if (text === '') return this.#lastLine === '' ? false : this.run(this.#lastLine)
    const name = text.startsWith('?') ? 'help' : (/^\w*/.exec(text)?.[0] ?? '')
    const argument = text.slice(text.startsWith('?') ? 1 : name.length).trim()
    this.#lastLine = text === 'EOF' ? '' : text
    const action = name === '' ? undefined : this.#actions.get(name)
    if (action !== undefined) return (await action(argument)) === true
    this.#print(`*** Unknown syntax: ${text}`)
    return false
  }

  readonly #actions = new Map<string, Action>([
    ['EOF', () => this.#leave('')],
    ['quit', () => true],
    ['help', argument => this.#help(argument)],
    ['add', argument => this.#add(argument)],
    ['read', argument => this.#read(argument)],
    ['stats', argument => this.#list(argument, null)],
    ['callers', argument => this.#list(argument, 'callers')],
    ['callees', argument => this.#list(argument, 'callees')],
    ['sort', argument => this.#sort(argument)],
    ['reverse', () => this.#reverse()],
    ['strip', () => this.#strip()],
  ])

  #print(line: string): void {
    this.#context.stdout.write(`${line}\n`)
  }

  #leave(line: string): boolean {
    this.#print(line)
    return true
  }

  #help(topic: string): undefined {
    const text = topic === '' ? HELP_INDEX : (HELP[topic] ?? `*** No help on ${topic}`)
    this.#print(text)
  }

  async #read(path: string): Promise<undefined> {
    if (path === '' && this.#path === '') {
      this.#print('No statistics object is current -- cannot reload.')
      return
    }
    await this.#try(() => this.open([path === '' ? this.#path : path]), '')
  }

  async #add(path: string): Promise<undefined> {
    const stats = this.#stats
    if (stats === null) {
      this.#print(NOTHING_LOADED)
      return
    }
    const add = async () => {
      const added = await openFunctionStats([path], {
        context: this.#context,
        transforms: this.#transforms,
      })
      this.#stats = sumInputs([stats, added.stats])
      this.#files = [...this.#files, ...added.files]
      this.#order = null
    }
    await this.#try(add, `Failed to load statistics for ${path}: `)
  }

  async #list(argument: string, side: 'callers' | 'callees' | null): Promise<undefined> {
    const limits: Limit[] = []
    for (const word of argument.split(/\s+/).filter(word => word !== '')) {
      const limit = parseLimit(word)
      if (limit === null) this.#print('Fraction argument must be in [0, 1]')
      else limits.push(limit)
    }
    if (this.#stats === null) {
      this.#print(NOTHING_LOADED)
      return
    }
    const listing = listStats(this.#stats, this.#order, limits)
    const options = { side, context: this.#context, hasExtras: false, files: this.#files }
    this.#context.stdout.write(await renderListing(listing, options))
  }

  #sort(argument: string): undefined {
    if (this.#stats === null) {
      this.#print(NOTHING_LOADED)
      return
    }
    const words = argument.split(/\s+/).filter(word => word !== '')
    const keys = words.map(sortKeyOf).filter(key => key !== null)
    if (keys.length > 0 && keys.length === words.length) {
      this.#order = orderStats(this.#stats, keys)
      return
    }
    this.#print('Valid sort keys (unique prefixes are accepted):')
    for (const [name, key] of Object.entries(SORT_KEYS)) this.#print(`${name} -- ${key.title}`)
  }

  #reverse(): undefined {
    if (this.#stats === null) this.#print(NOTHING_LOADED)
    else if (this.#order !== null) this.#order = reverseOrder(this.#order)
  }

  #strip(): undefined {
    if (this.#stats === null) {
      this.#print(NOTHING_LOADED)
      return
    }
    this.#stats = stripCallStats(this.#stats)
    this.#order = null
  }

  /** Tells a user's mistake and goes on. */
  async #try(action: () => Promise<void>, prefix: string): Promise<void> {
    try {
      await action()
    } catch (error) {
      if (!(error instanceof PyrometerError)) throw error
      this.#print(prefix + error.message)
    }
  }
}
