import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { UsageError } from '../../base/errors.ts'
import { flameSvg } from '../flame.ts'
import { openFrameAttributes } from './frame-attributes-file.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pyrometer-attributes-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function open(text: string) {
  writeFileSync(join(folder, 'names.txt'), text)
  return openFrameAttributes('names.txt', folder)
}

describe('openFrameAttributes()', () => {
  it('reads a name and its pairs a line', () => {
    const found = open(
      'main\ttitle=the "start"\thref=https://x.org/?a=b&c\n\nread it\ttarget=_blank\thref=a/b.html\r\n',
    )
    expect([...found]).toEqual([
      ['main', { title: 'the "start"', href: 'https://x.org/?a=b&c' }],
      ['read it', { target: '_blank', href: 'a/b.html' }],
    ])
  })

  it('takes no script, nothing unknown, no line without attributes and no missing file', () => {
    for (const text of [
      'main\thref=javascript:alert(1)',
      'main\thref= JavaScript:alert(1)',
      'main\thref=data:text/html,x',
      'main\tonclick=alert(1)',
      'main',
    ]) {
      expect(() => open(text), text).toThrow(UsageError)
    }
    expect(() => openFrameAttributes('no-such-file', folder)).toThrow('Cannot read no-such-file')
  })
})

describe('flameSvg()', () => {
  const recording = recordingFromText('3     2\nmain  main\nread  <b>')

  it('writes links and tool tips of names, escaped, in either manner', () => {
    const attributes = new Map([
      ['read', { title: 'a <tip>', href: 'https://x.org/?a&b' }],
      ['main', { title: 'the start' }],
    ])
    for (const compat of [undefined, 'flamegraph', 'flamegraph-1.0'] as const) {
      const svg = flameSvg(recording, { compat }, { attributes })
      expect(svg).toContain(
        '<g data-n="read"><title>a &lt;tip&gt;</title><a href="https://x.org/?a&amp;b" target="_top"><rect',
      )
      expect(svg).toContain('<title>the start</title><rect')
    }
  })

  it('takes colours as six digits and names what it expects of others', () => {
    const look = { searchColor: '#123456', uiColor: '#abcdef', strokeColor: '#000000' }
    const svg = flameSvg(recording, look)
    expect(svg).toContain('#boxes .found rect{fill:#123456}')
    expect(svg).toContain('.tool{fill:#abcdef}')
    expect(svg).toContain('#boxes rect{stroke:#000000;stroke-width:1}')
    expect(flameSvg(recording, { strokeColor: 'none' })).not.toContain('stroke:none')
    expect(() => flameSvg(recording, { uiColor: 'red}' })).toThrow('--uicolor: red} is no colour')
  })

  it('colours by total where asked, and says so', () => {
    expect(flameSvg(recording, { colorDiffusion: true })).toContain('heat = total')
    expect(flameSvg(recording, {})).toContain('heat = self')
  })
})
