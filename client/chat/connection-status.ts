/** Shows how the connection stands, on every live page, but not at every short drop. */
import type { LiveClient } from '../live/live-client.ts'
import { type ConnectionState, connectionStateOf, isAway } from './connection-state.ts'

/** Milliseconds without a connection after which that is shown. */
const SHOWN_AFTER = 2_000

const WORDS: Readonly<Record<ConnectionState, string>> = {
  working: '',
  limited: 'Limited connection',
  offline: 'Offline',
  connecting: 'Connecting',
  reconnecting: 'Reconnecting',
  // A notice tells of it.
  failed: '',
}

export class ConnectionStatus {
  readonly #client: LiveClient
  readonly #onChange: () => void
  /** Waits from the moment in which the connection went; not from each attempt that fails. */
  #timer: ReturnType<typeof setTimeout> | undefined
  #isLongAway = false
  /** Questions to the socket, whether it still works although the browser says that it is offline, without an answer. */
  #doubts = 0

  /** `onChange`: `isAway` may have changed. */
  constructor(client: LiveClient, onChange: () => void) {
    this.#client = client
    this.#onChange = onChange
  }

  start(): void {
    this.#client.on('status', () => this.#update())
    window.addEventListener('offline', () => void this.#doubt())
    window.addEventListener('online', () => this.#show())
  }

  /** Whether nothing can be sent until the connection is back. */
  get isAway(): boolean {
    return isAway(this.#state)
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
    this.#doubts++
    this.#show()
    await this.#client.checkSocket()
    this.#doubts--
    this.#show()
  }

  #show(): void {
    const element = document.getElementById('connection')
    const text = WORDS[this.#state]
    if (element && element.textContent !== text) element.textContent = text
    this.#onChange()
  }

  get #state(): ConnectionState {
    const { status, isOverHttp } = this.#client
    const isInDoubt = this.#doubts > 0
    return connectionStateOf({
      status,
      isOverHttp,
      isOnline: navigator.onLine,
      isInDoubt,
      isLongAway: this.#isLongAway,
    })
  }
}
