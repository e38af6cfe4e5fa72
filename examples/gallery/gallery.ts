/** The programs of the gallery: each exports `picture`, which draws the file of its name. */
export const GALLERY: Readonly<Record<string, () => Promise<{ readonly picture: () => Promise<string> }>>> = {
  'bottom-up': () => import('./bottom-up.ts'),
  'call-graph': () => import('./call-graph.ts'),
  centred: () => import('./centred.ts'),
  difference: () => import('./difference.ts'),
  flame: () => import('./flame.ts'),
  'flame-chart': () => import('./flame-chart.ts'),
  'flamegraph-pl': () => import('./flamegraph-pl.ts'),
  icicle: () => import('./icicle.ts'),
  memory: () => import('./memory.ts'),
  palette: () => import('./palette.ts'),
  'square-map': () => import('./square-map.ts'),
}
