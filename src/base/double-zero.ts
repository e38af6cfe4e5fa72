/**
 * Zero for a field that will hold a large number, such as nanoseconds. V8 keeps a field whose first value is a small
 * integer as one, and throws away all compiled code that uses the field once its value outgrows 2 ** 31: 2 s into every
 * recording. Negative zero is no integer to it, so the field holds doubles from the beginning; -0 + x is x.
 */
export const DOUBLE_ZERO = -0
