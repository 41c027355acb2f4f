/** A worker's way to the primary, and so to the other workers. */
import { RillError } from '../errors.ts'
import type { Bridge, BridgeEnd } from './cluster-pubsub.ts'
import { type FromWorker, isOurs, type ToWorker } from './messages.ts'

/** What is needed of `process` in a worker. */
export interface Channel {
  send?(message: FromWorker, handle: undefined, options: undefined, sent: () => void): boolean
  on(event: 'message', listener: (message: unknown) => void): unknown
}

export class PrimaryLink implements Bridge {
  readonly #channel: Channel
  readonly #requests = new Map<number, (text: string | null) => void>()
  #requested = 0
  #end: BridgeEnd | null = null
  #onStop: () => void = () => {}

  constructor(channel: Channel) {
    this.#channel = channel
    channel.on('message', (message) => {
      if (isOurs<ToWorker>(message)) this.#receive(message)
    })
  }

  broadcast(topic: string, text: string): void {
    this.#send({ kind: 'broadcast', topic, text })
  }

  subscribe(topic: string): void {
    this.#send({ kind: 'subscribe', topic })
  }

  unsubscribe(topic: string): void {
    this.#send({ kind: 'unsubscribe', topic })
  }

  connect(end: BridgeEnd): void {
    this.#end = end
  }

  onStop(listener: () => void): void {
    this.#onStop = listener
  }

  listens(address: string): void {
    this.#send({ kind: 'ready', address })
  }

  /** The metrics of all workers. Rejects with `unavailable` when one does not answer. */
  async metricsOfAll(): Promise<string> {
    const id = ++this.#requested
    this.#send({ kind: 'metrics-request', id })
    const text = await new Promise<string | null>((resolve) => this.#requests.set(id, resolve))
    if (text === null) throw new RillError('unavailable', 'A worker does not answer.')
    return text
  }

  #receive(message: ToWorker): void {
    switch (message.kind) {
      case 'broadcast':
        return this.#end?.deliver(message.topic, message.text)
      case 'loss':
        return this.#end?.lose(message.topic)
      case 'metrics':
        this.#requests.get(message.id)?.(message.text)
        return void this.#requests.delete(message.id)
      case 'stop':
        return this.#onStop()
    }
  }

  /** A primary that is gone hears nothing; its workers end with it. */
  #send(message: FromWorker): void {
    this.#channel.send?.(message, undefined, undefined, () => {})
  }
}
