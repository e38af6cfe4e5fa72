import { JsonValue } from '../decoding/json/parse-json.ts'

const FORMAT = 'heapsnapshot'

/** What the flat lists of a snapshot mean. */
export interface SnapshotLayout {
  /** Numbers for each node, and where among them its type, name and size stand. */
  readonly nodeSize: number
  readonly type: number
  readonly name: number
  readonly size: number
  /** Where what it is known by, its number of edges, its call path and whether it is detached stand; -1 missing. */
  readonly id: number
  readonly edgeCount: number
  readonly trace: number
  readonly detachedness: number
  /** The number of the node that everything hangs on. */
  readonly root: number
  /** Names of the types of nodes. */
  readonly types: readonly string[]
  /** Numbers for each edge, where among them its type, name (or index) and node stand, and the names of the types; 0
   *  numbers where the snapshot describes no edges. */
  readonly edgeSize: number
  readonly edgeType: number
  readonly edgeName: number
  readonly edgeTo: number
  readonly edgeTypes: readonly string[]
  /** How many nodes and edges the snapshot says it holds; NaN where it does not. */
  readonly nodeCount: number
  readonly totalEdges: number
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
  readonly traceId: number
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
    id: nodeFields.indexOf('id'),
    edgeCount: nodeFields.indexOf('edge_count'),
    trace: nodeFields.indexOf('trace_node_id'),
    detachedness: nodeFields.indexOf('detachedness'),
    root: snapshot.at('root_index').optionalNumber(0) / nodeFields.length,
    types: types === undefined ? [] : names(types),
    ...readEdgeLayout(meta),
    nodeCount: snapshot.at('node_count').optionalNumber(Number.NaN),
    totalEdges: snapshot.at('edge_count').optionalNumber(Number.NaN),
    extraNativeBytes: snapshot.at('extra_native_bytes').optionalNumber(Number.NaN),
    functionSize: functionFields.length,
    functionName: functionFields.indexOf('name'),
    scriptName: functionFields.indexOf('script_name'),
    functionLine: functionFields.indexOf('line'),
    functionColumn: functionFields.indexOf('column'),
    traceSize: traceFields.length,
    traceId: traceFields.indexOf('id'),
    traceFunction: traceFields.indexOf('function_info_index'),
    traceCount: traceFields.indexOf('count'),
    traceBytes: traceFields.indexOf('size'),
    traceChildren: traceFields.indexOf('children'),
  }
}

type EdgeLayout = Pick<SnapshotLayout, 'edgeSize' | 'edgeType' | 'edgeName' | 'edgeTo' | 'edgeTypes'>

function readEdgeLayout(meta: JsonValue): EdgeLayout {
  const fields = optionalNames(meta.at('edge_fields'))
  const place = (name: string) => {
    const found = fields.indexOf(name)
    return found === -1 && fields.length > 0 ? meta.at('edge_fields').fail(`a field "${name}"`) : found
  }
  const edgeType = place('type')
  const types = fields.length === 0 ? undefined : meta.at('edge_types').items()[edgeType]
  return {
    edgeSize: fields.length,
    edgeType,
    edgeName: place('name_or_index'),
    edgeTo: place('to_node'),
    edgeTypes: types === undefined ? [] : names(types),
  }
}

function names(list: JsonValue): string[] {
  return list.items().map(item => item.text())
}

function optionalNames(list: JsonValue): string[] {
  return list.isMissing ? [] : names(list)
}
