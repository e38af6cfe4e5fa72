// The page on the .pyrometer file.

const INTRODUCTION = version => `# The recording file

<!-- Written by scripts/generate-docs.mjs from src/model/tables.ts and heap-tables.ts: do not edit. -->

A recording is one file, \`NAME.pyrometer\`, version ${version}: a zip archive (zip64 where it must be) of

* \`recording.json\`: what was measured, and which parts there are;
* \`shared/strings.utf8\` and \`shared/strings.i32\`: all text, end to end in UTF-8, and where each string ends in it (text k
  runs from the end of text k - 1, or 0, to its own). String 0 is empty;
* one file a column, \`TABLE/COLUMN.TYPE\`: its values one after the other, little-endian, no header.

Columns are stored (not deflated) and begin at a multiple of 8 bytes in the file, so that they can be used in place; files
written with \`--compact\` deflate them. The same recording gives the same bytes.

| type | a value | NumPy |
|---|---|---|
| \`i32\` | 32-bit integer; -1 is null where the table below says so | \`<i4\` |
| \`u8\` | byte | \`u1\` |
| \`f64\` | 64-bit float; NaN is "not known" | \`<f8\` |
| \`u64\` | 64-bit unsigned integer | \`<u8\` |

\`\`\`python
import json, zipfile, numpy
with zipfile.ZipFile('scatter.pyrometer') as file:
    about = json.loads(file.read('recording.json'))
    time = numpy.frombuffer(file.read('stacks/samples/time.f64'), '<f8')    # nanoseconds since about['meta']['startTime']
    wall = numpy.frombuffer(file.read('stacks/weights/0.f64'), '<f8')       # in about['stacks']['valueTypes'][0]['unit']
\`\`\`

## recording.json

| field | |
|---|---|
| \`format\`, \`version\` | \`"pyrometer"\` and ${version} |
| \`meta\` | where the recording comes from and how it was made (\`Meta\` in src/model/recording.ts); null is unknown |
| \`strings\` | how many strings there are |
| \`lengths\` | rows of each table, by its folder: \`{"shared/frames": 812, "stacks/samples": 41187, …}\` |
| \`stacks\` | null, or \`{valueTypes, defaultValueType, isTimed}\` |
| \`calls\` | null, or \`{valueTypes}\` |
| \`lines\` | null, or \`{valueTypes, hasCalled}\` |
| \`timelines\` | \`[{name, unit, kind, process}]\`; the points of the k-th are in \`timelines/k/\` |
| \`heap\` | null, or \`{hasReferences}\` |
| \`marks\` | whether there is a table of marks |
| \`counters\` | \`[{name, unit, value}]\` |

A value type is \`{name, unit, kind, precision}\`: kind \`sum\` or \`snapshot\` (values of one moment, which do not add up over
time), precision \`exact\`, \`sampled\` or \`estimated\`. Its values are the columns \`stacks/weights/K.f64\` (a value a sample),
\`calls/self/K.f64\` and \`calls/total/K.f64\` (a value a row), \`calls/edgeSelf/K.f64\` and \`calls/edgeTotal/K.f64\` (a value an
edge), \`lines/values/K.f64\` and where \`hasCalled\` is true \`lines/called/K.f64\` (a value a row: what was called from the line
cost), K being the value type's index.

## What must hold

Every column is as long as its table; every index is in range; a stack's prefix and a process's place come before their own
row where the tables say "parent"; the rows of a label set are adjacent, as are the objects of a snapshot and the references of an
object. A reader refuses a file that breaks any of this, and a
version it does not know. Older versions are raised step by step (src/model/codec/upgrade.ts).

## Tables
`

const PLACES = {
  SOURCES: 'shared/sources',
  LIBS: 'shared/libs',
  FUNCS: 'shared/funcs',
  FRAMES: 'shared/frames',
  STACKS: 'shared/stacks',
  PROCESSES: 'shared/processes',
  THREADS: 'shared/threads',
  LABELS: 'shared/labels',
  SAMPLES: 'stacks/samples',
  CALL_ROWS: 'calls/rows',
  CALL_EDGES: 'calls/edges',
  LINE_ROWS: 'lines/rows',
  HEAP_SNAPSHOTS: 'heap/snapshots',
  HEAP_TYPES: 'heap/types',
  HEAP_OBJECTS: 'heap/objects',
  HEAP_REFERENCES: 'heap/references',
  HEAP_ROOTS: 'heap/roots',
  TIMELINE_POINTS: 'timelines/K',
  MARKS: 'marks',
}

/** The page; `load` imports a module of the build, `source` is the text of both files of tables, whose comments explain the columns. */
export async function fileFormatPage(load, source) {
  const tables = { ...(await load('model/tables.js')), ...(await load('model/heap-tables.js')) }
  const { FILE_VERSION } = await load('model/codec/layout.js')
  const sections = Object.entries(PLACES).map(([name, place]) => table(name, place, tables[name], source))
  return [INTRODUCTION(FILE_VERSION), ...sections, valueTables(tables, source)].join('\n')
}

function table(name, place, columns, source) {
  const { summary, notes } = comments(name, source)
  const rows = Object.entries(columns).map(
    ([column, spec]) => `| \`${column}.${spec.type}\` | ${meaning(spec)} | ${notes.get(column) ?? ''} |`,
  )
  return [`### ${place}/`, '', summary, '', '| column | values | |', '|---|---|---|', ...rows, ''].join('\n')
}

function meaning(spec) {
  const isNullable = spec.nullable === true
  if (spec.parent === true) return 'own table, smaller than the own index (parent), or -1'
  if (spec.ref === 'self') return `own table${isNullable ? ' or -1' : ''}`
  if (spec.ref === 'labelSets') return `\`set\` of labels${isNullable ? ' or -1' : ''}`
  if (spec.ref?.startsWith('heap')) return `index into \`heap/${spec.ref.slice(4).toLowerCase()}\``
  if (spec.ref !== undefined) return `index into \`${spec.ref}\`${isNullable ? ' or -1' : ''}`
  if (spec.type === 'i32') return isNullable ? 'integer or -1' : 'integer'
  return { u8: 'small integer', f64: 'number', u64: 'address' }[spec.type]
}

/** The docstrings of a table and its columns. */
function comments(name, source) {
  const lines = source.split('\n')
  const start = lines.findIndex(line => line.startsWith(`export const ${name} `))
  const notes = new Map()
  let note = ''
  for (let i = start + 1; !lines[i].startsWith('}'); i++) {
    const text = lines[i].match(/^\s*\/\*\* (.*?) ?\*\/$/)?.[1]
    const column = lines[i].match(/^\s{2}(\w+): /)?.[1]
    if (text !== undefined) note = text
    if (column === undefined) continue
    notes.set(column, plain(note))
    note = ''
  }
  return { summary: plain(docstringBefore(lines, start)), notes }
}

/** The docstring that ends on the line before `at`, on one line. */
function docstringBefore(lines, at) {
  let from = at - 1
  while (!lines[from].trimStart().startsWith('/**')) from--
  return lines
    .slice(from, at)
    .map(line => line.trim().replace(/^\/\*\* ?|^\* ?| ?\*\/$/g, ''))
    .join(' ')
    .trim()
}

function plain(text) {
  return text.replace(/\{@link (\w+)\}/g, '`$1`').replaceAll('|', '\\|')
}

/** The small enumerations that byte columns hold. */
function valueTables(tables, source) {
  const lines = source.split('\n')
  const names = ['FuncKind', 'ThreadKind', 'ThreadState', 'SampleFlag', 'HeapObjectKind']
  const sections = names.map(name => {
    const { notes } = comments(name, source)
    const start = lines.findIndex(line => line.startsWith(`export const ${name} `))
    const rows = Object.entries(tables[name]).map(
      ([key, value]) => `| ${value} | ${key} | ${notes.get(key) ?? ''} |`,
    )
    return [
      `### ${name}`,
      '',
      plain(docstringBefore(lines, start)),
      '',
      '| value | | |',
      '|---|---|---|',
      ...rows,
      '',
    ].join('\n')
  })
  return ['## Values', '', ...sections].join('\n')
}
