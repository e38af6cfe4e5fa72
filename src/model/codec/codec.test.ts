import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { FormatError, PyrometerError, UnsupportedVersionError } from '../../base/errors.ts'
import { decodeRecording } from './read.ts'
import { upgrade, type VersionedFile } from './upgrade.ts'
import { encodeRecording } from './write.ts'

const GRID = `
  1      3      1
  main   main   main
  read   parse  parse[file:a.py]
                tokén[line:12]
`

describe('the .pyrometer codec', () => {
  it('gives back what was written, stored and compact', () => {
    const recording = recordingFromText(GRID)
    for (const compact of [false, true]) {
      expect(decodeRecording(encodeRecording(recording, { compact }))).toEqual(recording)
    }
  })

  it('writes the same bytes for the same recording', () => {
    expect(encodeRecording(recordingFromText(GRID))).toEqual(encodeRecording(recordingFromText(GRID)))
  })

  it("is read by Python's zipfile, every column at a multiple of 8 bytes", () => {
    const file = join(mkdtempSync(join(tmpdir(), 'pyrometer-')), 'a.pyrometer')
    writeFileSync(file, encodeRecording(recordingFromText(GRID)))
    const script = `
import sys, zipfile, struct
z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
raw = open(sys.argv[1], 'rb').read()
for i in z.infolist():
    n, e = struct.unpack_from('<HH', raw, i.header_offset + 26)
    assert (i.header_offset + 30 + n + e) % 8 == 0, i.filename
print(struct.unpack('<3d', z.read('stacks/weights/0.f64')))`
    expect(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' }).trim()).toBe(
      '(1000000.0, 3000000.0, 1000000.0)',
    )
  })

  it('ends in a clean error or a sound recording when bytes are changed or cut off', () => {
    const whole = encodeRecording(recordingFromText(GRID))
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.boolean(), (at, value, isCut) => {
        const broken = isCut ? whole.slice(0, at) : whole.slice()
        if (!isCut) broken[at] = value
        try {
          decodeRecording(broken)
        } catch (error) {
          expect(error).toBeInstanceOf(PyrometerError)
        }
      }),
      { numRuns: 2000, seed: 7 },
    )
  })

  it('refuses an index out of range with the column and the row', () => {
    const recording = recordingFromText(GRID)
    const frame = recording.shared.stacks.frame.slice()
    frame[2] = 99
    const broken = {
      ...recording,
      shared: { ...recording.shared, stacks: { ...recording.shared.stacks, frame } },
    }
    expect(() => decodeRecording(encodeRecording(broken))).toThrow(
      'shared.stacks.frame[2]: 99 is out of range',
    )
    expect(() => decodeRecording(new Uint8Array(0))).toThrow(FormatError)
  })
})

describe('upgrade()', () => {
  const get = () => null

  it('runs every step from the file version to the target', () => {
    const steps: number[] = []
    const upgraders = {
      1: (file: VersionedFile) => {
        steps.push(1)
        return { ...file, json: { ...file.json, a: 1 } }
      },
      2: (file: VersionedFile) => {
        steps.push(2)
        return { ...file, json: { ...file.json, b: 2 } }
      },
    }
    const { json } = upgrade({ json: { version: 1 }, get }, upgraders, 3)
    expect(json).toEqual({ version: 3, a: 1, b: 2 })
    expect(steps).toEqual([1, 2])
  })

  it('refuses a newer version and names both', () => {
    expect(() => upgrade({ json: { version: 9 }, get })).toThrow(UnsupportedVersionError)
    expect(() => upgrade({ json: { version: 9 }, get })).toThrow('version 9 is not supported')
  })
})
