import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { dtrace } from './format.ts'

async function samples(text: string): Promise<string[]> {
  const [recording] = await readWith(dtrace, new TextEncoder().encode(text))
  const { shared, stacks } = recording!
  return Array.from(stacks!.samples.stack, (stack, i) => {
    const names: string[] = []
    for (let at = stack; at !== -1; at = shared.stacks.prefix[at]!) {
      const frame = shared.stacks.frame[at]!
      const name = shared.strings[shared.funcs.name[shared.frames.func[frame]!]!]!
      names.unshift(shared.frames.inlined[frame] === 1 ? `${name}*` : name)
    }
    const thread = stacks!.samples.thread[i]!
    const of = thread === -1 ? '' : `${shared.strings[shared.threads.name[thread]!]}: `
    return `${of}${names.join(';')} ${stacks!.weights[0]![i]}`
  })
}

describe('DTrace stacks', () => {
  it('takes names of programs and ids for threads', async () => {
    const text = `
  mysqld
              libc.so.1\`__read+0xa
              mysqld\`main+0x12
               12
  java                                                1234
              test\`foo->bar
              0x104ce54e7
                3
`
    expect(await samples(text)).toEqual(['mysqld: main;__read 12', 'java 1234: 0x104ce54e7;foo;bar* 3'])
  })

  it('counts stacks that are printed as probes fire once each', async () => {
    const text = `CPU     ID                    FUNCTION:NAME
  0   9153                    uiomove:entry
                genunix\`fop_write+0x1b
                genunix\`write+0x1f7

  1   9153                    uiomove:entry
                genunix\`read+0x1d4

`
    expect(await samples(text)).toEqual(['write;fop_write 1', 'read 1'])
  })

  it('knows functions whatever the offset, and counts of any size below zero or above', async () => {
    const text = ['m`f+0x1', 'm`f+0xabc', 'f+0xg', '+0x12', '0x1+0x2', '']
      .map(frame => `              ${frame}\n                `)
      .map((lines, i) => `${lines}${['1', '-2', '123456789012345678', '9007199254740993', '-0', '1 2'][i]}\n`)
    expect(await samples(text.join(''))).toEqual([
      'f 1',
      'f -2',
      `f+0xg ${Number('123456789012345678')}`,
      `- ${Number('9007199254740993')}`,
      '0x1 0',
    ])
  })

  it('keeps a count without a stack, joins a kernel stack and a program stack, and leaves out a stack cut off', async () => {
    const text = `
              unix\`sys_syscall+0x17d

              libc.so.1\`__pwrite+0xa
                2

                7

              libc.so.1\`cut+0xa
`
    expect(await samples(text)).toEqual(['__pwrite;sys_syscall 2', ' 7'])
    const [recording] = await readWith(dtrace, new TextEncoder().encode(text))
    expect(recording!.meta.warnings).toMatchObject([{ code: 'unreadable-lines', count: 1 }])
  })
})
