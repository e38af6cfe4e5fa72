import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { PyrometerError } from '../../base/errors.ts'

/**
 * Writes a file whole or not at all: into a new file beside it, forced to disk, which then takes the name. What stood
 * under the name before stays until then, and stays for good when anything fails. Devices and pipes are written as they
 * are. @throws PyrometerError PYRO_WRITE when it cannot be written (no such folder, no permission, disk full).
 */
export async function saveChunks(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  path: string,
): Promise<void> {
  const target = await realpath(path).catch(() => path)
  const before = await stat(target).catch(() => null)
  if (before !== null && !before.isFile()) {
    if (before.isDirectory())
      throw new PyrometerError('PYRO_WRITE', `Cannot write ${path}: it is a directory`)
    return writeTo(target, 'w', chunks, path)
  }
  const temporary = join(
    dirname(target),
    `.${basename(target)}.${process.pid}-${Date.now().toString(36)}.tmp`,
  )
  try {
    await writeTo(temporary, 'wx', chunks, path)
    try {
      await rename(temporary, target)
    } catch (error) {
      throw cannotWrite(path, error)
    }
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(target))
}

async function writeTo(
  place: string,
  flags: 'w' | 'wx',
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  path: string,
): Promise<void> {
  let handle: FileHandle | null = null
  try {
    handle = await open(place, flags, 0o666)
    for await (const chunk of chunks) await writeAll(handle, chunk)
    if (flags === 'wx') await handle.sync()
  } catch (error) {
    throw cannotWrite(path, error)
  } finally {
    await handle?.close().catch(() => undefined)
  }
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) {
    const { bytesWritten } = await handle.write(chunk, at, Math.min(chunk.length - at, 1 << 26), null)
    at += bytesWritten
  }
}

/** Makes the new name itself safe against a crash; not every file system can. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => undefined)
  await handle?.close().catch(() => undefined)
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than is allowed here',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
}

function cannotWrite(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof PyrometerError) return error
  const reason = REASONS[String(error.code)] ?? error.message
  return new PyrometerError('PYRO_WRITE', `Cannot write ${path}: ${reason}`, { cause: error })
}
