import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { pmcstat } from './format.ts'

const TEXT = `@ inst_retired.any [105 samples]

60.00%  [60]       leaf @ /boot/kernel/zfs.ko
 50.00%  [30]       one
  100.0%  [30]        main @ /boot/kernel/kernel
 33.33%  [20]       two

40.00%  [40]       0xffffffff80123456 @ /boot/kernel/kernel

@ unhalted [3 samples]

100.0%  [3]        leaf @ /bin/prog
`

describe('pmcstat call graph', () => {
  it('makes stacks of trees of callers, one recording an event', async () => {
    const recordings = await readWith(pmcstat, new TextEncoder().encode(TEXT), 'p.txt')
    expect(recordings.map(({ meta }) => meta.name)).toEqual(['p.txt inst_retired.any', 'p.txt unhalted'])
    const { shared, stacks, meta } = recordings[0]!
    const paths = Array.from(stacks!.samples.stack, (stack, i) => {
      const names: string[] = []
      for (let at = stack; at !== -1; at = shared.stacks.prefix[at]!) {
        names.push(shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[at]!]!]!]!)
      }
      return `${names.join(' < ')} ${stacks!.weights[0]![i]}`
    })
    expect(paths).toEqual(['leaf < one < main 30', 'leaf < two 20', 'leaf 10', '0xffffffff80123456 40'])
    expect(meta.warnings).toMatchObject([{ code: 'hidden-samples', count: 5 }])
    expect(Array.from(shared.libs.path, path => shared.strings[path])).toEqual([
      '/boot/kernel/zfs.ko',
      '/boot/kernel/kernel',
    ])
    expect(shared.frames.address).toContain(0xffffffff80123456n)
  })

  it('leaves out what is deeper than what stands above', async () => {
    const [recording] = await readWith(pmcstat, new TextEncoder().encode(`${TEXT}    1.00%  [1]  lost\n`))
    expect(recording!.stacks!.samples.length).toBe(4)
  })
})
