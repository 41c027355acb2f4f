/** Lets a socket receive so many bytes a second on the average, however much has been sent to it. */
import type { LiveClient } from './live-client.ts'

const LOOK_INTERVAL = 100

export class SlowNetwork {
  readonly #client: LiveClient
  readonly #startedAt = performance.now()
  readonly #before: number
  readonly #bytesPerSecond: number
  readonly #timer: NodeJS.Timeout
  // What one read brings is too much at once, and has to be waited for afterwards.
  readonly #regulate = () => {
    const due = ((performance.now() - this.#startedAt) / 1_000) * this.#bytesPerSecond
    if (this.#client.received - this.#before > due) this.#client.socket.pause()
    else this.#client.socket.resume()
  }

  constructor(client: LiveClient, bytesPerSecond: number) {
    this.#client = client
    this.#before = client.received
    this.#bytesPerSecond = bytesPerSecond
    client.socket.on('message', this.#regulate)
    this.#timer = setInterval(this.#regulate, LOOK_INTERVAL)
  }

  /** From now on everything is received as it comes. */
  recover(): void {
    clearInterval(this.#timer)
    this.#client.socket.off('message', this.#regulate)
    this.#client.socket.resume()
  }
}
