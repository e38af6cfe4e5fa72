// Writes src/record/python/code/opcode-tables.ts: what the stack reader must know of each opcode of each release, asked from
// the interpreters themselves. Run with one interpreter of every release:
//   node scripts/generate-opcode-tables.mjs PYTHON2.7 PYTHON3.6 …
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

const OUT = new URL('../src/record/python/code/opcode-tables.ts', import.meta.url)

/** Runs on every release from 2.7 on; prints "RELEASE HEX": one byte an opcode (see HEADER). */
const SCRIPT = `
import dis, opcode, re, sys
names = dict(getattr(dis, '_all_opmap', opcode.opmap))
caches = getattr(opcode, '_inline_cache_entries', None)
base = {}
for name, variants in getattr(opcode, '_specializations', {}).items():
    for variant in variants:
        base[variant] = name
NEVER = re.compile(r'^(NOP|CACHE|COPY|SWAP|PUSH_NULL|KW_NAMES|PRECALL(_ADAPTIVE|_PYFUNC|_BOUND_METHOD)?'
    r'|ROT_\\w+|DUP_TOP\\w*|LOAD_CONST(_IMMORTAL|_MORTAL)?|LOAD_SMALL_INT|LOAD_FAST(_BORROW|_AND_CLEAR)?'
    r'|LOAD_FAST_LOAD_FAST|LOAD_FAST_BORROW_LOAD_FAST_BORROW|LOAD_FAST__LOAD_FAST|LOAD_FAST__LOAD_CONST'
    r'|LOAD_CONST__LOAD_FAST|LOAD_CLOSURE|LOAD_COMMON_CONSTANT|LOAD_ASSERTION_ERROR)$')
STACK = re.compile(r'^(INSTRUMENTED_)?CALL(_|$)')
FIRST = re.compile(r'^(INSTRUMENTED_)?(RESUME|COPY_FREE_VARS|MAKE_CELL|RETURN_GENERATOR)(_|$)')
RESUMES = re.compile(r'^(INSTRUMENTED_)?(FOR_ITER|SEND)(_GEN)?$')
LAST = re.compile(r'^(INSTRUMENTED_)?(RETURN_VALUE|RETURN_CONST|YIELD_VALUE)$')
OTHER = re.compile(r'ALLOC_AND_ENTER_INIT|INTRINSIC|CALL_BOUND_METHOD_GENERAL|CALL_FINALLY')
table = [1] * 256
for name, number in names.items():
    if number > 255:
        continue
    value = 0 if NEVER.match(name) else 1
    if STACK.match(name) and not OTHER.search(name):
        value |= 2
    if RESUMES.match(name):
        value |= 66
    plain = base.get(name, name)
    if plain.startswith('INSTRUMENTED_'):
        plain = plain[13:]
    count = 0
    if hasattr(caches, 'get'):
        count = caches.get(plain, 0)
    elif caches is not None and plain in names and names[plain] < len(caches):
        count = caches[names[plain]]
    table[number] = value | count << 2 | (64 if FIRST.match(name) else 0) | (128 if LAST.match(name) else 0)
sys.stdout.write('%d %s' % (sys.version_info[0] * 100 + sys.version_info[1], ''.join('%02x' % v for v in table)))
`

const HEADER = `// Made by scripts/generate-opcode-tables.mjs from the interpreters themselves; do not edit.
// One byte an opcode, two hexadecimal digits each, all 256 of them (specialised and instrumented ones included):
// bit 0: it may call Python code; bit 1: it leaves the function it calls at the caller's stack top;
// bits 2 to 5: code units of inline cache that follow it; bit 6: it begins a function and calls no other directly;
// bits 1 and 6 together: it resumes a generator;
// bit 7: it ends a function, for good or for now. Unknown opcodes may call.

/** By release: 207 is 2.7, 312 is 3.12. */
export const OPCODE_TABLES: Readonly<Record<number, string>> = {
`

const tables = process.argv.slice(2).map(python => {
  const [release, hex] = execFileSync(python, ['-c', SCRIPT], { encoding: 'utf8' }).trim().split(' ')
  if (hex?.length !== 512) throw new Error(`${python}: expected 256 opcodes`)
  return [Number(release), hex]
})
if (tables.length === 0) {
  console.error('usage: node scripts/generate-opcode-tables.mjs PYTHON…')
  process.exit(2)
}
tables.sort((a, b) => a[0] - b[0])
const lines = tables.map(([release, hex]) => `  ${release}:\n    '${hex}',\n`)
writeFileSync(OUT, `${HEADER}${lines.join('')}}\n`)
console.log(tables.map(([release]) => release).join(' '))
