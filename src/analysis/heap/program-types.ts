import type { Recording } from '../../model/recording.ts'

/** Types of Python whose objects are parts of the program and not its data: through them nearly everything can be reached. */
const PYTHON = [
  'module type ABCMeta EnumMeta EnumType _ProtocolMeta classobj function method instancemethod code frame traceback generator',
  'coroutine builtin_function_or_method method-wrapper wrapper_descriptor method_descriptor classmethod_descriptor',
  'getset_descriptor member_descriptor classmethod staticmethod property',
]
const NAMES = new Set(PYTHON.flatMap(line => line.split(' ')))

/** What V8's snapshots call theirs. */
const V8 =
  /^(?:Function|\((?:compiled code|system|synthetic|object shape|code|hidden)\)|system \/ .*|Window.*)$/

/** For each type of a heap 1 where its objects are modules, classes, functions and the like. */
export function programTypes({ shared, heap }: Recording): Uint8Array {
  return Uint8Array.from(heap!.types.name, index => {
    const name = shared.strings[index]!
    return NAMES.has(name) || V8.test(name) ? 1 : 0
  })
}
