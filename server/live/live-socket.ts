/**
 * One WebSocket: reads frames, holds them to the limits, and hands them to the channels of its views.
 */
import type { Duplex } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import type { WebSocket } from 'ws'
import { RillError } from '../errors.ts'
import { Channel, type Connection, CRASHED, ENDED, errorDetails } from './channel.ts'
import type { Departing, Departures } from './departures.ts'
import { encode } from './frame.ts'
import { readMessage } from './message.ts'
import { CLOSE, type ClientMessage, type ErrorReply, type JoinRequest, type PageState } from './protocol.ts'
import type { PubSub } from './pubsub.ts'
import { RateMeter } from './rate-meter.ts'
import type { LiveRoute, LiveRoutes } from './routes.ts'

/**
 * Bytes that may wait for a reader who does not keep up. Past the first bound its logs wait, and are gone on with when it
 * has taken what it was sent. Past the second, by what else it is sent, it goes, to come back and continue.
 */
const MUCH_BUFFERED = 256 * 1024
const MAX_BUFFERED = 4 * 1024 * 1024
const TEXT = { binary: false }
const MAX_CHANNELS = 16
/** Frames a second that a socket may send for long, and how many it may send at once. */
const FRAME_RATE = { perSecond: 20, burst: 100 }

/** What a person is asked to pay for, see `Identity.spend`. */
export type LiveWork = 'page' | 'socket' | 'join' | 'event'

export interface Identity {
  /** Stands for the person and the session in tokens. */
  readonly subject: string
  /** What views get as their session. */
  readonly session: unknown
  /** Names the session for `LiveServer.active`. */
  readonly sessionId: string
  /** Any message on this topic ends the session's sockets. */
  readonly endTopic: string
  /** When the session ends at the latest, in milliseconds since 1970. */
  readonly expiresAt: number
  /** Counts work for this person, who is refused it when this rejects. Without it, work is not counted. */
  spend?(work: LiveWork): Promise<void>
}

export interface ActiveSessions {
  has(sessionId: string): boolean
}

/** What all sockets of one server share. */
export interface LiveServer {
  readonly routes: LiveRoutes
  readonly pubsub: PubSub
  readonly now: () => number
  /** Milliseconds since some moment; they go on evenly when the machine's clock is set. */
  readonly uptime: () => number
  /** Name of the browser's part that goes with this server. */
  readonly build: string
  readonly departures: Departures
  /** Those of the sessions with these ids that have not ended. Asked for all open sockets together every ten seconds. */
  active(sessionIds: readonly string[]): Promise<ActiveSessions>
  /** Whether a session has not ended. Asked when the message about its end may have been lost. */
  isActive(sessionId: string): Promise<boolean>
  verify(token: string, identity: Identity): { readonly view: string } | null
  pageState(route: LiveRoute, identity: Identity, page: Omit<PageState, 'token'>): PageState
  logError(error: unknown, what: string): void
}

/** The connection below a WebSocket, which can be told to wait until all that leaves together is there. */
export type Wire = Pick<Duplex, 'cork' | 'uncork'>

export class LiveSocket implements Connection, Departing {
  readonly session: unknown
  /** By the server's uptime. */
  lastHeard: number
  /** When it last held a view, or was opened; by the server's uptime. Says nothing while it holds one. */
  viewlessSince: number
  readonly #socket: WebSocket
  readonly #wire: Wire | undefined
  /** Frames that leave at the end of this turn. */
  #leaving: Buffer[] | null = null
  #bytesLeaving = 0
  readonly #identity: Identity
  readonly #server: LiveServer
  readonly #channels = new Map<number, Channel>()
  readonly #rate: RateMeter
  readonly #stopWaitingForEnd: () => void
  /** By channel, the `ref` of the page that was asked for last; an earlier one that is still being made is dropped. */
  readonly #asked = new Map<number, number>()
  #isOver = false
  #isBehind = false
  #isRetiring = false

  constructor(socket: WebSocket, wire: Wire | undefined, identity: Identity, server: LiveServer) {
    this.#socket = socket
    this.#wire = wire
    this.#identity = identity
    this.#server = server
    this.session = identity.session
    this.lastHeard = server.uptime()
    this.viewlessSince = this.lastHeard
    this.#rate = new RateMeter(FRAME_RATE, server.uptime)
    this.#stopWaitingForEnd = server.pubsub.subscribe(
      identity.endTopic,
      () => this.endSession(),
      () => {
        server.isActive(identity.sessionId).then(
          (isActive) => isActive || this.endSession(),
          () => this.close(1011, 'try again'),
        )
      },
    )
    socket.on('message', (data, isBinary) => this.#receive(isBinary ? null : String(data)))
    socket.on('close', () => this.#ended())
  }

  get pubsub(): PubSub {
    return this.#server.pubsub
  }

  get expiresAt(): number {
    return this.#identity.expiresAt
  }

  get sessionId(): string {
    return this.#identity.sessionId
  }

  /** Closes the socket because its session has ended. */
  endSession(): void {
    this.close(CLOSE.unauthenticated, 'signed out')
  }

  /** Whom the socket belongs to. */
  get subject(): string {
    return this.#identity.subject
  }

  /** How many views it holds. One that crashed is over, although its requests are still told so (SOCK12). */
  get channelCount(): number {
    return [...this.#channels.values()].filter(({ isClosed }) => !isClosed).length
  }

  viewEnded(): void {
    this.viewlessSince = this.#server.uptime()
  }

  /** Counts work for the person; undefined where it is not counted. */
  spend(work: LiveWork): Promise<void> | undefined {
    return this.#identity.spend?.(work)
  }

  logError(error: unknown, what: string): void {
    this.#server.logError(error, what)
  }

  /** Sends a frame at the end of this turn. */
  send(frame: Buffer): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    if (this.#bytesWaiting > MAX_BUFFERED) return this.close(CLOSE.slow, 'too slow a reader')
    this.#bytesLeaving += frame.length
    if (this.#leaving) return void this.#leaving.push(frame)
    this.#leaving = [frame]
    this.#server.departures.add(this)
  }

  depart(): void {
    const frames = this.#leaving ?? []
    this.#leaving = null
    this.#bytesLeaving = 0
    if (frames.length > 1) this.#wire?.cork()
    for (const frame of frames) this.#socket.send(frame, TEXT)
    if (frames.length > 1) this.#wire?.uncork()
    if (this.#bytesWaiting > MUCH_BUFFERED && !this.#isBehind) this.#fallBehind()
  }

  get #bytesWaiting(): number {
    return this.#socket.bufferedAmount + this.#bytesLeaving
  }

  /** Closes the socket, and ends its views at once. */
  close(code: number, reason: string): void {
    this.depart()
    this.#socket.close(code, reason)
    this.#ended()
  }

  /** Takes nothing more, and closes when what was taken is handled and answered; after so many milliseconds anyhow. */
  async retire(patience: number, code: number, reason: string): Promise<void> {
    this.#isRetiring = true
    const rest = Promise.all(Array.from(this.#channels.values(), (channel) => channel.rest()))
    await Promise.race([rest, setTimeout(patience, undefined, { ref: false })])
    this.close(code, reason)
  }

  /** A ping is written after all that waits; then the reader can be caught up with. */
  #fallBehind(): void {
    this.#isBehind = true
    for (const channel of this.#channels.values()) channel.pause()
    this.#socket.ping(undefined, false, () => {
      this.#isBehind = false
      for (const channel of this.#channels.values()) channel.resume()
    })
  }

  #ended(): void {
    this.#isOver = true
    this.#stopWaitingForEnd()
    for (const channel of this.#channels.values()) channel.close()
    this.#channels.clear()
  }

  #receive(data: string | null): void {
    // Frames go on arriving until the peer has answered the close frame, which it may never do. A browser asks again on
    // its next connection for what has no answer.
    if (this.#isOver || this.#isRetiring) return
    this.lastHeard = this.#server.uptime()
    if (!this.#rate.take()) return this.close(CLOSE.flood, 'too many frames')
    const message = data === null ? null : readMessage(data)
    if (!message) return this.close(CLOSE.malformed, 'not a message of this protocol')
    void this.#dispatch(message).catch((error) => this.#refuse(message, error))
  }

  async #dispatch(message: ClientMessage): Promise<void> {
    const [number, ref] = message
    switch (message[2]) {
      case 'heartbeat':
        return this.send(encode([number, ['ok', ref]]))
      case 'join':
        return await this.#join(number, ref, message[3])
      case 'navigate':
        return await this.#navigate(number, ref, message[3])
      case 'event':
        return this.#toView(number, ref, message[5], (channel) => channel.event(ref, message[3], message[4]))
      case 'patch':
        return this.#toView(number, ref, message[4], (channel) => this.#patch(channel, ref, message[3]))
      case 'leave':
        this.#leave(number, message[3])
        return this.send(encode([number, ['ok', ref]]))
    }
  }

  async #join(number: number, ref: number, request: JoinRequest): Promise<void> {
    const address = this.#server.routes.resolve(request.url)
    const claims = this.#server.verify(request.token, this.#identity)
    if (!claims || claims.view !== address?.route.path) {
      throw new RillError('unauthenticated', 'This page is too old to go on from, or is not of this server.')
    }
    this.#makeRoom(number)
    this.#drop(number)
    const channel = new Channel(number, ref, address.route, this)
    this.#channels.set(number, channel)
    const isLatest = () => this.#channels.get(number) === channel
    try {
      await this.spend('join')
      // Another join, or the end of this view, may overtake it at any time. A view that has ended must not be mounted.
      const stay = () => {
        if (!isLatest()) throw new RillError('conflict', 'This view was joined or left again meanwhile.')
      }
      stay()
      const isHere = await channel.join(address, request)
      stay()
      if (isHere) return channel.welcome(this.#server.build)
      this.#channels.delete(number)
      this.#leadElsewhere(channel, ref)
    } catch (error) {
      if (isLatest()) this.#drop(number)
      throw error
    }
  }

  /**
   * The old view lives until the new one's page is ready, so that its page is never a dead one. It ends once that page is
   * sent, so that what it leaves unanswered is refused when its page is gone.
   */
  async #navigate(number: number, ref: number, url: string): Promise<void> {
    const address = this.#server.routes.resolve(url)
    if (!address) throw new RillError('not_found', `No live page at ${url}.`)
    this.#makeRoom(number)
    this.#asked.set(number, ref)
    const channel = new Channel(number, ref, address.route, this)
    try {
      await this.spend('page')
      if (this.#isOver) return channel.close()
      const page = await channel.open(address)
      if (this.#isOver) return channel.close()
      if (this.#asked.get(number) !== ref) throw new RillError('conflict', 'Another page was asked for meanwhile.')
      if (!page) return this.#leadElsewhere(channel, ref)
      const old = this.#channels.get(number)
      this.#asked.delete(number)
      this.#channels.set(number, channel)
      const { parts, title, offsets, hashes } = page
      const pageState = this.#server.pageState(address.route, this.#identity, { offsets, hashes })
      this.send(encode([number, ['page', url, title ?? '', parts.join(''), pageState, ref], ['ok', ref]]))
      old?.close()
      await channel.opened(page)
      channel.start()
    } catch (error) {
      // Its page may have been sent: then the request is answered, and only this tells the browser.
      if (this.#channels.get(number) === channel) return channel.fail(error, 'navigate')
      if (this.#asked.get(number) === ref) this.#asked.delete(number)
      channel.close()
      throw error
    }
  }

  /** The new view wants to be at another address, and has said so; the old one stays until that page is there. */
  #leadElsewhere(channel: Channel, ref: number): void {
    this.#asked.delete(channel.number)
    channel.close()
    this.send(encode([channel.number, ['ok', ref]]))
  }

  #patch(channel: Channel, ref: number, url: string): void {
    const address = this.#server.routes.resolve(url)
    if (address?.route !== channel.route) throw new RillError('not_found', `${url} is another page.`)
    this.#asked.delete(channel.number)
    channel.patch(ref, address)
  }

  /** Hands a request to the view that it names. A view that has ended answers nothing, and no other one answers for it. */
  #toView(number: number, ref: number, joinRef: number, hand: (channel: Channel) => void): void {
    const channel = this.#channels.get(number)
    if (!channel) throw new RillError('conflict', 'This view has not joined.')
    if (channel.joinRef === joinRef && !channel.isClosed) hand(channel)
    else this.send(encode([number, ['error', ref, ENDED]]))
  }

  /** The browser wants the view that it names no more, nor the page that it asked for under that name. */
  #leave(number: number, joinRef: number): void {
    if (this.#asked.get(number) === joinRef) this.#asked.delete(number)
    if (this.#channels.get(number)?.joinRef === joinRef) this.#closeChannel(number)
  }

  /** Throws when there are views enough. */
  #makeRoom(number: number): void {
    const taken = new Set([...this.#channels.keys(), ...this.#asked.keys()])
    if (taken.has(number) || taken.size < MAX_CHANNELS) return
    throw new RillError('malformed', 'Too many views on one socket.')
  }

  #drop(number: number): void {
    this.#asked.delete(number)
    this.#closeChannel(number)
  }

  #closeChannel(number: number): void {
    this.#channels.get(number)?.close()
    this.#channels.delete(number)
  }

  #refuse(message: ClientMessage, error: unknown): void {
    const [number, ref, kind] = message
    this.send(encode([number, ['error', ref, this.#errorReply(error, kind)]]))
  }

  #errorReply(error: unknown, what: string): ErrorReply {
    if (error instanceof RillError) return { code: error.code, message: error.message, ...errorDetails(error) }
    this.logError(error, what)
    return CRASHED
  }
}
