/** Finds out what the entries of a room's log change in the list of messages, from as few pages of rows as possible. */
import type { Operation } from '../../server/live/protocol.ts'

export interface LogEntry {
  /** The id of the message. */
  readonly key: string
  readonly headers: { readonly operation: 'insert' | 'update' | 'delete' }
}

export interface MessageRow {
  readonly id: number
  readonly html: string
}

export interface RowSource {
  /**
   * Reads a page of rows that follow a message, in order. Where none follows it the page holds the newest rows instead,
   * which all come before it.
   */
  rowsAfter(id: number): Promise<readonly MessageRow[]>
  /** Whether the message has a row in the page. */
  isShown(id: number): boolean
}

/** The operations that bring the list of messages up to date. Rejects as `source` does. */
export async function operationsFor(entries: readonly LogEntry[], source: RowSource): Promise<Operation[]> {
  const idsOf = (operation: LogEntry['headers']['operation']) =>
    new Set(entries.filter(({ headers }) => headers.operation === operation).map(({ key }) => Number(key)))
  const [created, edited, deleted] = [idsOf('insert'), idsOf('update'), idsOf('delete')]
  const wanted = [...created, ...[...edited].filter((id) => source.isShown(id))].filter((id) => !deleted.has(id))
  const rows = await rowsOf(new Set(wanted), source)
  const operations: Operation[] = Array.from(deleted, (id) => ['d', 'messages', `messages-${id}`])
  const inserted = rows.filter(({ id }) => created.has(id)).map(({ html }) => html)
  const updated = rows.filter(({ id }) => !created.has(id)).map(({ html }) => html)
  if (inserted.length > 0) operations.push(['i', 'messages', inserted])
  if (updated.length > 0) operations.push(['i', 'messages', updated, { updateOnly: true }])
  return operations
}

/** The rows of these messages, in order; without those that were deleted meanwhile. */
async function rowsOf(ids: ReadonlySet<number>, source: RowSource): Promise<MessageRow[]> {
  const found: MessageRow[] = []
  let missing = [...ids].sort((one, other) => one - other)
  while (missing.length > 0) {
    const first = missing[0]!
    const rows = (await source.rowsAfter(first - 1)).filter(({ id }) => id >= first)
    if (rows.length === 0) break
    found.push(...rows.filter(({ id }) => ids.has(id)))
    const reached = rows.at(-1)!.id
    missing = missing.filter((id) => id > reached)
  }
  return found
}
