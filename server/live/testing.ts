/**
 * A client for tests that runs in the server's process: it loads a page over HTTP, joins it over the live socket, and
 * applies patches as a browser does, without a browser and without a port.
 *
 *     const client = await connect(app, '/rooms/1', { headers })
 *     await client.push('send_message', { ... })
 *     await client.until(() => client.rows('messages').length === 1)
 */
import { type CheerioAPI, load } from 'cheerio'
import type { WebSocket } from 'ws'
import {
  type Frame,
  type JoinRequest,
  type Operation,
  type PageState,
  PROTOCOL_VERSION,
  ROOT_CHANNEL,
  type SocketRequest,
  TITLE_HASH,
  type ViewRequest,
} from './protocol.ts'
import { type RowTraits, Sequence, type SortKey } from './sequence.ts'

/** Milliseconds before `until` gives up. Its only purpose is to end a hang. */
const DEADLINE = 30_000

interface Row {
  readonly id: string
  readonly html: string
}

/** What is needed of a FastifyInstance, or of a server that is elsewhere. */
export interface TestedServer {
  inject(request: { url: string; headers: Record<string, string> }): Promise<{ statusCode: number; body: string }>
  injectWS(path: string, options: { headers: Record<string, string> }): Promise<WebSocket>
}

/** Loads the page and joins it. Rejects when the page does not answer 200 or the join is refused. */
export async function connect(
  app: TestedServer,
  path: string,
  { headers = {} }: { headers?: Record<string, string> } = {},
): Promise<TestClient> {
  const client = await TestClient.load(app, path, headers)
  await client.join()
  return client
}

export class TestClient {
  readonly frames: Frame[] = []
  /** The text of every frame, for counting bytes. */
  readonly texts: string[] = []
  /** What `pushEvent` sent, by name. */
  readonly events: [name: string, payload: unknown][] = []
  title: string
  url: string
  closed: { readonly code: number; readonly reason: string } | null = null
  /** Sort key of the row that the reader is at, by stream; none is at the newest. */
  readonly at = new Map<string, SortKey>()
  readonly #app: TestedServer
  readonly #headers: Record<string, string>
  #page: PageState
  #dom: CheerioAPI
  /** Rows of streams that the view has hidden. */
  readonly #hidden = new Map<string, readonly Row[]>()
  #socket: WebSocket | null = null
  #ref = 0
  /** By channel, the join that requests to its view name. */
  readonly #joins = new Map<number, number>()
  /** What the frame that is being applied does to streams. */
  readonly #changing = new Map<string, Sequence<Row>>()
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>()
  readonly #checks = new Set<() => void>()

  private constructor(app: TestedServer, path: string, headers: Record<string, string>, document: string) {
    this.#app = app
    this.#headers = headers
    this.url = path
    this.#dom = load(document)
    this.title = this.#dom('title').text()
    this.#page = JSON.parse(this.#dom('[data-live-root]').attr('data-live-page') ?? '{}')
  }

  /** Loads a page and does not join it yet. */
  static async load(app: TestedServer, path: string, headers: Record<string, string> = {}): Promise<TestClient> {
    const response = await app.inject({ url: path, headers: { accept: 'text/html', ...headers } })
    if (response.statusCode !== 200) throw new Error(`GET ${path} answered ${response.statusCode}: ${response.body}`)
    return new TestClient(app, path, headers, response.body)
  }

  /** Joins, or joins again after `drop`, from where the page is. */
  async join(): Promise<void> {
    const socket = await this.#app.injectWS(`/live?v=${PROTOCOL_VERSION}`, { headers: this.#headers })
    this.#socket = socket
    this.closed = null
    socket.on('message', (data) => this.#receive(String(data)))
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) }
      for (const { reject } of this.#waiting.values()) reject(new Error(`closed with ${code}`))
      this.#changed()
    })
    await this.request('join', this.joinRequest)
  }

  /** What it joins with, from where the page is. */
  get joinRequest(): JoinRequest {
    const streams = Object.fromEntries(this.#streams().map((stream) => [stream, this.at.get(stream) ?? null]))
    return { ...this.#page, url: this.url, streams }
  }

  /** The connection breaks; the page stays. */
  drop(): void {
    this.#socket?.removeAllListeners('message')
    this.#socket?.terminate()
  }

  push(name: string, payload: unknown = null): Promise<unknown> {
    return this.request('event', name, payload)
  }

  /** Resolves with the reply's payload; rejects with the ErrorReply. */
  request(...request: SocketRequest | ViewRequest): Promise<unknown> {
    return this.requestOn(ROOT_CHANNEL, ...request)
  }

  /** The same on another channel than that of the page's own view. */
  requestOn(channel: number, ...request: SocketRequest | ViewRequest): Promise<unknown> {
    const ref = ++this.#ref
    const [kind] = request
    if (kind === 'join') this.#joins.set(channel, ref)
    const isToView = kind === 'event' || kind === 'patch' || kind === 'leave'
    const message = [channel, ref, ...request, ...(isToView ? [this.joinOf(channel)] : [])]
    this.#socket!.send(JSON.stringify(message))
    return new Promise((resolve, reject) => this.#waiting.set(ref, { resolve, reject }))
  }

  /** The join that a request to the view on this channel names; 0 where none has joined. */
  joinOf(channel: number): number {
    return this.#joins.get(channel) ?? 0
  }

  /** Sends a text as it is. */
  sendRaw(text: string | Buffer): void {
    this.#socket!.send(text)
  }

  /** The page as it is now. */
  html(): string {
    return this.#dom('[data-live-root]').html() ?? ''
  }

  /** The text of the first element that a selector finds. */
  text(selector: string): string {
    return this.#dom(selector).first().text()
  }

  /** DOM ids of a stream's rows, in order. */
  rows(stream: string): string[] {
    return this.#rowsOf(stream).map((row) => row.id)
  }

  /**
   * Resolves when the condition holds; it is checked after every frame.
   *
   * @throws Error after 30 seconds, with the text of the condition and the page as it is.
   */
  until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const check = () => {
        if (!condition()) return
        clearTimeout(deadline)
        this.#checks.delete(check)
        resolve()
      }
      const deadline = setTimeout(() => {
        this.#checks.delete(check)
        const closed = this.closed ? `, closed with ${this.closed.code}` : ''
        reject(new Error(`Gave up after 30 s. Waited for ${condition}. The page${closed}: ${this.html()}`))
      }, DEADLINE)
      this.#checks.add(check)
    })
  }

  #changed(): void {
    for (const check of [...this.#checks]) check()
  }

  #receive(text: string): void {
    const frame = JSON.parse(text) as Frame
    this.frames.push(frame)
    this.texts.push(text)
    const [channel, ...operations] = frame
    for (const operation of operations) if (operation[0] === 'page') this.#joins.set(channel, operation[5])
    this.#changing.clear()
    for (const operation of operations) this.#apply(operation)
    this.#changed()
  }

  #apply(operation: Operation): void {
    switch (operation[0]) {
      case 'c':
        this.#page = { ...this.#page, hashes: { ...this.#page.hashes, ...operation[3] } }
        return this.#component(operation[1], operation[2])
      case 'i':
      case 'd':
      case 'r':
        return this.#changeRows(operation)
      case 'h':
        this.#page = { ...this.#page, hashes: { ...this.#page.hashes, ...operation[1] } }
        return
      case 'o':
        this.#page = { ...this.#page, offsets: { ...this.#page.offsets, [operation[1]]: operation[2] } }
        return
      case 'e':
        this.events.push([operation[1], operation[2]])
        return
      case 't':
        this.#forgetHash(TITLE_HASH)
        this.title = operation[1]
        return
      case 'page':
        this.url = operation[1]
        this.title = operation[2]
        this.#dom('[data-live-root]').html(operation[3])
        this.#page = operation[4]
        return
      case 'ok':
        return this.#waiting.get(operation[1])?.resolve(operation[2])
      case 'error':
        return this.#waiting.get(operation[1])?.reject(operation[2])
    }
  }

  #component(id: string, html: string): void {
    for (const stream of this.#streams()) this.#hidden.set(stream, this.#rowsOf(stream))
    if (id === '') this.#dom('[data-live-root]').html(html)
    else this.#dom(`[id="${id}"]`).replaceWith(html)
    for (const stream of this.#streams()) {
      this.#setRows(stream, this.#hidden.get(stream) ?? [])
      this.#hidden.delete(stream)
    }
  }

  #changeRows(operation: Extract<Operation, readonly ['i' | 'd' | 'r', ...unknown[]]>): void {
    const [kind, stream] = operation
    this.#forgetHash(`rows ${stream}`)
    const sequence = this.#changing.get(stream) ?? new Sequence(this.#rowsOf(stream), traits)
    this.#changing.set(stream, sequence)
    if (kind === 'r') sequence.clear()
    else if (kind === 'd') sequence.delete(operation[2])
    else sequence.insert(operation[2].map(rowFrom), operation[3] ?? {})
    this.#setRows(stream, sequence.rows)
  }

  #forgetHash(name: string): void {
    const { [name]: _forgotten, ...hashes } = this.#page.hashes
    this.#page = { ...this.#page, hashes }
  }

  #streams(): string[] {
    return this.#dom('[live-stream]')
      .toArray()
      .map((element) => this.#dom(element).attr('live-stream')!)
  }

  #container(stream: string) {
    return this.#dom(`[live-stream="${stream}"]`)
  }

  /** Rows stand between two comments. */
  #rowsOf(stream: string): readonly Row[] {
    if (this.#container(stream).length === 0) return this.#hidden.get(stream) ?? []
    const content = this.#container(stream).html() ?? ''
    const [, rows = ''] = /<!--rows [^>]*-->(.*)<!--\/rows-->/s.exec(content) ?? []
    const fragment = load(rows, null, false)
    return fragment
      .root()
      .children()
      .toArray()
      .map((element) => rowFrom(fragment.html(element)))
  }

  #setRows(stream: string, rows: readonly Row[]): void {
    const container = this.#container(stream)
    if (container.length === 0) this.#hidden.set(stream, rows)
    const content = container.html() ?? ''
    const all = rows.map((row) => row.html).join('')
    container.html(
      content.replace(/(<!--rows [^>]*-->).*(<!--\/rows-->)/s, (_whole, open, close) => open + all + close),
    )
  }
}

const traits: RowTraits<Row> = {
  idOf: (row) => row.id,
  keyOf: (row) => {
    const key = load(row.html, null, false).root().children().attr('data-key')
    return key === undefined ? null : JSON.parse(key)
  },
  replace: (_present, next) => next,
}

function rowFrom(html: string): Row {
  return { id: load(html, null, false).root().children().attr('id') ?? '', html }
}
