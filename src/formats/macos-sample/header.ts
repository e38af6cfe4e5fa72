/** What the head of a report says. */
export class ReportHeader {
  /** Lines looked at. */
  lines = 0
  /** Nanoseconds between samples, null where the report does not say. */
  interval: number | null = null
  readonly #fields = new Map<string, string>()

  add(text: string): void {
    this.lines++
    const every = /^(?:Analysis|Sampling) of .* every (\d+) (\w+)/.exec(text)
    const steps = /^Steps: +\d+ \((\d+(?:\.\d+)?)(us|ms|s) sampling interval\)/.exec(text)
    if (every !== null)
      this.interval =
        Number(every[1]) * (/^micro/.test(every[2]!) ? 1e3 : /^milli/.test(every[2]!) ? 1e6 : 1e9)
    else if (steps !== null)
      this.interval = Number(steps[1]) * (steps[2] === 'us' ? 1e3 : steps[2] === 'ms' ? 1e6 : 1e9)
    const field = /^([A-Z][\w /()-]{1,40}): +(\S.*)$/.exec(text)
    if (field !== null && this.#fields.size < 100 && !this.#fields.has(field[1]!))
      this.#fields.set(field[1]!, field[2]!.trim())
  }

  field(name: string): string | null {
    return this.#fields.get(name) ?? null
  }

  /** The recording's start, nanoseconds since 1970 as text; null where the report has none. */
  get startTime(): string | null {
    const match = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? ([+-])(\d\d)(\d\d)$/.exec(
      this.field('Date/Time') ?? '',
    )
    if (match === null) return null
    const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    const offset = (match[8] === '-' ? 1 : -1) * (Number(match[9]) * 60 + Number(match[10]))
    const milliseconds = Date.UTC(year, month - 1, day, hour, minute + offset, second)
    return `${milliseconds / 1000}${(match[7] ?? '').padEnd(9, '0')}`
  }

  get settings(): Record<string, string | number> {
    const kept: Record<string, string | number> = this.interval === null ? {} : { interval: this.interval }
    for (const name of [
      'Report Version',
      'Code Type',
      'Parent Process',
      'Physical footprint',
      'Physical footprint (peak)',
    ]) {
      const value = this.field(name)
      if (value !== null) kept[name] = value
    }
    return kept
  }
}
