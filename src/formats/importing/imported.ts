import { type Meta, meta, NO_PARTS, type Recording } from '../../model/recording.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { titleOf } from './title.ts'

/** What an imported recording says of itself; `recorder` at least. */
export type ImportedMeta = Partial<Omit<Meta, 'recorder' | 'importedFrom'>> & {
  readonly recorder: {
    name: string
    version?: string | null
    mode?: string | null
    settings?: Meta['recorder']['settings']
  }
}

/** A recording read from a file of a format: the given parts, the others empty. Its name is the file's unless given. */
export function importedRecording(
  from: { readonly format: string; readonly file: string | null },
  { recorder, ...known }: ImportedMeta,
  parts: Partial<Omit<Recording, 'meta' | 'shared'>> & { readonly shared: SharedBuilder },
): Recording {
  const { shared, ...rest } = parts
  return {
    ...NO_PARTS,
    meta: meta({
      name: titleOf(from.file, `${recorder.name} profile`),
      ...known,
      recorder: { version: null, mode: null, settings: {}, ...recorder },
      importedFrom: from,
    }),
    shared: shared.finish(),
    ...rest,
  }
}
