import { describe, expect, it } from 'vitest'
import { shortPath } from './short-path.ts'

describe('shortPath()', () => {
  it.each([
    ['/srv/app/main.py', '/srv/app', 'main.py'],
    ['/srv/app/pkg/main.py', '/srv/app/', 'pkg/main.py'],
    ['/srv/app/.venv/lib/python3.12/site-packages/numpy/core/x.py', '/srv/app', 'numpy/core/x.py'],
    ['/usr/lib/python3/dist-packages/numpy/x.py', '/srv/app', 'numpy/x.py'],
    ['/usr/lib/python3.12/json/encoder.py', '/srv/app', 'json/encoder.py'],
    ['/opt/other/tool.py', '/srv/app', '/opt/other/tool.py'],
    ['C:\\work\\a.py', 'C:\\work', 'a.py'],
    ['<frozen importlib._bootstrap>', '/srv/app', '<frozen importlib._bootstrap>'],
    ['/srv/app', '/srv/app', '/srv/app'],
    ['relative/a.py', null, 'relative/a.py'],
  ])('shows %s run in %s as %s', (path, cwd, shown) => {
    expect(shortPath(path, cwd)).toBe(shown)
  })
})
