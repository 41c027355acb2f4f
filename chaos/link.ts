/**
 * One connection through the proxy. It follows the HTTP requests and the frames of a live socket as far as it takes to
 * end it at a given stage, and to say things twice.
 */
import type { Socket } from 'node:net'
import type { ClientMessage, Frame } from '../server/live/protocol.ts'
import { type Fate, type Stage, stageOfFrame, stageOfMessage } from './fate.ts'
import { Lane } from './lane.ts'
import { browserFrame, FrameReader } from './wire-frames.ts'

export interface LinkHooks {
  /** 0 to 1. */
  random(): number
  /** Something was done to the connection, or went over it. */
  did(what: string): void
  /** A message is known that was sent before over a connection of the same browser; to be sent once more, late. */
  earlierMessage(browser: string): ClientMessage | undefined
  sentMessage(browser: string, message: ClientMessage): void
}

type Direction = 'up' | 'down'

const HEAD_END = '\r\n\r\n'
/** References that no client gets to by counting. */
const FIRST_OWN_REF = 1_000_000
/** How likely a post is lost on its way there or back while there are faults. */
const LOST_POSTS = 0.2

export class Link {
  readonly #client: Socket
  readonly #server: Socket
  readonly #fate: Fate
  readonly #hooks: LinkHooks
  readonly #lanes: Readonly<Record<Direction, Lane>>
  readonly #readers = { up: new FrameReader(), down: new FrameReader() }
  readonly #passed = new Map<Stage, number>()
  /** Bytes of the head of a request or of an answer that is not whole yet; null past it. */
  readonly #heads: Record<Direction, Buffer | null> = { up: Buffer.alloc(0), down: Buffer.alloc(0) }
  #isLive = false
  #isJoined = false
  #browser = ''
  #ownRef = FIRST_OWN_REF
  readonly #closed: Record<Direction, boolean> = { up: false, down: false }
  #losesAnswer = false

  constructor(client: Socket, server: Socket, fate: Fate, hooks: LinkHooks) {
    this.#client = client
    this.#server = server
    this.#fate = fate
    this.#hooks = hooks
    this.#lanes = { up: new Lane(client, server, fate.delay), down: new Lane(server, client, fate.delay) }
    client.on('data', (bytes) => this.#receive('up', bytes))
    server.on('data', (bytes) => this.#receive('down', bytes))
    for (const socket of [client, server]) {
      socket.setNoDelay()
      socket.on('error', () => {})
      socket.on('close', () => this.end())
    }
  }

  /** Whether both ends are open and hear nothing of each other. */
  get isSilent(): boolean {
    return this.#closed.down
  }

  /** Cuts it, with all that is on its way. */
  end(): void {
    for (const lane of Object.values(this.#lanes)) lane.stop()
    this.#client.destroy()
    this.#server.destroy()
  }

  #receive(direction: Direction, bytes: Buffer): void {
    if (this.#closed[direction]) return
    const head = this.#heads[direction]
    if (head !== null) this.#receiveHead(direction, Buffer.concat([head, bytes]))
    else if (this.#isLive) this.#receiveFrames(direction, bytes)
    else this.#receiveHttp(direction, bytes)
  }

  #receiveHead(direction: Direction, bytes: Buffer): void {
    const end = bytes.indexOf(HEAD_END)
    this.#heads[direction] = bytes
    if (end < 0) return
    this.#heads[direction] = null
    const head = String(bytes.subarray(0, end))
    if (direction === 'up') {
      this.#isLive = head.startsWith('GET /live?')
      this.#browser = /^cookie:(.*)$/im.exec(head)?.[1] ?? ''
      this.#hooks.did(this.#isLive ? 'live connection' : 'other connection')
    }
    if (!this.#isLive) return this.#receiveHttp(direction, bytes)
    const rest = bytes.subarray(end + HEAD_END.length)
    this.#pass(direction, direction === 'up' ? 'request' : 'accepted', bytes.subarray(0, end + HEAD_END.length))
    if (rest.length > 0) this.#receive(direction, rest)
  }

  #receiveHttp(direction: Direction, bytes: Buffer): void {
    if (direction === 'up' && bytes.subarray(0, 5).equals(Buffer.from('POST ')) && this.#fate.end) {
      if (this.#hooks.random() < LOST_POSTS) {
        this.#losesAnswer = this.#hooks.random() < 0.5
        this.#hooks.did(this.#losesAnswer ? 'lost answer to a post' : 'lost post')
        if (!this.#losesAnswer) return this.end()
      }
    }
    if (direction === 'down' && this.#losesAnswer) return this.end()
    this.#lanes[direction].send(bytes)
  }

  #receiveFrames(direction: Direction, bytes: Buffer): void {
    for (const { bytes: frame, text } of this.#readers[direction].push(bytes)) {
      if (text === null) this.#lanes[direction].send(frame)
      else if (direction === 'up') this.#message(frame, JSON.parse(text))
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

  #message(frame: Buffer, message: ClientMessage): void {
    const stage = stageOfMessage(message)
    if (stage === null) return this.#lanes.up.send(frame)
    this.#hooks.did(`message: ${message[2]}`)
    const isDoubled = message[2] === 'event' && this.#hooks.random() < this.#fate.doubling
    if (message[3] === 'send_message') this.#hooks.sentMessage(this.#browser, message)
    this.#pass('up', stage, frame)
    if (!isDoubled || this.#closed.up) return
    this.#hooks.did('doubled message')
    this.#lanes.up.send(frame)
  }

  /** What was sent over a connection that is gone arrives once more, after what came of it. */
  #repeatEarlier(): void {
    const earlier = this.#hooks.random() < this.#fate.doubling ? this.#hooks.earlierMessage(this.#browser) : undefined
    if (!earlier) return
    this.#hooks.did('message repeated late')
    const [channel, , ...rest] = earlier
    this.#lanes.up.send(browserFrame(JSON.stringify([channel, this.#ownRef++, ...rest])))
  }

  #pass(direction: Direction, stage: Stage, bytes: Buffer): void {
    if (this.#closed[direction]) return
    const count = (this.#passed.get(stage) ?? 0) + 1
    this.#passed.set(stage, count)
    const { end } = this.#fate
    if (end?.stage !== stage || end.nth !== count) return this.#lanes[direction].send(bytes)
    this.#hooks.did(`${end.how} ${stage}`)
    if (end.how === 'deaf') this.#closed.down = true
    if (end.how === 'silence') this.#closed.up = this.#closed.down = true
    if (direction === 'up' ? end.how === 'after' || end.how === 'deaf' : end.how === 'after') this.#write(direction, bytes)
    if (end.how === 'within') this.#write(direction, bytes.subarray(0, bytes.length / 2))
    if (end.how === 'before') this.end()
  }

  /** The last that passes. */
  #write(direction: Direction, bytes: Buffer): void {
    const socket = direction === 'up' ? this.#server : this.#client
    if (this.#fate.end?.how === 'deaf') return this.#lanes[direction].send(bytes)
    socket.write(bytes, () => this.end())
  }
}
