import type { CallsBuilder } from '../../model/part-builders.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'

/** A symbol as opreport names it; '' where a column is not printed. */
export interface ReportSymbol {
  readonly name: string
  readonly image: string
  readonly app: string
  readonly file: string
  /** 1-based, -1 unknown. */
  readonly line: number
}

/** The row of a symbol. Images of several applications are told apart by the name of their library: `libc.so (cc1)`. */
export function symbolRow(shared: SharedBuilder, calls: CallsBuilder, symbol: ReportSymbol): number {
  const { image, app, file, line } = symbol
  const lib = image === '' ? -1 : shared.lib({ name: libName(image, app), path: image })
  const isNamed = symbol.name !== '' && symbol.name !== '(no symbols)'
  const isKernel = /^(?:vmlinux|no-vmlinux|\[?kernel)|\.ko$/.test(baseName(image))
  return calls.row(
    shared.func({
      name: isNamed ? symbol.name : image === '' ? '(no symbols)' : image,
      file: file === '' ? undefined : file,
      line,
      lib,
      kind: !isNamed ? FuncKind.unknown : isKernel ? FuncKind.kernel : FuncKind.native,
    }),
  )
}

function libName(image: string, app: string): string {
  return app === '' || app === image ? baseName(image) : `${baseName(image)} (${baseName(app)})`
}

function baseName(path: string): string {
  const plain = path.replace(/ \(tgid:.*$/, '')
  return plain.slice(plain.lastIndexOf('/') + 1)
}
