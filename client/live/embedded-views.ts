/**
 * The views that stand inside the page of another: each is a channel of its own on the same socket, with a root of its
 * own, and lives as long as that root is in the page. What one asks of the address bar concerns the whole page.
 */
import { type Frame, ROOT_CHANNEL } from '../../server/live/protocol.ts'
import type { Connection } from './connection.ts'
import { delegateEvents } from './events.ts'
import { hideFailure, showFailure } from './failure.ts'
import type { Hooks } from './hooks.ts'
import { LivePage, type PageListener } from './live-page.ts'
import { Membership } from './membership.ts'

interface EmbeddedView {
  readonly membership: Membership
  /** The address that the view around it gave. */
  readonly givenUrl: string
  readonly stopEvents: () => void
}

const EMBEDDED_ROOT = '[data-live-root][live-embed]'

export class EmbeddedViews {
  readonly #root: Element
  readonly #connection: Connection
  readonly #hooks: Hooks
  readonly #listener: Pick<PageListener, 'onNavigate' | 'onEvent' | 'onRows'>
  readonly #views = new Map<number, EmbeddedView>()
  #lastChannel = ROOT_CHANNEL

  constructor(
    root: Element,
    connection: Connection,
    hooks: Hooks,
    listener: Pick<PageListener, 'onNavigate' | 'onEvent' | 'onRows'>,
  ) {
    this.#root = root
    this.#connection = connection
    this.#hooks = hooks
    this.#listener = listener
  }

  /** Takes up the views that have come into the page, and leaves those that have gone from it or are to be others. */
  look(): void {
    const roots = new Set(this.#root.querySelectorAll<HTMLElement>(EMBEDDED_ROOT))
    for (const [channel, { membership, givenUrl }] of this.#views) {
      const { root } = membership.page
      if (!roots.has(root)) this.#leave(channel)
      else if (embeddedUrl(root) === givenUrl) roots.delete(root)
      else {
        this.#leave(channel)
        empty(root)
      }
    }
    for (const root of roots) this.#take(root)
  }

  /** There is a connection. */
  join(): void {
    for (const { membership } of this.#views.values()) void membership.join()
  }

  /** There is no connection any more. */
  lost(): void {
    for (const { membership } of this.#views.values()) membership.lost()
  }

  /** Hands a frame to the view whose channel it is of. */
  apply(frame: Frame): void {
    this.#views.get(frame[0])?.membership.page.apply(frame)
  }

  #take(root: HTMLElement): void {
    const channel = ++this.#lastChannel
    const givenUrl = embeddedUrl(root)
    let url = givenUrl
    const page = new LivePage(root, channel, this.#connection, this.#hooks, {
      ...this.#listener,
      url: () => url,
      onTitle: () => undefined,
      onPage: () => undefined,
      onNavigate: (how, to, replace) => {
        if (how === 'patch') url = to
        else this.#listener.onNavigate(how, to, replace)
      },
      onGone: () => membership.gone(),
    })
    const membership = new Membership(page, {
      onJoined: () => {
        root.dataset.live = 'connected'
        hideFailure(root)
        page.checkWindows()
      },
      onLost: () => {
        root.dataset.live = 'disconnected'
      },
      // The page around it goes on without it.
      onRefused: () => {
        root.dataset.live = 'refused'
      },
      onFailed: () => {
        root.dataset.live = 'failed'
        showFailure(root, 'This part of the page does not work at the moment.')
      },
    })
    const stopEvents = delegateEvents(page)
    this.#views.set(channel, { membership, givenUrl, stopEvents })
    if (this.#connection.isOpen) void membership.join()
  }

  #leave(channel: number): void {
    const { membership, stopEvents } = this.#views.get(channel)!
    this.#views.delete(channel)
    stopEvents()
    membership.stop()
  }
}

function embeddedUrl(root: Element): string {
  return root.getAttribute('live-embed')!
}

/** Another view is to come here: nothing of the one before is to be taken for it. */
function empty(root: HTMLElement): void {
  root.replaceChildren()
  for (const name of ['live', 'livePage']) delete root.dataset[name]
}
