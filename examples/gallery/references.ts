import { findHeapTarget, openMerged, queryReferenceGraph, referencesSvg } from '../../src/index.ts'
import { OBJECTS, SURROUNDINGS } from './recordings.ts'

/** Who refers to an object, and whom it refers to. */
export async function picture(): Promise<string> {
  const recording = await openMerged([OBJECTS], SURROUNDINGS)
  const look = { recording, snapshot: 0 }
  const target = findHeapTarget(look, 'Thing')
  return referencesSvg(look, queryReferenceGraph(look, [target.object], { depth: 2 }))
}
