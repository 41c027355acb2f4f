/**
 * How operations change the order of a stream's rows: the one definition, for the HTTP render on the server (where a
 * row is an item), the browser (where it is an element) and the tests. It imports nothing.
 *
 * A row with a sort key stands in key order whatever is asked; other rows stand where they were put.
 */

export type SortKey = number | string

export interface RowTraits<Row> {
  idOf(row: Row): string
  /** Null for rows of a stream without a sort key. All rows of one stream have keys of one type, or none has. */
  keyOf(row: Row): SortKey | null
  /** What stands in the list when `next` replaces `present`, a row of the same id. */
  replace(present: Row, next: Row): Row
}

export interface Placement {
  readonly at?: number
  readonly limit?: number
  readonly updateOnly?: boolean
}

/**
 * Inserts `fresh` into `rows`, in place. A row whose id is present is replaced where it stands; the others form one
 * block, in the order given, that begins at index `at` (default: the end). The limit is checked only when a row was
 * added: replacing never drops one.
 */
export function insertRows<Row>(
  rows: Row[],
  fresh: readonly Row[],
  placement: Placement,
  traits: RowTraits<Row>,
): void {
  const indexOf = (row: Row) => rows.findIndex((present) => traits.idOf(present) === traits.idOf(row))
  let next = placement.at ?? rows.length
  let added = 0
  for (const row of fresh) {
    const present = indexOf(row)
    if (present >= 0) rows[present] = traits.replace(rows[present]!, row)
    else if (!placement.updateOnly) {
      const key = traits.keyOf(row)
      rows.splice(key === null ? Math.min(next++, rows.length) : keyedIndex(rows, key, traits), 0, row)
      added++
    }
  }
  if (added > 0 && placement.limit !== undefined) applyLimit(rows, placement.limit)
}

/** Removes the row with this id, in place; answers with it, or undefined when there is none. */
export function deleteRow<Row>(rows: Row[], id: string, traits: RowTraits<Row>): Row | undefined {
  const index = rows.findIndex((row) => traits.idOf(row) === id)
  return index < 0 ? undefined : rows.splice(index, 1)[0]
}

/** Keeps the first `limit` rows, or the last `-limit` when it is negative. */
function applyLimit<Row>(rows: Row[], limit: number): void {
  if (limit >= 0) rows.splice(limit)
  else rows.splice(0, Math.max(0, rows.length + limit))
}

/** Searched from the end, because nearly every row that arrives is the newest. */
function keyedIndex<Row>(rows: readonly Row[], key: SortKey, traits: RowTraits<Row>): number {
  let index = rows.length
  while (index > 0) {
    const before = traits.keyOf(rows[index - 1]!)
    if (before === null || before <= key) break
    index--
  }
  return index
}
