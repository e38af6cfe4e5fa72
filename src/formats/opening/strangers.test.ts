import { describe, expect, it } from 'vitest'
import { PyrometerError } from '../../base/errors.ts'
import { readAny } from './read-any.ts'

describe('findStranger()', () => {
  it.each([
    ['go 1.26 trace\0\0\0', 'it is a Go execution trace', /go tool trace -pprof/],
    ['QPERFSTREAM\0\x10\0\0', "it is the stream between Hotspot's parts", /perf\.data/],
    ['gmon\x01\0\0\0', "it is gprof's raw data", /gprof PROGRAM/],
    ['<!DOCTYPE html>\n<html>', 'it is a web page', /JSON/],
    [
      `${'-'.repeat(80)}\nCommand:            ./v\nMassif arguments:   (none)\n`,
      'it is what ms_print printed',
      /massif\.out/,
    ],
    ['Statistical profiling result from v8.log, (417 ticks', 'it is what node --prof', /isolate/],
  ])('says of %j what it is and what to do', async (text, message, hint) => {
    const bytes = Uint8Array.from(text, char => char.charCodeAt(0))
    const error = await readAny(bytes, 'some.file').then(
      () => null,
      (reason: unknown) => reason,
    )
    if (!(error instanceof PyrometerError))
      throw new Error('expected an error of Pyrometer', { cause: error })
    expect(error.code).toBe('PYRO_UNKNOWN_FORMAT')
    expect(error.message).toContain(`some.file is in no format Pyrometer knows: ${message}`)
    expect(error.hint).toMatch(hint)
  })
})
