/** The rows that operations leave: what a page over HTTP shows, and what a late first result makes of all before it. */
import type { Reaches } from './protocol.ts'
import { Sequence } from './sequence.ts'
import type { Row, Stream, StreamOperation } from './stream.ts'

export interface SettledRows {
  readonly rows: readonly Row[]
  readonly reaches: Reaches
}

/** The rows of one stream that operations leave, of none or of these. */
export function settleRows(
  stream: Stream,
  operations: readonly StreamOperation[],
  before: SettledRows = { rows: [], reaches: {} },
): SettledRows {
  const sequence = new Sequence<Row>(before.rows, stream.traits)
  let { reaches } = before
  for (const operation of operations) {
    if (operation.stream !== stream) continue
    if (operation.kind === 'insert') {
      sequence.insert(operation.rows, operation.placement)
      // Beyond which row a page was asked for has been seen to: here nothing is between them.
      const { beyond: _settled, ...reached } = operation.reaches ?? {}
      reaches = { ...reaches, ...reached }
    } else if (operation.kind === 'delete') sequence.delete(operation.id)
    else sequence.clear()
  }
  return { rows: sequence.rows, reaches }
}
