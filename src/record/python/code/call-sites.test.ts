import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { livePythons, RELEASES, titleOf } from '../../../../test/support/live-pythons.ts'
import { CallSite, computeCallSites } from './call-sites.ts'

// Disassembles a function that calls, and prints its bytecode, its first call and its first load of a local.
const SCRIPT = `
import binascii, dis, sys
def f(a, b):
    c = g(a, b)
    return c
code = f.__code__.co_code
try:
    found = [(i.offset, i.opname) for i in dis.get_instructions(f)]
except AttributeError:
    found, at = [], 0
    while at < len(code):
        op = ord(code[at])
        found.append((at, dis.opname[op]))
        at += 3 if op >= dis.HAVE_ARGUMENT else 1
call = [at for at, name in found if name.startswith('CALL')][0]
load = [at for at, name in found if name.startswith('LOAD_FAST')][0]
sys.stdout.write('%s %d %d' % (binascii.hexlify(code).decode(), call, load))
`

describe('computeCallSites() tells calls from loads', () => {
  for (const release of RELEASES) {
    const python = livePythons().get(release)
    it.skipIf(python === undefined)(titleOf(release), () => {
      const text = execFileSync(python!.path, ['-c', SCRIPT], { encoding: 'utf8' })
      const [hex, call, load] = text.split(' ') as [string, string, string]
      const number = Number(release.split('.')[0]) * 100 + Number(release.split('.')[1])
      const sites = computeCallSites(Uint8Array.from(Buffer.from(hex, 'hex')), number)
      const unit = number >= 310 ? 2 : 1
      const site = (offset: string): number => sites[Number(offset) / unit]!
      expect(site(call) & CallSite.mayCall).toBe(CallSite.mayCall)
      expect(site(load)).toBe(0)
      if (number < 311) return
      expect(site(call) & CallSite.stackCallable).toBe(CallSite.stackCallable)
      // 3.11 puts the callable in order before the call, later releases do not; both have caches behind it.
      expect(sites[Number(call) / 2 + 1]! & CallSite.cache).toBe(CallSite.cache)
      expect(sites[Number(call) / 2 + 1]! & CallSite.mayCall).toBe(CallSite.mayCall)
    })
  }

  it('takes everything for a call where no table is known', () => {
    expect([...computeCallSites(new Uint8Array(4).fill(9), 399)]).toEqual([1, 1])
  })

  it('ends on bytecode that breaks off', () => {
    for (const release of [207, 306, 310, 312, 315]) {
      for (let length = 0; length < 40; length++) {
        const sites = computeCallSites(new Uint8Array(length).fill(171), release)
        expect(sites.length).toBe(release >= 310 ? length >>> 1 : length)
      }
    }
  })
})
