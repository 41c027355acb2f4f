/**
 * Bounds on connections: how many there are in all and from one network, and for how long one request may hold one. When
 * there are too many, the connection that has waited longest without a request makes room for the new one, so that
 * clients that connect and send nothing keep nobody out.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import proxyaddr from '@fastify/proxy-addr'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { networkOf } from './chat/address.ts'
import { RillError } from './errors.ts'

/** File handles that stay free for the database, its readers and the log. */
const RESERVED_HANDLES = 128
const MOST_CONNECTIONS = 20_000
const MOST_PER_NETWORK = 1_000
const RETRY_AFTER = 5_000
const FULL = `HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: ${RETRY_AFTER / 1_000}\r\nContent-Type: text/plain\r\nContent-Length: 48\r\n\r\nToo many connections. Try again in a few seconds`

/** All in milliseconds. */
export interface HttpTimes {
  /** For the header of a request to arrive. */
  readonly headers: number
  /** For a whole request to arrive. */
  readonly request: number
  /** From the header of a request to the end of its answer; longer than a live read lasts. */
  readonly exchange: number
  /** Between two looks at what has taken too long. */
  readonly interval: number
}

export const HTTP_TIMES: HttpTimes = { headers: 10_000, request: 30_000, exchange: 90_000, interval: 2_000 }

export interface ConnectionLimits {
  readonly total: number
  /** From one network, unless it is that of a trusted proxy. */
  readonly perNetwork: number
}

/** Limits that fit the file handles that this process may open. */
export function defaultConnectionLimits(): ConnectionLimits {
  // Node's types lack what takes the report's time, and what is looked for in it.
  Object.assign(process.report, { excludeNetwork: true })
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft: number | string } } }
  const handles = Number(userLimits?.open_files?.soft ?? Number.NaN)
  const total = Number.isFinite(handles)
    ? Math.max(RESERVED_HANDLES, Math.min(MOST_CONNECTIONS, handles - RESERVED_HANDLES))
    : MOST_CONNECTIONS
  return { total, perNetwork: Math.min(MOST_PER_NETWORK, Math.ceil(total / 4)) }
}

interface Connection {
  readonly socket: Socket
  /** Null for a trusted proxy, which is not counted by address. */
  readonly network: string | null
  /** Requests that are not answered completely. */
  readonly requests: Set<IncomingMessage>
  isWebSocket: boolean
  /** When it began to wait for a request, or the request it answers began; by `performance.now()`. */
  since: number
}

/** Applies the limits to a server. `trustProxy` as in the configuration. */
export function limitConnections(
  app: FastifyInstance,
  { total, perNetwork }: ConnectionLimits,
  { trustProxy, times }: { trustProxy: string; times: HttpTimes },
): void {
  const trusts = trustedBy(trustProxy)
  const open = new Map<Socket, Connection>()
  const byNetwork = new Counts()

  app.server.prependListener('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? ''
    const network = trusts(address) ? null : networkOf(address)
    if (network !== null && byNetwork.of(network) >= perNetwork && !makeRoom(open, network)) return refuse(socket)
    if (open.size >= total && !makeRoom(open, null)) return refuse(socket)
    open.set(socket, { socket, network, requests: new Set(), isWebSocket: false, since: performance.now() })
    if (network !== null) byNetwork.add(network)
    socket.once('close', () => {
      if (open.delete(socket) && network !== null) byNetwork.remove(network)
    })
  })
  app.server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    begin(open.get(request.socket), request)
    response.once('close', () => end(open.get(request.socket), request))
  })
  // Until the handshake is done, an upgrade is a request like any other.
  app.server.prependListener('upgrade', (request: IncomingMessage) => begin(open.get(request.socket), request))
  app.addHook('onReady', async () => {
    app.websocketServer?.on('connection', (_webSocket, { socket }) => {
      const connection = open.get(socket)
      if (connection) connection.isWebSocket = true
    })
  })
  app.addHook('onRequest', forwardedLimit(trusts, perNetwork))

  const timer = setInterval(() => endOverdue(open.values(), times.exchange), times.interval).unref()
  app.addHook('onClose', async () => clearInterval(timer))
}

function begin(connection: Connection | undefined, request: IncomingMessage): void {
  if (!connection) return
  if (connection.requests.size === 0) connection.since = performance.now()
  connection.requests.add(request)
}

function end(connection: Connection | undefined, request: IncomingMessage): void {
  if (!connection?.requests.delete(request)) return
  connection.since = performance.now()
}

function endOverdue(connections: Iterable<Connection>, exchange: number): void {
  const now = performance.now()
  for (const { socket, requests, isWebSocket, since } of connections) {
    if (!isWebSocket && requests.size > 0 && now - since > exchange) socket.destroy()
  }
}

/** Closes the connection, of one network or of any, that has waited longest for a request. False when there is none. */
function makeRoom(open: Map<Socket, Connection>, network: string | null): boolean {
  let longest: Connection | undefined
  for (const connection of open.values()) {
    if (network !== null && connection.network !== network) continue
    if (!isWaiting(connection) || (longest && longest.since <= connection.since)) continue
    longest = connection
  }
  if (!longest) return false
  longest.socket.destroy()
  open.delete(longest.socket)
  return true
}

/** Whether nothing was asked, or not completely. */
function isWaiting({ requests, isWebSocket }: Connection): boolean {
  if (isWebSocket) return false
  for (const request of requests) if (request.complete) return false
  return true
}

function refuse(socket: Socket): void {
  socket.on('error', () => {})
  socket.end(FULL, () => socket.destroySoon())
}

/** Behind a proxy, counts requests and sockets by the address that it forwards. */
function forwardedLimit(trusts: (address: string) => boolean, most: number) {
  const counts = new Counts()
  return async (request: FastifyRequest, reply: { raw: ServerResponse }): Promise<void> => {
    const { raw } = request
    // What comes directly is counted as a connection. A socket that a test injects has none.
    if (!trusts(raw.socket?.remoteAddress ?? '') || trusts(request.ip)) return
    const network = networkOf(request.ip)
    if (counts.of(network) >= most) {
      const message = 'Too many connections are open from your network. Close some pages, or try again in a moment.'
      throw new RillError('rate_limited', message, { retryAfter: RETRY_AFTER })
    }
    counts.add(network)
    // Node answers a request that names an upgrade without asking for it (`Connection: upgrade`) like any other.
    const ending = isUpgrade(raw) ? raw.socket : reply.raw
    ending.once('close', () => counts.remove(network))
  }
}

/** Whether Node treats the request as an upgrade. Its types lack the property. */
function isUpgrade(request: IncomingMessage & { readonly upgrade?: boolean | null }): boolean {
  return request.upgrade === true
}

class Counts {
  readonly #counts = new Map<string, number>()

  of(key: string): number {
    return this.#counts.get(key) ?? 0
  }

  add(key: string): void {
    this.#counts.set(key, this.of(key) + 1)
  }

  remove(key: string): void {
    if (this.of(key) <= 1) this.#counts.delete(key)
    else this.#counts.set(key, this.of(key) - 1)
  }
}

/** As Fastify reads the same setting. */
function trustedBy(trustProxy: string): (address: string) => boolean {
  const trusts = proxyaddr.compile(trustProxy.split(',').map((address) => address.trim()))
  return (address) => address !== '' && trusts(address, 0)
}
