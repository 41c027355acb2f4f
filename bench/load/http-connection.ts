/** One connection that asks for the same page again and again, at the least cost to whoever measures. */
import { connect, type Socket } from 'node:net'

const HEAD_END = Buffer.from('\r\n\r\n')
const LENGTH = /^content-length: (\d+)$/im

export interface PageAnswer {
  readonly status: number
  readonly body: Buffer
}

export class HttpConnection {
  readonly #socket: Socket
  readonly #request: Buffer
  #chunks: Buffer[] = []
  #size = 0
  /** Size of the answer that is coming, head included; null until its head is there. */
  #expected: number | null = null
  #bodyAt = 0
  #waiting: { resolve(answer: PageAnswer): void; reject(error: Error): void } | null = null

  private constructor(socket: Socket, request: Buffer) {
    this.#socket = socket
    this.#request = request
    socket.on('data', (chunk) => this.#receive(chunk))
    socket.on('close', () => this.#waiting?.reject(new Error('The connection ended before the answer did.')))
    socket.on('error', () => {})
  }

  /** Connects; `path` is what it will ask for. */
  static open(server: string, path: string, cookie: string): Promise<HttpConnection> {
    const { hostname, port, host } = new URL(server)
    const lines = [`GET ${path} HTTP/1.1`, `host: ${host}`, 'accept: text/html', `cookie: ${cookie}`, '', '']
    const socket = connect(Number(port), hostname)
    return new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(new HttpConnection(socket, Buffer.from(lines.join('\r\n')))))
      socket.once('error', reject)
    })
  }

  /** Resolves with the answer; one request at a time. */
  get(): Promise<PageAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(this.#request)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#size += chunk.length
    this.#expected ??= this.#sizeOfAnswer()
    if (this.#expected === null || this.#size < this.#expected) return
    const answer = Buffer.concat(this.#chunks)
    const status = Number(answer.toString('latin1', 9, 12))
    this.#waiting?.resolve({ status, body: answer.subarray(this.#bodyAt) })
    this.#waiting = null
    this.#chunks = []
    this.#size = 0
    this.#expected = null
  }

  #sizeOfAnswer(): number | null {
    const start = Buffer.concat(this.#chunks)
    const end = start.indexOf(HEAD_END)
    if (end < 0) return null
    this.#bodyAt = end + HEAD_END.length
    const length = LENGTH.exec(start.toString('latin1', 0, end))?.[1]
    if (!length) throw new Error('An answer does not say how long it is.')
    return this.#bodyAt + Number(length)
  }
}
