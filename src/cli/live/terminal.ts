import { writeSync } from 'node:fs'

/** A terminal taken over for a full-screen view. */
export interface Terminal {
  readonly columns: number
  readonly rows: number
  /** Replaces what is on the screen by these lines, which must not be wider than it. */
  draw(lines: readonly string[]): void
  /** Gives the terminal back as it was. May be called again. */
  close(): void
}

const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l'
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l'
const HOME = '\u001b[H'
const CLEAR_REST_OF_LINE = '\u001b[K'
const CLEAR_BELOW = '\u001b[J'

/** Whether standard input and output are a terminal. */
export function hasTerminal(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true
}

/** Takes the terminal: alternate screen, no cursor, keys one by one. It is given back by `close`, and at the latest when
 *  this process ends, however it ends (short of SIGKILL). */
export function openTerminal(events: { onKey: (key: string) => void; onResize: () => void }): Terminal {
  const { stdin, stdout } = process
  let isOpen = true
  const onData = (data: Buffer) => {
    for (const key of splitKeys(data.toString('utf8'))) events.onKey(key)
  }
  const close = () => {
    if (!isOpen) return
    isOpen = false
    stdin.off('data', onData)
    stdout.off('resize', events.onResize)
    process.off('exit', close)
    process.off('SIGCONT', resume)
    stdin.setRawMode(false)
    stdin.pause()
    writeWhole(LEAVE)
  }
  // After Ctrl-Z and fg the shell has the terminal in its own mode.
  const resume = () => {
    stdin.setRawMode(true)
    writeWhole(ENTER)
    events.onResize()
  }
  stdin.setRawMode(true)
  stdin.resume()
  stdin.on('data', onData)
  stdout.on('resize', events.onResize)
  process.on('exit', close)
  process.on('SIGCONT', resume)
  writeWhole(ENTER)
  return {
    get columns() {
      return stdout.columns
    },
    get rows() {
      return stdout.rows
    },
    draw(lines) {
      if (isOpen)
        stdout.write(`${HOME}${lines.map(line => line + CLEAR_REST_OF_LINE).join('\r\n')}${CLEAR_BELOW}`)
    },
    close,
  }
}

/** Synchronous: it must be out before the process ends. */
function writeWhole(text: string): void {
  try {
    writeSync(1, text)
  } catch {
    // The terminal is gone: there is nothing to give back.
  }
}

/** Keys of one piece of input: an escape sequence is one key. */
export function splitKeys(text: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals send control characters
  return text.match(/\u001b\[[0-9;]*[A-Za-z~]|\u001bO[A-Z]|[\s\S]/gu) ?? []
}
