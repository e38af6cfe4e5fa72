import { fromBase85 } from '../../src/base/base85.ts'

/** A script that stands in a one-file page as text: compressed by gzip, in 85 digits. */
export async function unpackScript(text: string): Promise<Blob> {
  const unpacked = new Blob([fromBase85(text)]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Blob([await new Response(unpacked).arrayBuffer()], { type: 'text/javascript' })
}
