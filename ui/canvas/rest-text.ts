import { formatCount } from '../../src/base/units.ts'

/** What is said of a box that stands for others. */
export function restText(count: number): string {
  return `${count === 1 ? 'One more' : `${formatCount(count)} more`}, too small to draw`
}
