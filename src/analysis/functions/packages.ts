import type { Shared } from '../../model/recording.ts'
import { type FuncIndex, FuncKind } from '../../model/tables.ts'

/** The last part of a path, of either kind of system. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

/**
 * The package a path belongs to: what stands after `site-packages` or `node_modules`, "standard library" for what lies in
 * Python's own folder, else the folder the file lies in; without a path the binary's name, "kernel" or "built-in".
 */
export function packageOfPath(path: string, lib: string, kind: number): string {
  const parts = path.split(/[/\\]/)
  const installed = Math.max(
    parts.lastIndexOf('site-packages'),
    parts.lastIndexOf('dist-packages'),
    parts.lastIndexOf('node_modules'),
  )
  if (installed !== -1 && installed + 1 < parts.length) {
    const first = parts[installed + 1]!
    const scoped = first.startsWith('@') ? `${first}/${parts[installed + 2] ?? ''}` : first
    return scoped.replace(/\.py$/, '')
  }
  if (/^<frozen /.test(path) || parts.some(part => /^(?:python|pypy)\d\.?\d*t?$/.test(part)))
    return 'standard library'
  if (/^node:/.test(path)) return 'node'
  if (path !== '' && path !== '~') return parts.length > 1 ? parts[parts.length - 2]! || '/' : path
  if (lib !== '') return baseName(lib)
  if (kind === FuncKind.kernel) return 'kernel'
  return 'built-in'
}

/** The package or library of a func, see {@link packageOfPath}. */
export function packageOfFunc({ strings, funcs, sources, libs }: Shared, func: FuncIndex): string {
  const source = funcs.source[func]!
  const lib = funcs.lib[func]!
  return packageOfPath(
    source === -1 ? '' : strings[sources.path[source]!]!,
    lib === -1 ? '' : strings[libs.name[lib]!]!,
    funcs.kind[func]!,
  )
}
