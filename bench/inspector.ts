/** Speaks the DevTools protocol with a Node process, as far as that is needed to have it collect its garbage. */
import { WebSocket } from 'ws'

export class Inspector {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, () => void>()
  #asked = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => {
      const { id } = JSON.parse(String(data)) as { id?: number }
      if (id !== undefined) this.#waiting.get(id)?.()
    })
    // It ends with the process; whoever ends that knows.
    socket.on('error', () => {})
  }

  static async connect(url: string): Promise<Inspector> {
    const socket = new WebSocket(url, { perMessageDeflate: false })
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return new Inspector(socket)
  }

  collectGarbage(): Promise<void> {
    const id = ++this.#asked
    const done = new Promise<void>((resolve) => this.#waiting.set(id, resolve))
    this.#socket.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }))
    return done
  }

  close(): void {
    this.#socket.close()
  }
}
