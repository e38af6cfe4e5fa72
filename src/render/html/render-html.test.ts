import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { decodeRecording } from '../../model/codec/read.ts'
import { renderHtml } from './render-html.ts'

const TEMPLATE = '<html><body><!--pyrometer-recordings--><script>app()</script></body></html>'

describe('renderHtml()', () => {
  it('embeds recordings that read back as they were', () => {
    const recording = recordingFromText('main  main\n      read[file:a.py]', { name: 'one' })
    const page = [...renderHtml([recording], TEMPLATE)].join('')
    const base64 = page.match(/data-name="one">([^<]*)<\/script>/)?.[1] ?? ''
    const read = decodeRecording(Uint8Array.from(Buffer.from(base64, 'base64')))
    expect(read.shared.strings).toEqual(recording.shared.strings)
    expect(read.stacks?.weights).toEqual(recording.stacks?.weights)
    expect(page.startsWith('<html><body>')).toBe(true)
    expect(page.endsWith('<script>app()</script></body></html>')).toBe(true)
  })

  it('says what is opened before it has arrived', () => {
    const recording = recordingFromText('main', { name: '<i>$&</i>' })
    const template = TEMPLATE.replace('<body>', '<body><h1>Opening <!--pyrometer-name--></h1>')
    const page = [...renderHtml([recording], template)].join('')
    expect(page).toContain('<h1>Opening &lt;i&gt;$&amp;&lt;/i&gt;</h1>')
  })

  it('lets no name leave its attribute or the data leave its element', () => {
    const name = '"><script>alert(1)</script>&'
    const recording = recordingFromText('</script><script>alert(2)</script>', { name })
    const page = [...renderHtml([recording], TEMPLATE)].join('')
    expect(page.match(/<script/g)).toHaveLength(2)
    expect(page).toContain('data-name="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;"')
  })

  it('writes no letter that HTML forbids', () => {
    const recording = recordingFromText('main', { name: 'a\u001b[2J\0\ufffe\u202eb' })
    const page = [...renderHtml([recording], TEMPLATE)].join('')
    expect(page).toContain('data-name="a\ufffd[2J\ufffd\ufffd\ufffdb"')
  })

  it('refuses a template that is not the application', () => {
    expect(() => [...renderHtml([], '<html></html>')]).toThrow(/no place for recordings/)
  })
})
