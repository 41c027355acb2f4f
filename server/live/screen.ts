/**
 * Remembers the parts of a joined view that its browser has, so as to send only the others: components that differ,
 * rows, offsets, title.
 */
import { ComponentTree } from './component.ts'
import { encodeShared, streamOperations } from './frame.ts'
import { type LiveView, state } from './live-view.ts'
import type { Log, LogEntry } from './log.ts'
import type { WholePage } from './page.ts'
import { type RowsAfterJoin, rowsAfterJoin, titleShown } from './page-hashes.ts'
import type { Operation } from './protocol.ts'
import type { Navigation } from './view-state.ts'

export class Screen {
  readonly #view: LiveView
  #tree = new ComponentTree()
  #title: string | null = null
  /** The hashes of the page, from a join to its first flush; otherwise null. */
  #joinedWith: Readonly<Record<string, string>> | null = null
  /** Per log, the offset that the browser has not been told yet. */
  #offsets = new Map<Log, number>()

  constructor(view: LiveView) {
    this.#view = view
  }

  /** The browser holds a page with components of these hashes. */
  resume(hashes: Readonly<Record<string, string>>): void {
    this.#tree = new ComponentTree(hashes)
    this.#joinedWith = hashes
    this.#title = titleShown(this.#view, hashes)
  }

  /** The browser is sent this page. */
  show({ tree, title }: WholePage): void {
    this.#tree = tree
    this.#title = title
  }

  /** The view shows this log up to this offset, as soon as its next changes are sent. */
  advance(log: Log, offset: number): void {
    this.#offsets.set(log, offset)
  }

  /**
   * Takes the changes that are to be sent, which count as sent from now on. If all of them come from one entry of a log,
   * and none from this connection, they are a frame that others are sent too.
   */
  changes(channel: number, entry: LogEntry | undefined): { readonly shared: Buffer | null; readonly own: Operation[] } {
    const viewState = this.#view[state]
    const own = viewState.changed ? this.#renderedChanges() : []
    const { operations: rows, hashes } = this.#takeRows()
    const isShared = entry && own.length === 0 && this.#offsets.size === 1
    const [log] = isShared ? this.#offsets.keys() : []
    const shared = entry && log ? encodeShared(entry, channel, log.name, rows) : null
    if (!shared) {
      own.push(...streamOperations(rows))
      if (Object.keys(hashes).length > 0) own.push(['h', hashes])
      for (const [log, offset] of this.#offsets) own.push(['o', log.name, offset])
    }
    this.#offsets.clear()
    for (const [name, payload] of viewState.takeEvents()) own.push(['e', name, payload])
    const navigation = viewState.takeNavigation()
    if (navigation) own.push(navigationOperation(navigation))
    return { shared, own }
  }

  #takeRows(): RowsAfterJoin {
    const operations = this.#view[state].queue.take()
    const hashes = this.#joinedWith
    if (!hashes) return { operations, hashes: {} }
    this.#joinedWith = null
    // The browser may have kept rows of a stream that is hidden now. They are out of date.
    for (const stream of this.#view[state].waitingStreams) this.#view[state].queue.resetFirst(stream)
    return rowsAfterJoin(this.#view, operations, hashes)
  }

  #renderedChanges(): Operation[] {
    const viewState = this.#view[state]
    viewState.changed = false
    const changes = this.#tree.update(this.#view.render(viewState.assigns))
    const operations = changes.map(({ id, html, hashes }): Operation => ['c', id, html, hashes])
    const title = this.#view.title(viewState.assigns)
    if (title !== null && title !== this.#title) operations.push(['t', title])
    this.#title = title
    return operations
  }
}

/** The operation that makes the browser go elsewhere. */
export function navigationOperation({ how, url, replace }: Navigation): Operation {
  return replace ? ['u', how, url, true] : ['u', how, url]
}
