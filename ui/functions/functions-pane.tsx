import { FunctionsTable } from './functions-table.tsx'
import { TableBar } from './table-bar.tsx'

/** The functions table with its own line of controls above it. */
export function FunctionsPane() {
  return (
    <div class="table-pane">
      <TableBar />
      <FunctionsTable />
    </div>
  )
}
