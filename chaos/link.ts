/**
 * One connection through the proxy. It follows the head of what is asked, and the frames of a live socket, as far as it
 * takes to end it at a given stage and to say things twice.
 */
import type { Socket } from 'node:net'
import { type ClientMessage, type Frame, ROOT_CHANNEL } from '../server/live/protocol.ts'
import { type Fate, type Stage, stageOfFrame, stageOfMessage, UNTOUCHED } from './fate.ts'
import { Lane } from './lane.ts'
import { browserFrame, FrameReader } from './wire-frames.ts'

export interface LinkHooks {
  /** What is to become of it, once it is known to be a live socket. */
  fate(): Fate
  /** 0 to 1. */
  random(): number
  /** Something was done to the connection, or went over it. */
  did(what: string): void
  /** The last message that was posted over any connection of this browser; to be sent once more, late. */
  earlierMessage(browser: string): ClientMessage | undefined
  sentMessage(browser: string, message: ClientMessage): void
}

type Direction = 'up' | 'down'

const HEAD_END = '\r\n\r\n'
/** References that no client gets to by counting. */
const FIRST_OWN_REF = 1_000_000
const NOTHING = Buffer.alloc(0)

export class Link {
  readonly #client: Socket
  readonly #server: Socket
  readonly #hooks: LinkHooks
  readonly #lanes: Readonly<Record<Direction, Lane>>
  readonly #readers = { up: new FrameReader(), down: new FrameReader() }
  readonly #passed = new Map<Stage, number>()
  /** Bytes of the head of the first request, and of its answer, that are not whole yet; null past it. */
  readonly #heads: Record<Direction, Buffer | null> = { up: NOTHING, down: NOTHING }
  /** Directions in which nothing passes any more. */
  readonly #closed = new Set<Direction>()
  #fate = UNTOUCHED
  #isLive = false
  #isJoined = false
  #browser = ''
  #ownRef = FIRST_OWN_REF
  /** The last join of the page's own view; events name it. */
  #join = 0
  #silence: ReturnType<typeof setTimeout> | undefined

  constructor(client: Socket, server: Socket, hooks: LinkHooks) {
    this.#client = client
    this.#server = server
    this.#hooks = hooks
    this.#lanes = { up: new Lane(client, server), down: new Lane(server, client) }
    client.on('data', (bytes) => this.#receive('up', bytes))
    server.on('data', (bytes) => this.#receive('down', bytes))
    client.on('close', () => this.#lanes.up.send(NOTHING, () => this.end()))
    server.on('close', () => this.#lanes.down.send(NOTHING, () => this.end()))
    for (const socket of [client, server]) {
      socket.setNoDelay()
      // What an error is the end of is closed next.
      socket.on('error', () => {})
    }
  }

  /** Cuts it, with all that is on its way. */
  end(): void {
    clearTimeout(this.#silence)
    for (const lane of Object.values(this.#lanes)) lane.stop()
    this.#client.destroy()
    this.#server.destroy()
  }

  #receive(direction: Direction, bytes: Buffer): void {
    if (this.#closed.has(direction)) return
    const head = this.#heads[direction]
    if (head !== null) this.#receiveHead(direction, Buffer.concat([head, bytes]))
    else if (this.#isLive) this.#receiveFrames(direction, bytes)
    else this.#lanes[direction].send(bytes)
  }

  #receiveHead(direction: Direction, bytes: Buffer): void {
    const end = bytes.indexOf(HEAD_END)
    this.#heads[direction] = bytes
    if (end < 0) return
    this.#heads[direction] = null
    if (direction === 'up') this.#meet(String(bytes.subarray(0, end)))
    if (!this.#isLive) return this.#lanes[direction].send(bytes)
    const rest = bytes.subarray(end + HEAD_END.length)
    this.#pass(direction, direction === 'up' ? 'request' : 'accepted', bytes.subarray(0, end + HEAD_END.length))
    if (rest.length > 0) this.#receive(direction, rest)
  }

  #meet(head: string): void {
    this.#isLive = head.startsWith('GET /live?')
    if (!this.#isLive) return
    this.#hooks.did('live connection')
    this.#browser = /^cookie:(.*)$/im.exec(head)?.[1] ?? ''
    this.#fate = this.#hooks.fate()
    for (const lane of Object.values(this.#lanes)) lane.delay = this.#fate.delay
  }

  #receiveFrames(direction: Direction, bytes: Buffer): void {
    for (const { bytes: frame, text } of this.#readers[direction].push(bytes)) {
      if (text === null) this.#send(direction, frame)
      else if (direction === 'up') this.#passMessage(frame, JSON.parse(text))
      else this.#pass('down', this.#stageOf(JSON.parse(text)), frame)
    }
  }

  #stageOf(frame: Frame): Stage {
    const stage = stageOfFrame(frame, this.#isJoined)
    if (stage === 'joined') {
      this.#isJoined = true
      this.#repeatEarlier()
    }
    return stage
  }

  #passMessage(frame: Buffer, message: ClientMessage): void {
    const stage = stageOfMessage(message)
    if (stage === null) return this.#send('up', frame)
    this.#hooks.did(message[2])
    if (message[2] === 'join' && message[0] === ROOT_CHANNEL) this.#join = message[1]
    if (message[3] === 'send_message') this.#hooks.sentMessage(this.#browser, message)
    const isDoubled = message[2] === 'event' && this.#hooks.random() < this.#fate.doubling
    this.#pass('up', stage, frame)
    if (!isDoubled || this.#closed.has('up')) return
    this.#hooks.did('doubled')
    this.#send('up', frame)
  }

  /** A message that was sent over an earlier connection arrives once more, at the view that has joined over this one. */
  #repeatEarlier(): void {
    const earlier = this.#hooks.random() < this.#fate.doubling ? this.#hooks.earlierMessage(this.#browser) : undefined
    if (earlier?.[2] !== 'event') return
    this.#hooks.did('repeated late')
    const [channel, , kind, name, payload] = earlier
    const repeated: ClientMessage = [channel, this.#ownRef++, kind, name, payload, this.#join]
    this.#send('up', browserFrame(JSON.stringify(repeated)))
  }

  #pass(direction: Direction, stage: Stage, bytes: Buffer): void {
    if (this.#closed.has(direction)) return
    const count = (this.#passed.get(stage) ?? 0) + 1
    this.#passed.set(stage, count)
    const { end } = this.#fate
    if (end?.stage !== stage || end.nth !== count) return this.#send(direction, bytes)
    this.#hooks.did(`${end.how} ${stage}`)
    switch (end.how) {
      case 'before':
        return this.end()
      case 'within':
        return this.#sendLast(direction, bytes.subarray(0, bytes.length / 2))
      case 'after':
        return this.#sendLast(direction, bytes)
      case 'deaf':
        this.#fallSilent('down')
        return this.#send(direction, bytes)
      case 'silence':
        return this.#fallSilent('up', 'down')
    }
  }

  #send(direction: Direction, bytes: Buffer): void {
    if (!this.#closed.has(direction)) this.#lanes[direction].send(bytes)
  }

  #sendLast(direction: Direction, bytes: Buffer): void {
    this.#closed.add('up').add('down')
    this.#lanes[direction].send(bytes, () => this.end())
  }

  #fallSilent(...directions: Direction[]): void {
    for (const direction of directions) this.#closed.add(direction)
    this.#silence = setTimeout(() => this.end(), this.#fate.silence)
  }
}
