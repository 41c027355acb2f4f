/** One direction of a connection: what goes in comes out in order, and later. */
import type { Socket } from 'node:net'

interface Parcel {
  readonly due: number
  readonly bytes: Buffer
  /** To be done when it is out. */
  then?(): void
}

export class Lane {
  /** Milliseconds that everything takes from now on. */
  delay = 0
  readonly #from: Socket
  readonly #to: Socket
  readonly #queue: Parcel[] = []
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(from: Socket, to: Socket) {
    this.#from = from
    this.#to = to
  }

  send(bytes: Buffer, then?: () => void): void {
    this.#queue.push({ due: performance.now() + this.delay, bytes, ...(then && { then }) })
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
      this.#write(next)
    }
  }

  /** A reader who takes nothing is felt by whoever writes. */
  #write({ bytes, then }: Parcel): void {
    if (this.#to.destroyed) return then?.()
    if (this.#to.write(bytes, () => then?.())) return
    this.#from.pause()
    this.#to.once('drain', () => this.#from.resume())
  }
}
