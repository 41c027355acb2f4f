/**
 * Decides when a page has to do without its socket: some proxies and firewalls refuse or swallow WebSockets and let HTTP
 * through. This is the only place that decides it. The socket goes on trying; once the page has joined over it, the
 * fallback ends.
 */

/** Milliseconds for which a page may try to join before HTTP is probed. */
const PATIENCE = 6_000
/** Milliseconds between two probes; up to half as many more at random, so that many browsers spread their probes. */
const PAUSE = 5_000
const KEY = 'rill:no-socket'

export interface FallbackHooks {
  /** Probes HTTP: resolves with whether the server answers. Never rejects. */
  reach(): Promise<boolean>
  /** The fallback begins, or ends because HTTP does not get through either. */
  onChange(): void
}

export type TabMemory = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export class HttpFallback {
  readonly #hooks: FallbackHooks
  readonly #memory: TabMemory
  #isActive = false
  #timer: ReturnType<typeof setTimeout> | undefined
  /** The probe whose outcome counts. */
  #probe: Promise<boolean> | null = null

  /** `memory` lasts from page to page of one tab. */
  constructor(hooks: FallbackHooks, memory: TabMemory) {
    this.#hooks = hooks
    this.#memory = memory
    // The page before this one had no socket, and this one came over HTTP a moment ago.
    this.#isActive = memory.getItem(KEY) !== null
  }

  /** Whether requests go over HTTP now. */
  get isActive(): boolean {
    return this.#isActive
  }

  /** The socket has yet to answer. HTTP is probed if `joined` has not been called by the end of the patience. */
  trying(): void {
    if (this.#timer === undefined && !this.#probe) this.#probeAfter(this.#isActive ? pause() : PATIENCE)
  }

  /** The page has joined over the socket, which answers. Does not call `onChange`. */
  joined(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#probe = null
    this.#isActive = false
    this.#memory.removeItem(KEY)
  }

  /** A request over HTTP found no server. HTTP is probed again later, so that a request that always fails cannot loop. */
  failed(): void {
    if (!this.#isActive) return
    this.#become(false)
    this.#probeAfter(pause())
  }

  /** Probes HTTP now; resolves with whether the fallback is active then. */
  async check(): Promise<boolean> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const probe = this.#hooks.reach()
    this.#probe = probe
    const isReached = await probe
    if (this.#probe !== probe) return this.#isActive
    this.#probe = null
    this.#become(isReached)
    this.#probeAfter(pause())
    return isReached
  }

  #probeAfter(milliseconds: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.check(), milliseconds)
  }

  #become(isActive: boolean): void {
    if (isActive === this.#isActive) return
    this.#isActive = isActive
    if (isActive) this.#memory.setItem(KEY, '1')
    else this.#memory.removeItem(KEY)
    this.#hooks.onChange()
  }
}

function pause(): number {
  return PAUSE * (1 + Math.random() / 2)
}
