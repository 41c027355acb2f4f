/** Speaks the DevTools protocol with a Node process, as far as the measurements need it. */
import { WebSocket } from 'ws'

export class Inspector {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, (result: unknown) => void>()
  #asked = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => {
      const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown }
      if (id === undefined) return
      this.#waiting.get(id)?.(result)
      this.#waiting.delete(id)
    })
    // It ends with the process; whoever ends that knows.
    socket.on('error', () => {})
  }

  static async connect(url: string): Promise<Inspector> {
    const socket = new WebSocket(url, { perMessageDeflate: false })
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return new Inspector(socket)
  }

  async collectGarbage(): Promise<void> {
    await this.#ask('HeapProfiler.collectGarbage')
  }

  /** Resolves with the value of an expression of JavaScript. */
  async evaluate(expression: string): Promise<unknown> {
    const answer = await this.#ask('Runtime.evaluate', { expression, returnByValue: true })
    return (answer as { result: { value?: unknown } }).result.value
  }

  #ask(method: string, params = {}): Promise<unknown> {
    const id = ++this.#asked
    const answer = new Promise((resolve) => this.#waiting.set(id, resolve))
    this.#socket.send(JSON.stringify({ id, method, params }))
    return answer
  }

  close(): void {
    this.#socket.close()
  }
}
