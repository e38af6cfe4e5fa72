import { describe, expect, it } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { ownerOfPath, shortenPath, textRedactor } from './redact-text.ts'

describe('shortenPath()', () => {
  it.each([
    ['/home/alice/project/secret/run.py', 'run.py'],
    ['C:\\Users\\Alice Smith\\run.py', 'run.py'],
    ['\\\\server\\share\\run.py', 'run.py'],
    ['src/deep/run.py', 'run.py'],
    ['/opt/venv/lib/python3.12/site-packages/numpy/core/a.py', 'site-packages/numpy/core/a.py'],
    [
      '/home/alice/.pyenv/versions/3.12.1/lib/python3.12/asyncio/events.py',
      'lib/python3.12/asyncio/events.py',
    ],
    ['/srv/app/node_modules/a/node_modules/@b/c/index.js', 'node_modules/@b/c/index.js'],
    ['https://intranet.example/app/main.js?token=1#x', 'main.js'],
    ['file:///home/alice/main.js', 'main.js'],
    ['http://intranet.example/', 'page'],
    ['/home/alice/folder/', 'folder'],
    ['<frozen importlib._bootstrap>', '<frozen importlib._bootstrap>'],
    ['node:internal/modules/cjs/loader', 'node:internal/modules/cjs/loader'],
    ['~', '~'],
    ['', ''],
    ['/', '/'],
  ])('%s is %s', (path, short) => {
    expect(shortenPath(path)).toBe(short)
  })
})

describe('textRedactor()', () => {
  const redact = textRedactor({ users: ['alice', 'root', 'a'], hosts: ['build-7.example.org', 'build-7'] })
  it.each([
    ['worker of alice', 'worker of [user]'],
    ['alice_main and ALICE', '[user]_main and [user]'],
    ['malice', 'malice'],
    ['root', 'root'],
    ['a', 'a'],
    ['on build-7.example.org and build-7', 'on [host] and [host]'],
    ['eval at run (/home/bob/x/app.js:1:2)', 'eval at run (app.js:1:2)'],
    ['open C:\\data\\x\\file.txt', 'open file.txt'],
    ['mail bob@example.org', 'mail [email]'],
    ['operator/ and a/b and /', 'operator/ and a/b and /'],
    ['std::vector<int>::push_back(int const&)', 'std::vector<int>::push_back(int const&)'],
    ['net/http.(*conn).serve', 'net/http.(*conn).serve'],
  ])('%s', (text, left) => {
    expect(redact(text)).toBe(left)
  })

  it('takes time in proportion to the text', () => {
    const elapsed = processorTime()
    for (const part of ['/a', 'a/', '\\', 'a@', 'x://', '/home/', '~/', '(/', 'a.b-'])
      redact(part.repeat(50_000))
    expect(elapsed()).toBeLessThan(2000)
  })
})

describe('ownerOfPath()', () => {
  it('finds whose home it is', () => {
    expect(ownerOfPath('/home/alice/x.py')).toBe('alice')
    expect(ownerOfPath('C:\\Users\\Alice Smith\\x.py')).toBe('Alice Smith')
    expect(ownerOfPath('/usr/lib/x.py')).toBe(null)
  })
})
