/** What the lines that begin with `#` say (`perf script --header`). */
export interface ScriptHeader {
  /** Version of perf, null unknown. */
  readonly version: string | null
  readonly host: string | null
  /** "Linux 6.1.0 x86_64", null unknown. */
  readonly platform: string | null
  /** The measured command where the header tells it apart (after `--`). */
  readonly command: readonly string[]
  /** Samples a second that were asked for, null unknown. */
  readonly askedRate: number | null
  /** The rest, by its own names. */
  readonly settings: Readonly<Record<string, string | boolean>>
}

const LINE = /^#\s*([a-z][a-z ]*?)\s*:\s*(.*?)\s*$/
const KEPT = [
  'captured on',
  'cmdline',
  'cpudesc',
  'cpuid',
  'nrcpus online',
  'total memory',
  'sample duration',
]
const FREQUENCY = /\{ sample_period, sample_freq \} = (\d+)\b.*\bfreq = 1\b/

/** Gathers the lines of the header. */
export class HeaderLines {
  readonly #said = new Map<string, string>()
  #askedRate: number | null = null

  /** Takes one line; what it does not know is left out. */
  add(line: string): void {
    const found = LINE.exec(line)
    if (found === null) return
    const key = found[1]!
    const value = found[2]!
    if (key === 'event') this.#askedRate ??= Number(FREQUENCY.exec(value)?.[1] ?? Number.NaN) || null
    else if (!this.#said.has(key)) this.#said.set(key, value)
  }

  finish(): ScriptHeader {
    const say = (key: string) => this.#said.get(key) ?? null
    const platform = [say('os release'), say('arch')].filter(part => part !== null).join(' ')
    const cmdline = say('cmdline') ?? ''
    const separator = cmdline.indexOf(' -- ')
    return {
      version: say('perf version'),
      host: say('hostname'),
      platform: platform === '' ? null : `Linux ${platform}`,
      command:
        separator === -1
          ? []
          : cmdline
              .slice(separator + 4)
              .split(' ')
              .filter(word => word !== ''),
      askedRate: this.#askedRate,
      settings: Object.fromEntries(KEPT.flatMap(key => (say(key) === null ? [] : [[key, say(key)!]]))),
    }
  }
}
