const UNITS: Readonly<Record<string, number>> = { ms: 0.001, '': 1, s: 1, min: 60, m: 60, h: 3600 }

/** Seconds of a time as it is written on the command line ("10s", "500ms", "1.5min", "3"); NaN for what is none. */
export function parseSpokenTime(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)?$/.exec(text.trim())
  return match === null ? Number.NaN : Number(match[1]) * UNITS[match[2] ?? '']!
}
