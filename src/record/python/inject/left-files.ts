import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Paths of the files with an ending that processes left in a folder, in the order in which the processes were started: their
 *  names begin with numbers that grow. */
export async function leftFiles(folder: string, ending: string): Promise<string[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith(ending))
  names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
  return names.map(name => join(folder, name))
}
