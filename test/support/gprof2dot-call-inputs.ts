import type { Dice, RandomGraph } from './random-graphs.ts'

/** What each function costs itself, and with what it calls counted once a stack. */
function figuresOf({ names, stacks }: RandomGraph): { self: number[]; total: number[]; whole: number } {
  const [self, total] = [names.map(() => 0), names.map(() => 0)]
  let whole = 0
  for (const { path, weight } of stacks) {
    whole += weight
    self[path.at(-1)!]! += weight
    for (const func of new Set(path)) total[func]! += weight
  }
  return { self, total, whole: whole || 1 }
}

function edgeWeights({ stacks }: RandomGraph): Map<string, number> {
  const weights = new Map<string, number>()
  for (const { path, weight } of stacks) {
    for (let at = 1; at < path.length; at++) {
      const key = `${path[at - 1]} ${path[at]}`
      weights.set(key, (weights.get(key) ?? 0) + weight)
    }
  }
  return weights
}

/** A dump of Callgrind. */
export function writeCallgrind(graph: RandomGraph, { chance }: Dice): string {
  const { names, modules, edges } = graph
  const { self } = figuresOf(graph)
  const weights = edgeWeights(graph)
  const [isShort, hasObjects] = [chance(0.5), chance(0.5)]
  const seen = new Set<number>()
  const name = (func: number) => {
    if (!isShort) return names[func]!
    if (seen.has(func)) return `(${func})`
    seen.add(func)
    return `(${func}) ${names[func]}`
  }
  const lines = [
    'version: 1',
    'creator: fuzz',
    'pid: 12',
    'cmd: ./prog',
    '',
    'positions: line',
    'events: Ir Dr',
    '',
  ]
  for (const func of names.keys()) {
    if (hasObjects && chance(0.8)) lines.push(`ob=${modules[func]}`)
    lines.push('fl=file.c', `fn=${name(func)}`, `${func + 1} ${self[func]}${chance(0.5) ? ' 7' : ''}`)
    for (const { caller, callee, calls } of edges) {
      if (caller !== func) continue
      if (hasObjects && chance(0.6)) lines.push(`cob=${modules[callee]}`)
      if (chance(0.2)) lines.push(`jcnd=3/5 ${func + 1}`, '*')
      lines.push(
        `cfn=${name(callee)}`,
        `calls=${calls} ${callee + 1}`,
        `* ${weights.get(`${caller} ${callee}`)} 3`,
      )
    }
    lines.push('')
  }
  return `${lines.join('\n')}\n`
}

/** What `opreport -c` prints. */
export function writeOprofile(graph: RandomGraph): string {
  const { names, modules, edges } = graph
  const { self, whole } = figuresOf(graph)
  const weights = edgeWeights(graph)
  const image = (func: number) => modules[func]!
  const row = (samples: number, func: number, indent: string, end = '') =>
    `${indent}${String(samples).padEnd(8)} ${((100 * samples) / whole).toFixed(4).padStart(8)}  ${image(func)}  ${names[func]}${end}`
  const separator = '-'.repeat(79)
  const entries = [...names.keys()].map(func => {
    const callers = edges.filter(edge => edge.callee === func && edge.caller !== func)
    const callees = edges.filter(edge => edge.caller === func && edge.callee !== func)
    return [
      ...callers.map(edge => row(weights.get(`${edge.caller} ${func}`)!, edge.caller, '  ')),
      row(self[func]!, func, ''),
      ...callees.map(edge => row(weights.get(`${func} ${edge.callee}`)!, edge.callee, '  ')),
      row(self[func]!, func, '  ', ' [self]'),
      separator,
    ].join('\n')
  })
  return [
    'CPU: Core 2, speed 2000 MHz (estimated)',
    'Counted CPU_CLK_UNHALTED events (Clock cycles when not halted) with a unit mask of 0x00 (Unhalted core cycles) count 100000',
    'samples  %        image name  symbol name',
    separator,
    ...entries,
    '',
  ].join('\n')
}

/** Per function the number of its ring, 0 none: functions that reach each other. */
function ringsOf({ names, edges }: RandomGraph): number[] {
  const reach = names.map((_, from) => {
    const reached = new Set<number>()
    const open = [from]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const { caller, callee } of edges) {
        if (caller !== at || reached.has(callee)) continue
        reached.add(callee)
        open.push(callee)
      }
    }
    return reached
  })
  const rings = names.map(() => 0)
  let count = 0
  for (const a of names.keys()) {
    const others = [...names.keys()].filter(b => b !== a && reach[a]!.has(b) && reach[b]!.has(a))
    if (others.length === 0 || rings[a] !== 0) continue
    count++
    for (const member of [a, ...others]) rings[member] = count
  }
  return rings
}

/** What gprof prints. */
export function writeGprof(graph: RandomGraph): string {
  const { names, edges } = graph
  const { self, total, whole } = figuresOf(graph)
  const rings = ringsOf(graph)
  const label = (func: number) =>
    `${names[func]}${rings[func] === 0 ? '' : ` <cycle ${rings[func]}>`} [${func + 1}]`
  const seconds = (weight: number) => (weight / 100).toFixed(2).padStart(7)
  const share = (weight: number) => ((100 * weight) / whole).toFixed(1).padStart(6)
  const cycles = [...new Set(rings)].filter(ring => ring > 0)
  const wholes = cycles.flatMap(ring => {
    const members = [...names.keys()].filter(func => rings[func] === ring)
    const index = names.length + ring
    return [
      `[${index}] ${share(1)} ${seconds(1)} ${seconds(2)}      1+3   <cycle ${ring} as a whole> [${index}]`,
      ...members.map(
        func => `          ${seconds(self[func]!)} ${seconds(0)}       2+1       ${label(func)}`,
      ),
      '-----------------------------------------------',
    ]
  })
  const entries = [...names.keys()].flatMap(func => {
    const into = edges.filter(edge => edge.callee === func && edge.caller !== func)
    const out = edges.filter(edge => edge.caller === func && edge.callee !== func)
    const own = edges.find(edge => edge.caller === func && edge.callee === func)
    const called = into.reduce((sum, edge) => sum + edge.calls, 0)
    const isInside = (edge: { caller: number; callee: number }) =>
      rings[edge.caller] !== 0 && rings[edge.caller] === rings[edge.callee]
    const row = (edge: { caller: number; callee: number; calls: number }, other: number) =>
      isInside(edge)
        ? `                             ${String(edge.calls).padStart(5)}             ${label(other)}`
        : `              ${seconds(self[edge.callee]!)} ${seconds(0)} ${String(edge.calls).padStart(5)}/${String(called).padEnd(5)}       ${label(other)}`
    const parents =
      into.length === 0 ? ['                                                 <spontaneous>'] : []
    const text = own === undefined ? `${called}` : `${called}+${own.calls}`
    return [
      ...parents,
      ...into.map(edge => row(edge, edge.caller)),
      `[${func + 1}] ${share(total[func]!)} ${seconds(self[func]!)} ${seconds(total[func]! - self[func]!)} ${into.length === 0 && own === undefined ? '          ' : text.padStart(7)}         ${label(func)}`,
      ...out.map(edge => row(edge, edge.callee)),
      '-----------------------------------------------',
    ]
  })
  return [
    'Flat profile:',
    '',
    'Each sample counts as 0.01 seconds.',
    '  %   cumulative   self              self     total           ',
    ' time   seconds   seconds    calls  ms/call  ms/call  name    ',
    ...names.map(
      (name, func) =>
        `${share(self[func]!)} ${seconds(whole)} ${seconds(self[func]!)}                             ${name}`,
    ),
    '',
    '\f',
    '\t\t     Call graph (explanation follows)',
    '',
    '',
    'granularity: each sample hit covers 2 byte(s) for 0.20% of 5.00 seconds',
    '',
    'index % time    self  children    called     name',
    ...entries,
    ...wholes,
    '\f',
    'Index by function name',
    '',
    '',
  ].join('\n')
}

/** VTune's gprof-cc report. */
export function writeAxe(graph: RandomGraph): string {
  const { names, edges } = graph
  const { self, total, whole } = figuresOf(graph)
  const rings = ringsOf(graph)
  const label = (func: number) =>
    `${names[func]}${rings[func] === 0 ? '' : ` <cycle ${rings[func]}>`}  [${func + 1}]  `
  const seconds = (weight: number) => (weight / 100).toFixed(3)
  const line = (cells: readonly string[]) =>
    [7, 18, 15, 19, 30, 0]
      .map((width, i) => cells[i]!.padEnd(width))
      .join('')
      .trimEnd()
  const row = (func: number) =>
    line(['', '', seconds(self[func]!), seconds(total[func]! - self[func]!), `  ${label(func)}`, ''])
  const cycles = [...new Set(rings)].filter(ring => ring > 0)
  const entries = [...names.keys()].map(func =>
    [
      ...edges.filter(edge => edge.callee === func && edge.caller !== func).map(edge => row(edge.caller)),
      line([
        `[${func + 1}]`,
        ((100 * total[func]!) / whole).toFixed(3),
        seconds(self[func]!),
        seconds(total[func]! - self[func]!),
        label(func),
        '',
      ]),
      ...edges.filter(edge => edge.caller === func && edge.callee !== func).map(edge => row(edge.callee)),
      ' ',
    ].join('\n'),
  )
  const wholes = cycles.map(ring => {
    const index = names.length + ring
    const members = [...names.keys()].filter(func => rings[func] === ring)
    return [
      line([`[${index}]`, '1.000', seconds(1), seconds(2), `<cycle ${ring} as a whole>  [${index}]`, '']),
      ...members.map(row),
      ' ',
    ].join('\n')
  })
  return [
    'Index  % CPU Time:Total  CPU Time:Self  CPU Time:Children  Name                          Index',
    '-----  ----------------  -------------  -----------------  ----------------------------  -----',
    ...entries,
    ...wholes,
    'Index by function name',
    '',
    'Index  Function',
    '-----  --------',
    '',
  ].join('\n')
}
