import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { UsageError } from '../base/errors.ts'
import type { RecordingToServe } from '../workbench/served-recordings.ts'
import { makeViewServer } from './view-server.ts'

/** A server that runs. */
export interface RunningViewServer {
  /** What to open in a browser; holds the token. */
  readonly address: string
  /** Ends it, open connections too. */
  readonly close: () => Promise<void>
}

const LOOPBACK = '127.0.0.1'

/**
 * Serves recordings on the loopback interface; `port` 0 lets the system choose.
 * @throws UsageError when the port cannot be had.
 */
export async function startViewServer(options: {
  readonly folder: string
  readonly recordings: readonly RecordingToServe[]
  readonly port: number
}): Promise<RunningViewServer> {
  const token = randomBytes(18).toString('base64url')
  let port = options.port
  const app = makeViewServer({
    ...options,
    token,
    hosts: () => [`${LOOPBACK}:${port}`, `localhost:${port}`],
  })
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'it is in use' : error.message
      reject(
        new UsageError(
          `Cannot listen on port ${options.port}: ${reason}`,
          'Name another one with --port, or none',
        ),
      )
    })
    server.listen(options.port, LOOPBACK, resolve)
  })
  const bound = server.address()
  if (bound !== null && typeof bound === 'object') port = bound.port
  return {
    address: `http://${LOOPBACK}:${port}/${token}/`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
