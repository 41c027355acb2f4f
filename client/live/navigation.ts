/**
 * Going from page to page over the socket: links with `live-link="navigate"` (another view) or `live-link="patch"`
 * (the same view at another address), back and forward. The old page stays until the new one is there; clicked fast,
 * the last click wins. Whatever cannot be done over the socket is done by loading the page.
 */
import { RequestError } from './connection.ts'

export interface NavigationHooks {
  /** Resolves when there is a connection: at once, or once it is back. */
  connected(): Promise<void>
  /** Has the server change the address of the view (patch) or send another view (navigate). */
  request(how: 'patch' | 'navigate', url: string): Promise<unknown>
  /** The same view is at another address now. */
  onPatched(): void
  /** No page is on its way any more. */
  onSettled(): void
}

type How = 'patch' | 'navigate'

export class Navigation {
  readonly #hooks: NavigationHooks
  /** Address that the page in the DOM is of; the address bar runs ahead of it. */
  #current = here()
  #latest = 0
  /** The page that is on its way, and what becomes of the history when it is here. */
  #asked: { readonly url: string; readonly entry: 'push' | 'keep' } | null = null

  constructor(hooks: NavigationHooks) {
    this.#hooks = hooks
  }

  start(): void {
    document.addEventListener('click', (event) => this.#onClick(event))
    window.addEventListener('popstate', () => {
      // A link to a place within the page.
      if (here() === this.#current && !document.documentElement.hasAttribute('data-live-navigating')) return
      const samePath = location.pathname === new URL(this.#current, location.href).pathname
      void this.#go(samePath ? 'patch' : 'navigate', here(), { push: false })
    })
  }

  /**
   * Another view's page is in the DOM. Whether it is the one that was asked for last; if so the address bar agrees with
   * it from now on, and otherwise that one is on its way.
   */
  pageShown(url: string): boolean {
    this.#current = url
    if (this.#asked?.url !== url) return false
    this.#arrive(url, this.#asked.entry)
    this.#asked = null
    return true
  }

  /** Path and query of the page that is shown. */
  get current(): string {
    return this.#current
  }

  /** Follows what the server asked for. */
  follow(how: How | 'redirect', url: string, replace: boolean): void {
    if (how === 'redirect') location.assign(url)
    else if (how === 'patch') this.#arrive(url, replace ? 'replace' : 'push')
    else void this.#go('navigate', url, { push: !replace })
  }

  #onClick(event: MouseEvent): void {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[live-link]') : null
    if (!link || link.origin !== location.origin || (link.target && link.target !== '_self')) return
    event.preventDefault()
    void this.#go(link.getAttribute('live-link') as How, link.pathname + link.search, { push: true })
  }

  async #go(how: How, url: string, { push }: { push: boolean }): Promise<void> {
    const mine = ++this.#latest
    document.documentElement.setAttribute('data-live-navigating', '')
    try {
      const entry = push ? 'push' : 'keep'
      this.#asked = how === 'navigate' ? { url, entry } : null
      await this.#request(how, url, mine)
      if (mine !== this.#latest || how === 'navigate') return
      this.#arrive(url, entry)
      this.#hooks.onPatched()
    } catch {
      // No such live page, or an error: the page itself says it better than anything here could.
      if (mine === this.#latest) location.assign(url)
    } finally {
      if (mine === this.#latest) {
        document.documentElement.removeAttribute('data-live-navigating')
        this.#hooks.onSettled()
      }
    }
  }

  /** A click without a connection waits for it: loading the page would lose what is being written, and fail. */
  async #request(how: How, url: string, mine: number): Promise<void> {
    while (mine === this.#latest) {
      await this.#hooks.connected()
      try {
        await this.#hooks.request(how, url)
        return
      } catch (error) {
        if (!(error instanceof RequestError && error.code === 'disconnected')) throw error
      }
    }
  }

  #arrive(url: string, entry: 'push' | 'replace' | 'keep'): void {
    this.#current = url
    if (entry === 'push' && url !== here()) history.pushState(null, '', url)
    else if (entry !== 'keep') history.replaceState(null, '', url)
  }
}

function here(): string {
  return location.pathname + location.search
}
