/** One direction of a connection: what goes in comes out in order, and later. */
import type { Socket } from 'node:net'

export class Lane {
  readonly #from: Socket
  readonly #to: Socket
  readonly #delay: number
  readonly #queue: { readonly due: number; readonly bytes: Buffer }[] = []
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `delay` in milliseconds. */
  constructor(from: Socket, to: Socket, delay: number) {
    this.#from = from
    this.#to = to
    this.#delay = delay
  }

  send(bytes: Buffer): void {
    this.#queue.push({ due: performance.now() + this.#delay, bytes })
    if (this.#timer === undefined) this.#pump()
  }

  /** Nothing more comes out. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#queue.length = 0
  }

  #pump(): void {
    this.#timer = undefined
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      const left = next.due - performance.now()
      if (left > 0) {
        this.#timer = setTimeout(() => this.#pump(), left)
        return
      }
      this.#queue.shift()
      this.#write(next.bytes)
    }
  }

  /** A reader who takes nothing is felt by whoever writes. */
  #write(bytes: Buffer): void {
    if (this.#to.destroyed || this.#to.write(bytes)) return
    this.#from.pause()
    this.#to.once('drain', () => this.#from.resume())
  }
}
