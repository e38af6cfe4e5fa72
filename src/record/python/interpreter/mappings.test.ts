import { describe, expect, it } from 'vitest'
import { isMapped, parseMappings } from './mappings.ts'

const TEXT = `55d0c0a00000-55d0c0a01000 r--p 00000000 fe:01 1835 /usr/bin/python3.11
7f1200000000-7f1200021000 rw-p 00000000 00:00 0 
7f1212345000-7f1212400000 r-xp 00106000 fe:01 99 /opt/a b/libpython3.9.so.1.0 (deleted)
7ffc1b9f3000-7ffc1ba14000 rw-p 00000000 00:00 0                          [stack]
nonsense
ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
`

describe('parseMappings()', () => {
  const mappings = parseMappings(TEXT)

  it('reads ranges, rights, files with blanks and deleted files, and leaves out other lines', () => {
    expect(mappings.map(map => [map.path, map.isDeleted, map.inode])).toEqual([
      ['/usr/bin/python3.11', false, 1835],
      ['', false, 0],
      ['/opt/a b/libpython3.9.so.1.0', true, 99],
      ['[stack]', false, 0],
      ['[vsyscall]', false, 0],
    ])
    expect(mappings[2]).toMatchObject({
      start: 0x7f1212345000,
      end: 0x7f1212400000,
      offset: 0x106000,
      isReadable: true,
      isWritable: false,
      isExecutable: true,
    })
  })

  it('tells whether a range is readable memory', () => {
    expect(isMapped(mappings, 0x7f1200000010, 16)).toBe(true)
    expect(isMapped(mappings, 0x7f1200020ff8, 16)).toBe(false)
    expect(isMapped(mappings, 0x1000, 8)).toBe(false)
    expect(isMapped(mappings, 0xffffffffff600000, 8)).toBe(false)
  })
})
