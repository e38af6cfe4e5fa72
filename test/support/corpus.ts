import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** Where the files of other projects are that tests read; they are not part of this repository. */
export const CORPUS = process.env.PYROMETER_CORPUS ?? '../shared/corpus'

/** Whether there is a corpus here. */
export const hasCorpus = existsSync(join(CORPUS, 'INDEX.tsv'))

/** A file of the corpus. */
export interface CorpusFile {
  /** Folder and name, without the ending of those that are stored gzipped. */
  readonly path: string
  readonly name: string
  /** What the index says of it: expected facts. */
  readonly notes: string
  bytes(): Uint8Array
}

/** The profiles in a folder of the corpus; what was made of them (pictures by gprof2dot) is left out. */
export function corpusFiles(folder: string): CorpusFile[] {
  if (!hasCorpus || !existsSync(join(CORPUS, folder))) return []
  const notes = notesByPath()
  return readdirSync(join(CORPUS, folder))
    .filter(name => !name.endsWith('.dot'))
    .map(name => {
      const stored = name.endsWith('.stored.gz')
      const own = stored ? name.slice(0, -'.stored.gz'.length) : name
      return {
        path: `${folder}/${own}`,
        name: own,
        notes: notes.get(`${folder}/${name}`) ?? '',
        bytes: () => {
          const bytes = readFileSync(join(CORPUS, folder, name))
          return new Uint8Array(stored ? gunzipSync(bytes) : bytes)
        },
      }
    })
}

const FIXTURES = 'test/fixtures/formats'

/** The files of a format that were made for this project by the tools themselves: always there, and small. */
export function fixtureFiles(format: string): CorpusFile[] {
  const folder = join(FIXTURES, format)
  if (!existsSync(folder)) return []
  return readdirSync(folder).map(name => ({
    path: `${folder}/${name}`,
    name,
    notes: '',
    bytes: () => new Uint8Array(readFileSync(join(folder, name))),
  }))
}

let known: Map<string, string> | null = null

function notesByPath(): Map<string, string> {
  known ??= new Map(
    readFileSync(join(CORPUS, 'INDEX.tsv'), 'utf8')
      .split('\n')
      .map(line => line.split('\t'))
      .map(fields => [fields[0]!, fields[6] ?? '']),
  )
  return known
}
