/**
 * Going from page to page over the socket: links with `live-link="navigate"` (another view) or `live-link="patch"`
 * (the same view at another address), back and forward. The old page stays until the new one is there; clicked fast,
 * the last click wins. Whatever cannot be done over the socket is done by loading the page.
 */
import { presentPage, rememberScroll, scrollToTarget, startScrollMemory } from './arrival.ts'
import { RequestError } from './connection.ts'
import { presentEntry, remember } from './history-entry.ts'
import { LedMoves } from './led-moves.ts'
import { type How, linkClicked, pathOf } from './links.ts'

export interface NavigationHooks {
  /** Resolves when requests are answered: at once, or once they are again. Rejects when they will not be. */
  answered(): Promise<void>
  /**
   * Has the server change the address of the view (patch) or send another view (navigate). Resolves with the address that
   * a patch was led to in place of the one that was asked for.
   */
  request(how: How, url: string): Promise<unknown>
  /** The same view is at another address now. */
  onPatched(): void
  /** No page is on its way any more. */
  onSettled(): void
  /** Pages lead to each other in a circle, which ends here. */
  onCircle(): void
}

/** What becomes of the history when a page is there; "keep": the browser has gone to its entry already. */
type Entry = 'push' | 'replace' | 'keep'

interface Place {
  /** Path and query. */
  readonly url: string
  /** What is meant within the page. */
  readonly hash: string
  readonly entry: Entry
}

/** A page that is on its way. */
interface Asked extends Place {
  readonly how: How
}

export class Navigation {
  readonly #root: HTMLElement
  readonly #hooks: NavigationHooks
  /** Address that the page in the DOM is of; the address bar may be ahead of it. */
  #current = pathOf(location)
  /** Stands for the view in the DOM. */
  #view = Math.random()
  /** The page that was asked for last, while it is on its way. */
  #asked: Asked | null = null
  readonly #ledMoves = new LedMoves()

  constructor(root: HTMLElement, hooks: NavigationHooks) {
    this.#root = root
    this.#hooks = hooks
  }

  /** Follows links, back and forward from now on. */
  start(): void {
    remember({ view: this.#view })
    startScrollMemory(() => this.#asked === null)
    this.#ledMoves.start()
    document.addEventListener('click', (event) => {
      const link = linkClicked(event)
      if (!link) return
      event.preventDefault()
      this.#ledMoves.forget()
      void this.#go({ ...link, entry: 'push' })
    })
    window.addEventListener('popstate', () => this.#traversed())
  }

  /**
   * Another view's page is in the DOM. Whether it is the one that was asked for last; if so the address bar agrees with
   * it from now on, and otherwise that one is on its way.
   */
  pageShown(url: string): boolean {
    this.#current = url
    this.#view = Math.random()
    this.pageLive()
    const asked = this.#asked
    if (asked?.how !== 'navigate' || asked.url !== url) return false
    this.#arrive(asked)
    presentPage(this.#root, { hash: asked.hash, isReturn: asked.entry === 'keep' })
    return true
  }

  /** The view of the page that is shown has joined. */
  pageLive(): void {
    this.#ledMoves.pageLive()
  }

  /** Whether the last move that the server asked for was not followed, because it is one of a circle. */
  get isInCircle(): boolean {
    return this.#ledMoves.isCircle
  }

  /** Path and query of the page that is shown. */
  get current(): string {
    return this.#current
  }

  /** Follows what the server asked for. */
  follow(how: How | 'redirect', url: string, replace: boolean): void {
    const asked = this.#asked
    const entry = replace ? 'replace' : 'push'
    if (how === 'patch') return this.#followPatch({ url, hash: '', entry })
    if (!this.#ledMoves.take()) return this.#stopCircle(url)
    const place = { url, hash: '', entry: asked ? entryOfLed(asked) : entry } as const
    if (how === 'redirect') load(url, place.entry)
    else void this.#go({ ...place, how })
  }

  /** The view that is shown is at another address; the address bar may be at that of a page on its way. */
  #followPatch(place: Place): void {
    if (this.#asked?.entry === 'keep') this.#current = place.url
    else this.#arrive(place)
  }

  #stopCircle(url: string): void {
    console.error(
      `NAVIGATION_LOOP: pages lead to each other in a circle; ${url} would be the next. It was not followed.`,
    )
    if (this.#asked) this.#settle()
    this.#hooks.onCircle()
  }

  /** The browser went back or forward. */
  #traversed(): void {
    const url = pathOf(location)
    // An entry that the browser made itself, for a place within the page, says nothing of a view.
    const { view = this.#view } = presentEntry()
    const isSameView = view === this.#view
    this.#ledMoves.forget()
    if (isSameView && url === this.#current && this.#asked?.entry !== 'keep') return remember({ view })
    void this.#go({ how: isSameView ? 'patch' : 'navigate', url, hash: location.hash, entry: 'keep' })
  }

  async #go(asked: Asked): Promise<void> {
    if (!this.#asked && asked.entry !== 'keep') rememberScroll()
    this.#asked = asked
    document.documentElement.setAttribute('data-live-navigating', '')
    const view = this.#view
    try {
      const ledTo = await this.#request(asked)
      if (this.#asked !== asked) return
      // A page that was asked for before has come meanwhile.
      if (asked.how === 'patch' && view !== this.#view) return void this.#go({ ...asked, how: 'navigate' })
      if (asked.how === 'patch') {
        this.#patched(typeof ledTo === 'string' ? { url: ledTo, hash: '', entry: entryOfLed(asked) } : asked)
      }
      this.#settle()
    } catch {
      if (this.#asked !== asked) return
      // No such live page, or an error: the page itself says it better than anything here could.
      this.#settle()
      load(asked.url + asked.hash, asked.entry)
    }
  }

  /**
   * A click without a connection waits for it: loading the page would lose what is being written, and fail. Ends without
   * an answer when another page is asked for meanwhile, and when the view that a patch was meant for has gone.
   */
  async #request(asked: Asked): Promise<unknown> {
    const view = this.#view
    while (this.#asked === asked) {
      await this.#hooks.answered()
      if (this.#asked !== asked || (asked.how === 'patch' && view !== this.#view)) return
      try {
        return await this.#hooks.request(asked.how, asked.url)
      } catch (error) {
        if (!(error instanceof RequestError && error.code === 'disconnected')) throw error
      }
    }
  }

  #patched(place: Place): void {
    this.#arrive(place)
    scrollToTarget(place.hash)
    this.#hooks.onPatched()
  }

  #arrive({ url, hash, entry }: Place): void {
    this.#current = url
    const address = location.origin + url + hash
    if (entry === 'keep') remember({ view: this.#view })
    else if (entry === 'push' && address !== location.href) history.pushState({ view: this.#view }, '', address)
    else history.replaceState({ view: this.#view }, '', address)
  }

  #settle(): void {
    this.#asked = null
    document.documentElement.removeAttribute('data-live-navigating')
    this.#hooks.onSettled()
  }
}

/** Loads a page in place of the application's runtime: an address of this origin, or any whole one. */
function load(url: string, entry: Entry): void {
  const address = url.startsWith('/') ? location.origin + url : url
  if (address === location.href) location.reload()
  else if (entry === 'push') location.assign(address)
  else location.replace(address)
}

/** What is led elsewhere before it is there has had no entry, or one that is not to lead there again. */
function entryOfLed({ entry }: Asked): Entry {
  return entry === 'push' ? 'push' : 'replace'
}
