/** The programs of the gallery: each exports `picture`, which draws the file of its name. */
export const GALLERY: Readonly<Record<string, () => Promise<{ readonly picture: () => Promise<string> }>>> = {
  'bottom-up': () => import('./bottom-up.ts'),
  'call-graph': () => import('./call-graph.ts'),
  centred: () => import('./centred.ts'),
  difference: () => import('./difference.ts'),
  flame: () => import('./flame.ts'),
  'flame-chart': () => import('./flame-chart.ts'),
  'flamegraph-pl': () => import('./flamegraph-pl.ts'),
  'graph-difference': () => import('./graph-difference.ts'),
  icicle: () => import('./icicle.ts'),
  'map-callees': () => import('./map-callees.ts'),
  'map-difference': () => import('./map-difference.ts'),
  memory: () => import('./memory.ts'),
  palette: () => import('./palette.ts'),
  references: () => import('./references.ts'),
  'square-map': () => import('./square-map.ts'),
}
