/** The readers who wait: how many there may be, and their end when the server ends. */
import type { ServerResponse } from 'node:http'
import { StreamError } from '../stream-error.ts'

export class LiveReaders {
  readonly #limit: number
  readonly #readers = new Set<AbortController>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Admits the reader of this response; the signal aborts when it leaves. Throws `too_many_readers`. */
  admit(response: ServerResponse): AbortSignal {
    if (this.#readers.size >= this.#limit) {
      throw new StreamError('too_many_readers', 'Too many readers are waiting. Try again later.')
    }
    const reader = new AbortController()
    this.#readers.add(reader)
    response.once('close', () => {
      this.#readers.delete(reader)
      reader.abort()
    })
    return reader.signal
  }

  /** Lets nobody wait any longer. */
  dismiss(): void {
    for (const reader of this.#readers) reader.abort()
  }
}
