/**
 * The way from one page to its view on the server. Every request names the join that the page belongs to, and none is
 * sent once the page was left, so that nothing of a page reaches the view that comes after it.
 */
import { type Connection, disconnected } from './connection.ts'

export class ViewLink {
  readonly #connection: Connection
  readonly #channel: number
  /** The `ref` of the request that joined; 0 before, and when the join led to another page. */
  #join: number
  #isLeft = false

  constructor(connection: Connection, channel: number, join = 0) {
    this.#connection = connection
    this.#channel = channel
    this.#join = join
  }

  /** Whether another page has taken the place of this one. */
  get isLeft(): boolean {
    return this.#isLeft
  }

  /** Whether a view has joined for this page. */
  get hasView(): boolean {
    return this.#join !== 0
  }

  /** The page joins, or joins anew, by the request of this `ref`. */
  joinedBy(ref: number): void {
    this.#join = ref
  }

  /** The join led to another page: there is no view for this one. */
  ledElsewhere(): void {
    this.#join = 0
  }

  /** Sends an event; resolves with the view's reply. Rejects with a RequestError, "disconnected" once the page was left. */
  readonly push = (name: string, payload: unknown): Promise<unknown> => {
    if (this.#isLeft) return Promise.reject(disconnected('This page was left.'))
    return this.#connection.request(this.#channel, 'event', name, payload, this.#join)
  }

  /** Has the view go to another address of its route; resolves and rejects as `push` does. */
  patch(url: string): Promise<unknown> {
    return this.#connection.request(this.#channel, 'patch', url, this.#join)
  }

  /** The page was left; nothing more of it is sent. */
  leave(): void {
    this.#isLeft = true
  }

  /** The page was left together with its channel, which the server is told. */
  leaveChannel(): void {
    this.leave()
    if (this.#connection.isOpen) {
      this.#connection.request(this.#channel, 'leave', this.#join).catch(() => undefined)
    }
  }
}
