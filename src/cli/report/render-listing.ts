import type { Listing } from '../../query/stats/listing.ts'
import type { Context } from '../context.ts'
import { windowOf } from '../window.ts'

export interface RenderListingOptions {
  /** Which relatives of the listed functions to print; null for the functions themselves. */
  readonly side: 'callers' | 'callees' | null
  readonly context: Context
  /** Whether to add what pstats does not print. */
  readonly hasExtras: boolean
  /** The files as pstats heads its table with them. */
  readonly files: readonly string[]
}

/** A listing as text: call graphs in pstats' own layout, samples with shares and intervals. */
export async function renderListing(listing: Listing, options: RenderListingOptions): Promise<string> {
  const { side, context, hasExtras, files } = options
  if (listing.stats.source === 'calls') {
    const { renderPstats, renderRelatives } = await import('../../render/text/pstats-table.ts')
    if (side === null) return renderPstats(listing, files, { hasExtras })
    return renderRelatives(listing, side, { hasExtras })
  }
  const { renderFunctions, renderStackRelatives } = await import('../../render/text/functions-table.ts')
  const window = windowOf(context.stdout)
  return side === null ? renderFunctions(listing, window) : renderStackRelatives(listing, side, window)
}
