import { describe, expect, it } from 'vitest'
import { loadDemangler } from './demangler.ts'

describe('loadDemangler()', () => {
  it('makes names of C++ and Rust readable, and leaves others, however often it is asked for', async () => {
    for (let round = 0; round < 3; round++) {
      const demangle = await loadDemangler()
      const names = {
        _ZN3geo4MeshIdE4growEi: 'geo::Mesh<double>::grow(int)',
        _Znwm: 'operator new(unsigned long)',
        _RNvCskwGfYPst2Cb_3foo16example_function: 'foo::example_function',
        _Z: '_Z',
        main: 'main',
        _start: '_start',
        '': '',
      }
      for (const [name, readable] of Object.entries(names)) expect(demangle(name)).toBe(readable)
      expect(demangle(`_Z${'N'.repeat(5000)}`)).toContain('_ZNN')
      expect(demangle(`_ZN${'1a'.repeat(20_000)}E`)).toBeTypeOf('string')
      expect(demangle('_ZN3geo4MeshIdE4growEi')).toBe('geo::Mesh<double>::grow(int)')
    }
  })
})
