/** A stream of a program, as a view follows it: message by message, or by pieces where it holds no JSON. */
import type { LogEntry } from '../live/log.ts'
import { isJson } from './content.ts'
import type { FollowedLog, LogStretch } from './follower.ts'
import type { ReadableLog } from './readable-log.ts'
import { StreamError } from './stream-error.ts'
import type { Streams } from './streams.ts'

interface StreamEntry extends LogEntry {
  /** A value of a JSON stream, a Buffer of any other. */
  readonly data: unknown
}

export class FollowedStream implements FollowedLog {
  readonly #path: string
  readonly #streams: Streams
  #id: string | null = null
  #listener: ((entry: null) => void) | null = null
  #unsubscribe: (() => void) | null = null

  constructor(path: string, streams: Streams) {
    this.#path = path
    this.#streams = streams
  }

  async head(): Promise<number> {
    return (await (await this.#open()).state()).tail
  }

  async earliest(): Promise<number> {
    return 0
  }

  async read(offset: number, limit: number): Promise<LogStretch> {
    const log = await this.#open()
    // Before the tail is read, so that nothing falls between the two.
    if (this.#listener) this.#unsubscribe ??= log.onChange(() => this.#listener?.(null))
    const { tail, closed } = await log.state()
    const { body, end } = await log.page(offset, tail)
    const entries = entriesOf(log.contentType, Buffer.concat(body), end)
    return { entries: entries.slice(0, limit), ends: closed && end === tail && entries.length <= limit }
  }

  onCommit(listener: (entry: null) => void): () => void {
    this.#listener = listener
    return () => {
      this.#listener = null
      this.#unsubscribe?.()
    }
  }

  dataOf(entry: LogEntry): unknown {
    return (entry as StreamEntry).data
  }

  /** The stream; each time anew, because every read counts as a use of it. Not one that came to its path later. */
  async #open(): Promise<ReadableLog> {
    const log = await this.#streams.open(this.#path)
    this.#id ??= log.id
    if (log.id !== this.#id) throw new StreamError('not_found', 'The stream has been deleted.')
    return log
  }
}

/** The entries that were read up to this offset. All have that one offset: reading resumes only where an append ended. */
function entriesOf(contentType: string, body: Buffer, offset: number): StreamEntry[] {
  if (isJson(contentType)) return (JSON.parse(body.toString()) as unknown[]).map((data) => ({ offset, data }))
  return body.length > 0 ? [{ offset, data: body }] : []
}
