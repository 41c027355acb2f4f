/** Hashes of the content of a page, by which a join finds out what has changed since. */
import { hash } from 'node:crypto'
import { type LiveView, state } from './live-view.ts'
import { TITLE_HASH } from './protocol.ts'
import type { RowBlock } from './row-block.ts'
import { settleRows } from './settled-rows.ts'
import type { Stream, StreamOperation } from './stream.ts'

export type Hashes = Readonly<Record<string, string>>

/** The hashes of streams whose rows a join compares, each of the HTML of its rows. */
export function rowsHashes(streams: readonly (readonly [Stream, RowBlock])[]): Hashes {
  return Object.fromEntries(streams.map(([stream, rows]) => [rowsKey(stream), shortHash(String(rows))]))
}

/** The hash of the title, if there is one. */
export function titleHash(title: string | null): Hashes {
  return title === null ? {} : { [TITLE_HASH]: shortHash(title) }
}

/** The view's title if a page with these hashes shows it, otherwise null. */
export function titleShown(view: LiveView, hashes: Hashes): string | null {
  const title = view.title(view[state].assigns)
  return title !== null && hashes[TITLE_HASH] === shortHash(title) ? title : null
}

/** The first changes to rows that a join sends, and the hashes of the rows that it sends as a whole. */
export interface RowsAfterJoin {
  readonly operations: readonly StreamOperation[]
  readonly hashes: Hashes
}

/**
 * The operations of the first flush after a join, for a page with these hashes. A stream whose rows are compared is left
 * alone when the page shows the same rows, and is sent again otherwise. Rows that stay keep their nodes.
 */
export function rowsAfterJoin(view: LiveView, operations: readonly StreamOperation[], hashes: Hashes): RowsAfterJoin {
  const { queue } = view[state]
  const streams = [...new Set(operations.map(({ stream }) => stream))]
  const sent: Record<string, string> = {}
  const first = streams.flatMap((stream): StreamOperation[] => {
    // Its rows are being read again. Until then the page keeps the rows that it has.
    if (queue.isRecording(stream)) return []
    const own = operations.filter((operation) => operation.stream === stream)
    if (!view[state].isCompared(stream)) return own
    const { rows } = settleRows(stream, own)
    const shown = shortHash(String(stream.renderAll(rows)))
    if (hashes[rowsKey(stream)] === shown) return []
    sent[rowsKey(stream)] = shown
    return [{ kind: 'reset', stream }, ...own]
  })
  return { operations: first, hashes: sent }
}

/** The name under which the browser keeps the hash of a stream's rows. No component has it: their ids have no blank. */
function rowsKey(stream: Stream): string {
  return `rows ${stream.name}`
}

function shortHash(text: string): string {
  return hash('sha1', text, 'base64').slice(0, 12)
}
