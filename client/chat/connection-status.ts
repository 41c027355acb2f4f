/** Shows how the connection stands, on every live page, but not at every short drop. */
import type { LiveClient } from '../live/live-client.ts'

/** Milliseconds without a connection after which that is shown. */
const SHOWN_AFTER = 2_000

export class ConnectionStatus {
  readonly #client: LiveClient
  readonly #onChange: () => void
  /** Waits from the moment in which the connection went; not from each attempt that fails. */
  #timer: ReturnType<typeof setTimeout> | undefined
  #isLongAway = false
  /** Whether the browser says that it is offline and the socket has yet to show whether it still works. */
  #isInDoubt = false

  /** `onChange`: `isAway` has changed. */
  constructor(client: LiveClient, onChange: () => void) {
    this.#client = client
    this.#onChange = onChange
  }

  start(): void {
    this.#client.on('status', () => this.#update())
    window.addEventListener('offline', () => void this.#doubt())
    window.addEventListener('online', () => this.#show())
  }

  /** Whether nothing can be sent, and has not been for so long that it is shown. */
  get isAway(): boolean {
    return !this.#client.isAnswered && (this.#isLongAway || !navigator.onLine)
  }

  #update(): void {
    if (this.#client.isAnswered) {
      clearTimeout(this.#timer)
      this.#timer = undefined
      this.#isLongAway = false
    } else {
      this.#timer ??= setTimeout(() => {
        this.#isLongAway = true
        this.#show()
      }, SHOWN_AFTER)
    }
    this.#show()
  }

  /** The browser learns of a pulled cable before its socket does, but it may be wrong: the socket has the last word. */
  async #doubt(): Promise<void> {
    this.#isInDoubt = true
    this.#show()
    await this.#client.checkSocket()
    this.#isInDoubt = false
    this.#show()
  }

  #show(): void {
    const element = document.getElementById('connection')
    if (!element) return
    const text = this.#text
    if (element.textContent !== text) element.textContent = text
    this.#onChange()
  }

  get #text(): string {
    const { status, isAnswered, isOverHttp } = this.#client
    if (isOverHttp) return 'Limited connection'
    if (!navigator.onLine && (!isAnswered || this.#isInDoubt)) return 'Offline'
    // A notice tells of a page that has failed.
    if (isAnswered || !this.#isLongAway || status === 'failed') return ''
    return status === 'connecting' ? 'Connecting' : 'Reconnecting'
  }
}
