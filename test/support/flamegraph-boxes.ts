import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'

/** The flamegraph.pl of 2015, where Debian's libdevel-nytprof-perl puts it. */
export const FLAMEGRAPH_2015 = '/usr/share/perl5/Devel/NYTProf/flamegraph.pl'

/** One of after 2016, which draws what 1.0 and its successors draw: the copy in Debian's ruby-stackprof, whatever its release. */
export const FLAMEGRAPH_1 = findStackprofs()

function findStackprofs(): string {
  const gems = '/usr/lib/x86_64-linux-gnu/rubygems-integration/3.1.0/gems'
  const gem = existsSync(gems) ? readdirSync(gems).find(name => name.startsWith('stackprof-')) : undefined
  return join(gems, gem ?? 'stackprof', 'vendor/FlameGraph/flamegraph.pl')
}

/** A picture's text, of `script` with options and a path. */
export function drawnBy(script: string, args: readonly string[], path: string): string {
  return execFileSync('perl', [script, '--hash', ...args, path], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

interface Box {
  readonly x: string
  readonly y: string
  readonly width: string
  readonly height: string
  readonly fill: string
  readonly label: string
  readonly title: string
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
export const plainText = (text: string) =>
  text.replace(/&(\w+|#39);/g, (whole, name) => ENTITIES[name] ?? whole)

/** Every box of flamegraph.pl's picture, or of ours in its manner: its tool tip, its rectangle, its label. */
export function boxesOf(svg: string): string[] {
  const pattern =
    /<title>([^<]*)<\/title>\s*<rect x="([^"]*)" y="([^"]*)" width="([^"]*)" height="([^"]*)" fill="([^"]*)"[^>]*>\s*<text[^>]*?>([^<]*)<\/text>/g
  const boxes = [...svg.matchAll(pattern)].map(
    ([, title, x, y, width, height, fill, label]): Box => ({
      x: x!,
      y: y!,
      width: width!,
      height: height!,
      fill: fill!,
      label: plainText(label!),
      title: plainText(title!),
    }),
  )
  return boxes.map(box => Object.values(box).join('|')).sort()
}

export const sizeOf = (svg: string) => /<svg [^>]*?width="([^"]*)" height="([^"]*)"/.exec(svg)!.slice(1)
export const titleOf = (svg: string) =>
  /<text (?:text-anchor="middle"|id="title")[^>]*>([^<]*)</.exec(svg)![1]

/** Fails where two pictures differ in any box, their size or their title. */
export function expectSame(own: string, theirs: string): void {
  const boxes = boxesOf(own)
  expect(boxes.length).toBeGreaterThan(0)
  expect(boxes).toEqual(boxesOf(theirs))
  expect(sizeOf(own)).toEqual(sizeOf(theirs))
  expect(titleOf(own)).toEqual(titleOf(theirs))
}
