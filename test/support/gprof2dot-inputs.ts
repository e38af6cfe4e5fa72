import { zipSync } from 'fflate'
import type { Dice, RandomGraph } from './random-graphs.ts'

/** A format that gprof2dot reads. */
export interface Gprof2dotInput {
  /** gprof2dot's name. */
  readonly format: string
  /** The end of a file's name. */
  readonly ending: string
  readonly isNameFit: (name: string) => boolean
  /** Whether it tells functions of one name apart by their module or number. */
  readonly hasTwins?: boolean
  readonly write: (graph: RandomGraph, dice: Dice) => Uint8Array | string
}

/** Every format that gprof2dot reads, written as the parsers of its release 2025.4.14 want them. */
export const GPROF2DOT_INPUTS: readonly Gprof2dotInput[] = [
  {
    format: 'collapse',
    ending: '.collapsed',
    isNameFit: name => !/[;\t]/.test(name) && !/ \d+$/.test(name) && name.trim() === name,
    write: ({ names, modules, stacks }, { chance }) => {
      const hasFiles = chance(0.3)
      const frame = (func: number) =>
        hasFiles && !names[func]!.includes(' ')
          ? `${names[func]} (${modules[func]}.py:${func + 1})`
          : names[func]!
      return `${stacks.map(({ path, weight }) => `${path.map(frame).join(';')} ${weight}`).join('\n')}\n`
    },
  },
  {
    format: 'json',
    hasTwins: true,
    ending: '.json',
    isNameFit: () => true,
    write: ({ names, modules, stacks }, { chance, oneOf }) => {
      const [hasModules, hasProcesses] = [chance(0.5), chance(0.3)]
      return JSON.stringify({
        version: 0,
        functions: names.map((name, func) => ({
          name,
          ...(hasModules ? { module: modules[func] } : {}),
          ...(hasProcesses ? { process: oneOf(['one', 'two']) } : {}),
        })),
        events: stacks.map(({ path, weight }) => ({ callchain: [...path].reverse(), cost: [weight] })),
      })
    },
  },
  {
    format: 'perf',
    hasTwins: true,
    ending: '.perf',
    isNameFit: name => name.trim() === name && !/^\[|[\t]|\(/.test(name),
    write: ({ names, modules, stacks }, { chance }) => {
      const hasOffsets = chance(0.5)
      const frame = (func: number) =>
        `\t${(0x400000 + func * 64).toString(16).padStart(16)} ${names[func]}${hasOffsets ? `+0x${func}f` : ''} (${modules[func]})`
      const events = stacks.flatMap(({ path, weight }, i) =>
        Array.from({ length: Math.min(4, Math.max(1, weight)) }, (_, k) =>
          [`prog  123 ${i}.${k}00000:     1000 cycles: `, ...[...path].reverse().map(frame), '', ''].join(
            '\n',
          ),
        ),
      )
      return events.join('')
    },
  },
  {
    format: 'dtrace',
    hasTwins: true,
    ending: '.dtrace',
    isNameFit: name => name.trim() === name && !/[`\t]/.test(name),
    write: ({ names, modules, stacks }) => {
      const frame = (func: number) => `              ${modules[func]}\`${names[func]}+0x${func}`
      const blocks = stacks.map(({ path, weight }) =>
        [...[...path].reverse().map(frame), `        ${String(weight).padStart(8)}`, ''].join('\n'),
      )
      return `CPU     ID                    FUNCTION:NAME\n  1  29684                        :tick-60s\n\n\n${blocks.join('\n')}\n`
    },
  },
  {
    format: 'hprof',
    ending: '.hprof.txt',
    isNameFit: name => name.trim() === name && !/[\t():]/.test(name) && name.length < 500,
    write: ({ names, stacks }) => {
      const whole = stacks.reduce((sum, { weight }) => sum + weight, 0) || 1
      const traces = stacks.map(({ path }, i) =>
        [
          `TRACE ${300001 + i}:`,
          ...[...path].reverse().map(func => `\t${names[func]}(File.java:${func + 1})`),
        ].join('\n'),
      )
      const rows = stacks.map(
        ({ path, weight }, i) =>
          `   ${i + 1} ${((100 * weight) / whole).toFixed(2)}%  99.00%  ${weight} ${300001 + i} ${names[path.at(-1)!]!.replaceAll(' ', '_')}`,
      )
      return [
        'JAVA PROFILE 1.0.1, created Mon Jan  1 00:00:00 2024',
        '',
        'Header for -agentlib:hprof (or -Xrunhprof) ASCII Output (JDK 5.0 JVMTI based)',
        '',
        '--------',
        '',
        'THREAD START (obj=50000129, id = 200001, name="main", group="main")',
        ...traces,
        `CPU SAMPLES BEGIN (total = ${whole}) Mon Jan  1 00:00:01 2024`,
        'rank   self  accum   count trace method',
        ...rows,
        'CPU SAMPLES END',
        '',
      ].join('\n')
    },
  },
  { format: 'sysprof', hasTwins: true, ending: '.sysprof', isNameFit: isXmlText, write: writeSysprof },
  {
    format: 'xperf',
    hasTwins: true,
    ending: '.csv',
    isNameFit: name => !/[,/!\t"]/.test(name) && name.trim() === name,
    write: ({ names, modules, stacks }) => {
      const moduleOf = (func: number) => modules[func]!.replaceAll('/', '')
      const symbol = (func: number) => `${moduleOf(func)}!${names[func]}`
      const rows = stacks.map(({ path, weight }, i) =>
        [
          ...[
            'prog.exe (42)',
            1,
            7,
            moduleOf(path.at(-1)!),
            names[path.at(-1)!],
            1,
            weight,
            i,
            0.5,
            weight * 0.25,
          ],
          ['[Root]', ...path.map(symbol)].join('/'),
        ].join(', '),
      )
      const head =
        'Process Name, Process ID, Thread ID, Module, Function, Count, Weight, TimeStamp, Percent, Other, Stack'
      return `${[head, ...rows].join('\r\n')}\r\n`
    },
  },
  {
    format: 'sleepy',
    hasTwins: true,
    ending: '.sleepy',
    isNameFit: name => !/["\t]/.test(name),
    write: ({ names, modules, stacks }) => {
      const encoder = new TextEncoder()
      const symbols = names.map(
        (name, func) => `sym${func} "${modules[func]}" "${name}" "a file.cpp" ${func + 1}`,
      )
      const calls = stacks.map(({ path, weight }) =>
        [weight / 64, ...[...path].reverse().map(func => `sym${func}`)].join(' '),
      )
      return zipSync({
        'Symbols.txt': encoder.encode(`${symbols.join('\r\n')}\r\n`),
        'Callstacks.txt': encoder.encode(`${calls.join('\r\n')}\r\n`),
        'Stats.txt': encoder.encode(
          'Filename: C:\\a.exe\r\nDuration: 1.000000\r\nDate: today\r\nSamples: 9\r\n',
        ),
        'Version 0.83 required': new Uint8Array(0),
      })
    },
  },
  { format: 'callgrind', ending: '.callgrind', isNameFit: name => !/[\t]/.test(name), write: writeCallgrind },
  { format: 'oprofile', hasTwins: true, ending: '.oprofile', isNameFit: isPlainName, write: writeOprofile },
  { format: 'prof', hasTwins: true, ending: '.gprof', isNameFit: isPlainName, write: writeGprof },
  { format: 'axe', hasTwins: true, ending: '.axe', isNameFit: isPlainName, write: writeAxe },
  { format: 'pstats', hasTwins: true, ending: '.pstats', isNameFit: () => true, write: writePstats },
]

function isXmlText(name: string): boolean {
  return !/[&<>"\t\\]/.test(name) && name.trim() === name && !/^\d+$/.test(name)
}

/** Names that stand in a row of a table: no two spaces, nothing that looks like a mark of the table. */
function isPlainName(name: string): boolean {
  return !/ {2}|\t|<|\[/.test(name) && name.trim() === name && !/^[\d".(]/.test(name) && name.length < 2000
}

function writeSysprof({ names, stacks }: RandomGraph): string {
  interface Node {
    readonly func: number
    readonly parent: number
    self: number
    total: number
  }
  const nodes: Node[] = []
  const byPlace = new Map<string, number>()
  const self = names.map(() => 0)
  for (const { path, weight } of stacks) {
    let parent = 0
    for (const [i, func] of path.entries()) {
      const place = `${parent} ${func}`
      if (!byPlace.has(place)) {
        nodes.push({ func, parent, self: 0, total: 0 })
        byPlace.set(place, nodes.length)
      }
      parent = byPlace.get(place)!
      nodes[parent - 1]!.total += weight
      if (i === path.length - 1) {
        nodes[parent - 1]!.self += weight
        self[func]! += weight
      }
    }
  }
  const objects = names.map(
    (name, func) =>
      `    <object id="${func + 1}">\n      <name>"${name}"</name>\n      <total>${self[func]}</total>\n      <self>${self[func]}</self>\n    </object>`,
  )
  const items = nodes.map(
    (node, i) =>
      `    <node id="${i + 1}">\n      <object>${node.func + 1}</object>\n      <parent>${node.parent}</parent>\n      <siblings>0</siblings>\n      <children>0</children>\n      <self>${node.self}</self>\n      <total>${node.total}</total>\n      <toplevel>0</toplevel>\n    </node>`,
  )
  const size = stacks.reduce((sum, { weight }) => sum + weight, 0)
  return `<profile>\n  <size>${size}</size>\n  <num_objects>${names.length}</num_objects>\n  <num_nodes>${nodes.length}</num_nodes>\n  <root>0</root>\n  <objects>\n${objects.join('\n')}\n  </objects>\n  <nodes>\n${items.join('\n')}\n  </nodes>\n</profile>\n`
}

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

function writeCallgrind(graph: RandomGraph, { chance }: Dice): string {
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
    if (hasObjects) lines.push(`ob=${modules[func]}`)
    lines.push('fl=file.c', `fn=${name(func)}`, `${func + 1} ${self[func]}${chance(0.5) ? ' 7' : ''}`)
    for (const { caller, callee, calls } of edges) {
      if (caller !== func) continue
      if (hasObjects) lines.push(`cob=${modules[callee]}`)
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

function writeOprofile(graph: RandomGraph): string {
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

function writeGprof(graph: RandomGraph): string {
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

function writeAxe(graph: RandomGraph): string {
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

/** Times as a program's own: not one is made of another. */
function writePstats({ names, edges }: RandomGraph, { below, chance, random }: Dice): Uint8Array {
  const time = () => (chance(0.2) ? 0 : chance(0.3) ? below(100) / 64 : random() * 10 ** (below(5) - 3))
  const isOld = chance(0.15)
  const files = [
    '~',
    '/usr/lib/python3/json/decoder.py',
    'a.b/c.d.py',
    '.hidden',
    '<frozen importlib>',
    '/x/ü.pyc',
  ]
  const keys = names.map(
    (name, func): Marshalled => ['(', [files[func % files.length]!, (func * 7) % 30, name]],
  )
  const entries = names.map((_, func): [Marshalled, Marshalled] => {
    const callers = edges.filter(edge => edge.callee === func)
    const calls = callers.reduce((sum, edge) => sum + edge.calls, 1)
    const rows = callers.map(({ caller, calls: count }): [Marshalled, Marshalled] => [
      keys[caller]!,
      isOld ? count : ['(', [count, 1 + below(count), { double: time() }, { double: time() }]],
    ])
    const value: Marshalled = [
      '(',
      [calls, calls + below(3), { double: time() }, { double: time() }, ['{', rows]],
    ]
    return [keys[func]!, value]
  })
  return Buffer.concat([marshal(['{', entries])])
}

type Marshalled =
  | number
  | string
  | { readonly double: number }
  | readonly ['(', readonly Marshalled[]]
  | readonly ['{', readonly (readonly [Marshalled, Marshalled])[]]

/** Python's marshal, of its version 2. */
function marshal(value: Marshalled): Buffer {
  const int = (number: number) => {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32LE(number)
    return bytes
  }
  if (typeof value === 'number') return Buffer.concat([Buffer.from('i'), int(value)])
  if (typeof value === 'string') {
    const text = Buffer.from(value, 'utf8')
    return Buffer.concat([Buffer.from('u'), int(text.length), text])
  }
  if ('double' in value) {
    const bytes = Buffer.alloc(9)
    bytes.write('g')
    bytes.writeDoubleLE(value.double, 1)
    return bytes
  }
  if (value[0] === '(')
    return Buffer.concat([Buffer.from('('), int(value[1].length), ...value[1].map(marshal)])
  const pairs = value[1].flatMap(([key, own]) => [marshal(key), marshal(own)])
  return Buffer.concat([Buffer.from('{'), ...pairs, Buffer.from('0')])
}
