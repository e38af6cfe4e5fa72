import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordingFromText } from '../../test/support/recording-from-text.ts'
import { decodeRecording } from '../model/codec/read.ts'
import { recordingsToServe } from '../workbench/served-recordings.ts'
import { startViewServer } from './start-view-server.ts'
import { makeViewServer } from './view-server.ts'

const HOST = '127.0.0.1:4711'
const recording = recordingFromText('main  main\n      read', { name: 'one' })
let folder = ''

beforeAll(async () => {
  folder = `${await mkdtemp(join(tmpdir(), 'pyrometer-server-'))}/`
  await mkdir(`${folder}assets`)
  await writeFile(`${folder}index.html`, '<p>application</p>')
  await writeFile(`${folder}assets/app.js`, 'run()')
  await writeFile(`${folder}assets/secret.txt`, 'secret')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
  const app = makeViewServer({
    folder,
    recordings: recordingsToServe([recording]),
    token: 'token',
    hosts: () => [HOST],
  })
  return app.request(path, { method, headers: { host: HOST, ...headers } })
}

describe('makeViewServer()', () => {
  it('serves the application and the recording', async () => {
    expect(await (await ask('/token/')).text()).toBe('<p>application</p>')
    expect((await ask('/token/assets/app.js')).headers.get('content-type')).toContain('text/javascript')
    expect(await (await ask('/token/recordings')).json()).toEqual([{ name: 'one', path: 'recordings/0' }])
    const response = await ask('/token/recordings/0')
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect(response.headers.get('content-length')).toBe(String(bytes.length))
    expect(decodeRecording(bytes).shared.strings).toEqual(recording.shared.strings)
  })

  it.each([
    ['no token', '/', 404],
    ['a wrong token', '/tokem/', 404],
    ['a wrong token for the data', '/tokem/recordings/0', 404],
    ['a recording that was not opened', '/token/recordings/1', 404],
    ['a file that is not the application’s', '/token/assets/secret.txt', 404],
    ['a way out of the folder', '/token/assets/..%2f..%2fetc%2fpasswd', 404],
  ])('gives nothing for %s', async (_, path, status) => {
    const response = await ask(path)
    expect(response.status).toBe(status)
    expect(await response.text()).not.toContain('secret')
  })

  it('refuses foreign hosts, foreign origins and writing', async () => {
    expect((await ask('/token/', { host: 'evil.example:4711' })).status).toBe(403)
    expect((await ask('/token/', { origin: 'http://evil.example' })).status).toBe(403)
    expect((await ask('/token/', { origin: `http://${HOST}` })).status).toBe(200)
    expect((await ask('/token/', {}, 'POST')).status).toBe(405)
  })

  it('sends a policy that allows no network and no foreign script', async () => {
    for (const path of ['/token/', '/token/recordings', '/nothing']) {
      const policy = (await ask(path)).headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self';")
      expect(policy).not.toContain('unsafe')
    }
  })
})

describe('startViewServer()', () => {
  it('listens on the loopback interface only, checks the host on the wire, and ends', async () => {
    const server = await startViewServer({ folder, recordings: recordingsToServe([recording]), port: 0 })
    const url = new URL(server.address)
    expect(url.hostname).toBe('127.0.0.1')
    expect((await fetch(url)).status).toBe(200)
    expect(await statusWithHost(url, 'evil.example')).toBe(403)
    await server.close()
    await expect(fetch(url)).rejects.toThrow()
  })

  it('says so when the port is taken', async () => {
    const options = { folder, recordings: [], port: 0 }
    const first = await startViewServer(options)
    const port = Number(new URL(first.address).port)
    await expect(startViewServer({ ...options, port })).rejects.toThrow(
      `Cannot listen on port ${port}: it is in use`,
    )
    await first.close()
  })
})

// fetch() does not let a host be chosen.
function statusWithHost(url: URL, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host } }, response => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}
