import { describe, expect, it } from 'vitest'
import { readXml } from './read-xml.ts'

const utf8 = (text: string) => new Uint8Array(Buffer.from(text))

async function events(chunks: readonly Uint8Array[]): Promise<string[]> {
  const seen: string[] = []
  await readXml(chunks, {
    format: 'test',
    handle: {
      open: (name, attributes) => {
        seen.push(`<${[name, ...[...attributes].map(([key, value]) => `${key}=${value}`)].join(' ')}>`)
      },
      text: text => {
        seen.push(JSON.stringify(text))
      },
      close: name => {
        seen.push(`</${name}>`)
      },
    },
  })
  return seen
}

const DOCUMENT = `<?xml version="1.0"?>
<!DOCTYPE a [ <!ENTITY x "y>"> ] >
<!-- a > comment <b> -->
<a one="1 &lt; 2" two='&#65;&#x42;">'><b/>x &amp; y<![CDATA[<raw> &amp;]]><c >
</c></a>
`
const EVENTS = [
  '<a one=1 < 2 two=AB">>',
  '<b>',
  '</b>',
  '"x & y"',
  '"<raw> &amp;"',
  '<c>',
  '"\\n"',
  '</c>',
  '</a>',
]

describe('readXml()', () => {
  it('hands out elements, attributes, text and CDATA', async () => {
    expect(await events([utf8(DOCUMENT)])).toEqual(EVENTS)
  })

  it('reads the same however the bytes are cut, with CRLF, a mark and in UTF-16', async () => {
    const whole = utf8(DOCUMENT)
    for (const size of [1, 2, 3, 7, 100]) {
      const pieces: Uint8Array[] = []
      for (let at = 0; at < whole.length; at += size) pieces.push(whole.subarray(at, at + size))
      expect(await events(pieces)).toEqual(EVENTS)
    }
    const marked = `\ufeff${DOCUMENT.replaceAll('\n', '\r\n')}`
    expect(await events([utf8(marked)])).toEqual(EVENTS)
    expect(await events([new Uint8Array(Buffer.from(marked, 'utf16le'))])).toEqual(EVENTS)
    expect(await events([new Uint8Array(Buffer.from(marked, 'utf16le').swap16())])).toEqual(EVENTS)
  })

  it('reads the encoding that the declaration names', async () => {
    const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a b="é"/>', 'latin1')
    expect(await events([new Uint8Array(latin)])).toEqual(['<a b=é>', '</a>'])
    await expect(events([utf8('<?xml version="1.0" encoding="klingon"?><a/>')])).rejects.toThrow(
      'test: line 1: the encoding klingon is not known',
    )
  })

  it('expands no entity that a document defines', async () => {
    const text = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    expect(await events([utf8(text)])).toEqual(['<a>', '"&x;"', '</a>'])
  })

  it.each([
    ['<a>\n<b></a>', 'test: line 2: expected </b>, found </a>'],
    ['<a>\n', 'test: line 2: expected </a>, found the end of the input'],
    ['<a\n', 'test: line 1: expected the end of a tag, found the end of the input'],
    ['', 'test: line 1: expected an element, found none'],
    ['<a/><b/>', 'test: line 1: expected the end of the input, found another element'],
    ['</a>', 'test: line 1: </a> closes nothing'],
    ['<a b=1/>', 'test: line 1: <a>: expected a value of b in quotes'],
    ['text', 'test: line 1: expected an element, found text'],
    ['<a <b/></a>', 'test: line 1: expected the end of a tag, found "<"'],
  ])('fails with the line on %j', async (text, message) => {
    await expect(events([utf8(text)])).rejects.toThrow(message)
  })

  it('ends soon on deep nesting and on endless tags', async () => {
    await expect(events([utf8('<a>'.repeat(100_000))])).rejects.toThrow('elements inside each other')
    const piece = utf8('x'.repeat(1 << 16))
    await expect(events([utf8('<a b="'), ...Array.from({ length: 300 }, () => piece)])).rejects.toThrow(
      'longer than',
    )
  })
})
