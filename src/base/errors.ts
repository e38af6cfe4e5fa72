/**
 * Every error a user can cause or meet. `code` is stable and documented in docs/errors.md; `message` says what was
 * wrong and where; `hint`, when present, says what to do. Programmer mistakes stay TypeError and RangeError.
 */
export class PyrometerError extends Error {
  readonly code: string
  /** Whoever passes the error on and knows more may set it. */
  hint: string | undefined
  /** The exit status the command line ends with: 2 for a user's mistake or bad input, 125 when a recorder failed. */
  readonly exitStatus: number

  constructor(
    code: string,
    message: string,
    options: { hint?: string | undefined; cause?: unknown; exitStatus?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.hint = options.hint
    this.exitStatus = options.exitStatus ?? 2
  }
}

/** Wrong use of a command, an option or a function of the library. */
export class UsageError extends PyrometerError {
  constructor(message: string, hint?: string) {
    super('PYRO_USAGE', message, { hint })
  }
}

/** Where a broken input is broken: a byte offset, or a line (1-based). */
export interface InputPlace {
  readonly offset?: number | undefined
  readonly line?: number | undefined
}

/** An input that is what it seems to be, but broken. The message names format, place and what was expected. */
export class FormatError extends PyrometerError {
  readonly format: string
  readonly offset: number | undefined
  readonly line: number | undefined

  constructor(format: string, message: string, place: InputPlace = {}, cause?: unknown) {
    const at =
      place.line !== undefined
        ? `line ${place.line}: `
        : place.offset !== undefined
          ? `byte ${place.offset}: `
          : ''
    super('PYRO_FORMAT', `${format}: ${at}${message}`, { cause })
    this.format = format
    this.offset = place.offset
    this.line = place.line
  }
}

/** No reader knows the input. */
export class UnknownFormatError extends PyrometerError {
  /** Whether the input has no bytes at all. */
  readonly isEmpty: boolean

  constructor(message: string, { isEmpty = false }: { readonly isEmpty?: boolean } = {}) {
    super('PYRO_UNKNOWN_FORMAT', message, { hint: 'Run "pyrometer formats" for the list of formats' })
    this.isEmpty = isEmpty
  }
}

/** A known format in a version no reader here knows. */
export class UnsupportedVersionError extends PyrometerError {
  readonly found: string
  readonly supported: string

  constructor(format: string, found: string, supported: string) {
    super('PYRO_VERSION', `${format}: version ${found} is not supported (supported: ${supported})`)
    this.found = found
    this.supported = supported
  }
}

/** An input that asks for more memory or time than its bytes justify. */
export class LimitError extends PyrometerError {
  constructor(format: string, message: string, place: InputPlace = {}) {
    const at = place.offset !== undefined ? `byte ${place.offset}: ` : ''
    super('PYRO_LIMIT', `${format}: ${at}${message}`)
  }
}

/** A recorder that could not start or go on. Exit status 125, or 126 and 127 when the program cannot be run or found. */
export class RecorderError extends PyrometerError {
  constructor(
    code: string,
    message: string,
    options: { hint?: string; cause?: unknown; exitStatus?: number } = {},
  ) {
    super(code, message, { exitStatus: 125, ...options })
  }
}
