import { JsonValue } from '../decoding/json/parse-json.ts'

const FORMAT = 'heapsnapshot'

/** What the flat lists of a snapshot mean. */
export interface SnapshotLayout {
  /** Numbers for each node, and where among them its type, name and size stand. */
  readonly nodeSize: number
  readonly type: number
  readonly name: number
  readonly size: number
  /** Names of the types of nodes. */
  readonly types: readonly string[]
  /** What the snapshot says it holds; NaN where it does not. */
  readonly nodeCount: number
  readonly edgeCount: number
  /** Memory outside of V8's heap, NaN unknown. */
  readonly extraNativeBytes: number
  /** Numbers for each function that allocated, and where its name, script, line and column stand; -1 missing. */
  readonly functionSize: number
  readonly functionName: number
  readonly scriptName: number
  readonly functionLine: number
  readonly functionColumn: number
  /** Numbers for each call path, and where its function, count, size and children stand; -1 missing. */
  readonly traceSize: number
  readonly traceFunction: number
  readonly traceCount: number
  readonly traceBytes: number
  readonly traceChildren: number
}

/** Reads the description that a snapshot begins with. @throws FormatError. */
export function readLayout(value: unknown): SnapshotLayout {
  const snapshot = new JsonValue(value, FORMAT, 'snapshot')
  const meta = snapshot.at('meta')
  const nodeFields = names(meta.at('node_fields'))
  const functionFields = optionalNames(meta.at('trace_function_info_fields'))
  const traceFields = optionalNames(meta.at('trace_node_fields'))
  const place = (name: string) => {
    const found = nodeFields.indexOf(name)
    return found === -1 ? meta.at('node_fields').fail(`a field "${name}"`) : found
  }
  const types = meta.at('node_types').items()[place('type')]
  return {
    nodeSize: nodeFields.length,
    type: place('type'),
    name: place('name'),
    size: place('self_size'),
    types: types === undefined ? [] : names(types),
    nodeCount: snapshot.at('node_count').optionalNumber(Number.NaN),
    edgeCount: snapshot.at('edge_count').optionalNumber(Number.NaN),
    extraNativeBytes: snapshot.at('extra_native_bytes').optionalNumber(Number.NaN),
    functionSize: functionFields.length,
    functionName: functionFields.indexOf('name'),
    scriptName: functionFields.indexOf('script_name'),
    functionLine: functionFields.indexOf('line'),
    functionColumn: functionFields.indexOf('column'),
    traceSize: traceFields.length,
    traceFunction: traceFields.indexOf('function_info_index'),
    traceCount: traceFields.indexOf('count'),
    traceBytes: traceFields.indexOf('size'),
    traceChildren: traceFields.indexOf('children'),
  }
}

function names(list: JsonValue): string[] {
  return list.items().map(item => item.text())
}

function optionalNames(list: JsonValue): string[] {
  return list.isMissing ? [] : names(list)
}
