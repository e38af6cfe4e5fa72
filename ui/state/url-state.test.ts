import { beforeEach, describe, expect, it } from 'vitest'
import {
  activity,
  flameCentre,
  flameOrder,
  flameRoots,
  resetChoices,
  searchText,
  selected,
  sort,
  threads,
  timeRange,
  transforms,
  view,
  zoom,
} from './app-state.ts'
import { applyHash, formatHash } from './url-state.ts'

beforeEach(() => {
  resetChoices()
  view.value = 'flame'
  sort.value = { key: 'self', isRising: false }
})

describe('formatHash()', () => {
  it('is empty at the start', () => {
    expect(formatHash()).toBe('')
  })

  it('keeps how the flame graph is drawn, and which side of its centre is zoomed', () => {
    flameOrder.value = 'centred'
    flameRoots.value = 'bottom'
    flameCentre.value = 7
    zoom.value = { from: 0.25, to: 0.5, isCallers: true }
    const hash = formatHash()
    expect(hash).toBe('order=centred&roots=bottom&centre=7&zoom=0.25-0.5u')
    applyHash('')
    expect([flameOrder.value, flameRoots.value, flameCentre.value]).toEqual(['merged', 'top', -1])
    applyHash(hash)
    expect(formatHash()).toBe(hash)
    applyHash('order=sideways&roots=left&centre=x&zoom=u')
    expect(formatHash()).toBe('')
  })

  it('gives back every choice through applyHash()', () => {
    view.value = 'callers'
    timeRange.value = { start: 1_234_567_890, end: 2_500_000_000 }
    threads.value = [0, 3]
    activity.value = 'waiting'
    searchText.value = 'a&b=c #ü/(x)/'
    transforms.value = ['hide:^a|b&t=c$', 'merge-node:@1;@2', 'hide:^a|b&t=c$']
    selected.value = 12
    zoom.value = { from: 0.25, to: 0.2500001 }
    sort.value = { key: 'name', isRising: true }
    const hash = formatHash()
    resetChoices()
    view.value = 'flame'
    applyHash(`#${hash}`)
    expect(view.value).toBe('callers')
    expect(timeRange.value).toEqual({ start: 1_234_567_890, end: 2_500_000_000 })
    expect(threads.value).toEqual([0, 3])
    expect(activity.value).toBe('waiting')
    expect(searchText.value).toBe('a&b=c #ü/(x)/')
    expect(transforms.value).toEqual(['hide:^a|b&t=c$', 'merge-node:@1;@2', 'hide:^a|b&t=c$'])
    expect(selected.value).toBe(12)
    expect(zoom.value.to).toBeCloseTo(0.2500001, 9)
    expect(sort.value).toEqual({ key: 'name', isRising: true })
    expect(formatHash()).toBe(hash)
  })
})

describe('applyHash()', () => {
  it.each([
    'view=nothing&time=9-3',
    'zoom=0-1e99&f=-4',
    'time=NaN-Infinity&threads=a.b',
    'sort=constructor',
    '%',
    '=&=&',
  ])('takes the defaults for %s', hash => {
    applyHash(hash)
    expect(formatHash()).toBe('')
  })
})
