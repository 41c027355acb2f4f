/** A stream as the HTTP read handler sees it. */
import { bodyOf, isJson } from './content.ts'
import type { LogPage, LogState, ReadableLog } from './readable-log.ts'
import { StreamError } from './stream-error.ts'
import type { StreamId, StreamRecord, StreamStore } from './stream-store.ts'

/** The most that one answer holds; a single entry may be larger. */
export const PAGE = { entries: 5_000, bytes: 4 * 1024 * 1024 }

export interface StreamAccess {
  readonly store: StreamStore
  /** The stream at this path; rejects with `not_found` or `gone`. */
  find(path: string): Promise<StreamRecord>
  onChange(id: StreamId, listener: () => void): () => void
}

export class StreamLog implements ReadableLog {
  readonly id: string
  readonly contentType: string
  readonly #stream: StreamRecord
  readonly #access: StreamAccess

  constructor(stream: StreamRecord, access: StreamAccess) {
    this.id = String(stream.id)
    this.contentType = stream.contentType
    this.#stream = stream
    this.#access = access
  }

  async state(): Promise<LogState> {
    const stream = await this.#access.find(this.#stream.path)
    if (stream.id !== this.#stream.id) throw replaced()
    return stream
  }

  async page(from: number, to: number, mostBytes: number = PAGE.bytes): Promise<LogPage> {
    const entries = await this.#access.store.entries(this.#stream.id, from, to, { ...PAGE, bytes: mostBytes })
    const [first] = entries
    if (from < to && (!first || first.start > from)) throw replaced()
    if (first && first.start < from && isJson(this.contentType)) {
      throw new StreamError('malformed', 'No message begins at this offset.')
    }
    const data = Buffer.concat(entries.map((entry) => entry.data)).subarray(first ? from - first.start : 0)
    return { body: [bodyOf(this.contentType, data)], end: from + data.length }
  }

  onChange(listener: () => void): () => void {
    return this.#access.onChange(this.#stream.id, listener)
  }
}

function replaced(): StreamError {
  return new StreamError('not_found', 'The stream has been deleted.')
}
