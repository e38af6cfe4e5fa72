import { createHash, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Hono } from 'hono'
import type { ServedRecording } from '../wire/served-recording.ts'
import type { RecordingToServe } from '../workbench/served-recordings.ts'

/** What a view server hands out. */
export interface ViewServerOptions {
  /** Folder of the built application, with a slash at its end. */
  readonly folder: string
  readonly recordings: readonly RecordingToServe[]
  /** First part of every path: who does not know it gets nothing. */
  readonly token: string
  /** Names under which the server may be addressed, with their port: "127.0.0.1:4711". Any other is refused, so that no
   *  foreign name can be pointed at this server (DNS rebinding). */
  readonly hosts: () => readonly string[]
}

/** The application's own files, nothing else of the folder. */
const FILES: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  // Text: it is saved with recordings inside, never opened from here.
  'single.html': 'text/plain; charset=utf-8',
  'assets/app.js': 'text/javascript; charset=utf-8',
  'assets/app.css': 'text/css; charset=utf-8',
  'assets/worker.js': 'text/javascript; charset=utf-8',
}

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src data:',
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** The application and opened recordings over HTTP, for the reader's own browser. Only reads; nothing that was not opened
 *  can be asked for. Testable without a socket (`app.request`). */
export function makeViewServer(options: ViewServerOptions): Hono {
  const { folder, recordings, token, hosts } = options
  const app = new Hono()
  app.use(async (context, next) => {
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value)
    const known = hosts()
    const host = context.req.header('host') ?? ''
    const origin = context.req.header('origin')
    if (!known.includes(host)) return context.text('Unknown host\n', 403)
    if (origin !== undefined && !known.some(name => origin === `http://${name}`)) {
      return context.text('Foreign origin\n', 403)
    }
    if (context.req.method !== 'GET' && context.req.method !== 'HEAD') {
      return context.text('Only reading is possible here\n', 405)
    }
    await next()
  })
  app.use('/:token/*', async (context, next) => {
    if (!isSame(context.req.param('token'), token)) return context.notFound()
    await next()
  })
  app.get('/:token/', context => sendFile(folder, 'index.html', context))
  app.get('/:token/single.html', context => sendFile(folder, 'single.html', context))
  app.get('/:token/assets/:name', context => sendFile(folder, `assets/${context.req.param('name')}`, context))
  app.get('/:token/recordings', context => {
    const list: ServedRecording[] = recordings.map(({ name }, i) => ({ name, path: `recordings/${i}` }))
    return context.json(list)
  })
  app.get('/:token/recordings/:index{[0-9]{1,6}}', context => {
    const recording = recordings[Number(context.req.param('index'))]
    if (recording === undefined) return context.notFound()
    const bytes = recording.bytes()
    context.header('content-type', 'application/octet-stream')
    context.header('content-length', String(bytes.length))
    return context.body(bytes)
  })
  app.notFound(context =>
    context.text('Nothing here. Open the address that “pyrometer view” printed.\n', 404),
  )
  app.onError((_, context) => context.text('The server failed\n', 500))
  return app
}

interface FileContext {
  header(name: string, value: string): void
  body(data: Uint8Array<ArrayBuffer>): Response
  notFound(): Response | Promise<Response>
}

async function sendFile(folder: string, name: string, context: FileContext): Promise<Response> {
  const type = FILES[name]
  if (type === undefined) return context.notFound()
  const bytes = await readFile(folder + name)
  context.header('content-type', type)
  return context.body(new Uint8Array(bytes))
}

/** Compares without telling by its time how much was right. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(token))
}
