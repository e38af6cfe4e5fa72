import { asUtf8, type Chunks } from '../text/lines.ts'
import { type JsonParts, JsonSplitter } from './json-splitter.ts'

/**
 * Reads a JSON document as it arrives, in memory bounded by its largest field that is not streamed. UTF-8, or UTF-16 with a
 * mark. Returns whether the document was whole: one that is cut off ends after its last whole item or field.
 * @throws FormatError where it is broken, LimitError when a field is too large for one string.
 */
export async function readJsonParts(
  chunks: Chunks,
  options: { format: string; parts: JsonParts; onProgress?: ((bytesRead: number) => void) | undefined },
): Promise<boolean> {
  const { format, parts, onProgress } = options
  const splitter = new JsonSplitter(format, parts)
  let bytesRead = 0
  const note = (size: number) => {
    bytesRead += size
    onProgress?.(bytesRead)
  }
  for await (const bytes of asUtf8(chunks, note)) splitter.add(bytes)
  return splitter.finish()
}
