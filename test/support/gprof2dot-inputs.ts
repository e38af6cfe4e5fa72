import { zipSync } from 'fflate'
import { writeAxe, writeCallgrind, writeGprof, writeOprofile } from './gprof2dot-call-inputs.ts'
import { writePstats } from './gprof2dot-pstats-input.ts'
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
      const [ending, first] = [chance(0.7) ? '.py' : '', chance(0.5) ? 1 : 0]
      const frame = (func: number) =>
        hasFiles && !names[func]!.includes(' ')
          ? `${names[func]} (${modules[func]}${ending}:${func + first})`
          : names[func]!
      const lines = stacks.map(({ path, weight }) => `${path.map(frame).join(';')} ${weight}`)
      // py-spy's samples without frames.
      if (chance(0.2)) lines.push(' 3')
      return `${lines.join('\n')}\n`
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
    write: ({ names, stacks }, { chance }) => {
      const [table, total] = chance(0.6) ? ['CPU SAMPLES', ''] : ['CPU TIME (ms)', '7']
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
        `${table} BEGIN (total = ${whole}${total}) Mon Jan  1 00:00:01 2024`,
        'rank   self  accum   count trace method',
        ...rows,
        `${table} END`,
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
    write: ({ names, modules, stacks }, { chance }) => {
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
          chance(0.1) ? '?' : ['[Root]', ...path.map(symbol)].join('/'),
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
