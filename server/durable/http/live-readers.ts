/** The readers who wait: how many there may be, and their end when the server ends. */
import type { ServerResponse } from 'node:http'
import { StreamError } from '../stream-error.ts'

export interface Admission {
  /** Admits the reader of this response; the signal aborts when it leaves. Throws `too_many_readers`. */
  admit(response: ServerResponse): AbortSignal
}

export class LiveReaders implements Admission {
  readonly #limit: number
  readonly #readers = new Set<AbortController>()

  constructor(limit: number) {
    this.#limit = limit
  }

  get isEmpty(): boolean {
    return this.#readers.size === 0
  }

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

/** The readers who wait, so many of each user. */
export class UserReaders {
  readonly #limit: number
  readonly #users = new Map<number, LiveReaders>()

  constructor(limit: number) {
    this.#limit = limit
  }

  of(userId: number): Admission {
    return { admit: (response) => this.#admit(userId, response) }
  }

  /** Lets nobody wait any longer. */
  dismiss(): void {
    for (const readers of this.#users.values()) readers.dismiss()
  }

  #admit(userId: number, response: ServerResponse): AbortSignal {
    const readers = this.#users.get(userId) ?? new LiveReaders(this.#limit)
    const signal = readers.admit(response)
    this.#users.set(userId, readers)
    response.once('close', () => {
      if (readers.isEmpty) this.#users.delete(userId)
    })
    return signal
  }
}
