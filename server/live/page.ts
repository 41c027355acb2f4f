/**
 * Renders a whole page of a view: for an HTTP request, and for a browser that comes from another view over its socket.
 */
import { hash } from 'node:crypto'
import { ComponentTree } from './component.ts'
import { LiveError } from './live-error.ts'
import { type LiveView, type Params, state } from './live-view.ts'
import { type Reaches, TITLE_HASH } from './protocol.ts'
import { ROWS_PLACE, rowsOpening } from './rows.ts'
import { type Stream, type StreamOperation, settleRows } from './stream.ts'
import type { Navigation, ViewState } from './view-state.ts'

export interface WholePage {
  readonly html: string
  readonly title: string | null
  /** What its browser now has, to go on from. */
  readonly tree: ComponentTree
  readonly offsets: Readonly<Record<string, number>>
  readonly hashes: Readonly<Record<string, string>>
}

/** Begins the life of a view at an address. When it wants to be elsewhere, the result says where. */
export async function startView(
  view: LiveView,
  { params, session, url }: { params: Params; session: unknown; url: URL },
): Promise<Navigation | null> {
  await view.mount(params, session)
  if (!view[state].navigation) await view.handleParams(params, url)
  return view[state].takeNavigation()
}

/**
 * The page as it is now. The offsets are taken before the rows are read: a change in between is shown already and
 * comes again when the view continues from there, which changes nothing, whereas the other way round it would be lost.
 */
export async function renderWholePage(view: LiveView): Promise<WholePage> {
  const viewState = view[state]
  const offsets = Object.fromEntries(
    await Promise.all(viewState.logs.map(async (log) => [log.name, await log.head()] as const)),
  )
  await viewState.callSources()
  const tree = new ComponentTree()
  const shell = tree.update(view.render(viewState.assigns))[0]?.html ?? ''
  viewState.changed = false
  const filled = new FilledPage(view, shell)
  const operations = viewState.queue.take((stream) => filled.streams.has(stream))
  const listed = [...filled.streams].filter((stream) => !viewState.isSourced(stream))
  const hashes = Object.fromEntries(listed.map((stream) => [rowsKey(stream), rowsHash(stream, operations)]))
  const title = view.title(viewState.assigns)
  return {
    html: filled.html,
    title,
    tree,
    offsets,
    hashes: { ...tree.hashes(), ...hashes, ...(title !== null && { [TITLE_HASH]: shortHash(title) }) },
  }
}

/** The view's title where it is the one that a page with these hashes shows, else null. */
export function titleShown(view: LiveView, hashes: Readonly<Record<string, string>>): string | null {
  const title = view.title(view[state].assigns)
  return title !== null && hashes[TITLE_HASH] === shortHash(title) ? title : null
}

function shortHash(text: string): string {
  return hash('sha1', text, 'base64').slice(0, 12)
}

function streamsOf(operations: readonly StreamOperation[]): Stream[] {
  return [...new Set(operations.map((operation) => operation.stream))]
}

/** By which name the browser keeps the hash of a stream's rows; a component's id has no blank. */
function rowsKey(stream: Stream): string {
  return `rows ${stream.name}`
}

function rowsHash(stream: Stream, operations: readonly StreamOperation[]): string {
  const { rows } = settleRows(stream, operations)
  return shortHash(rows.map((row) => stream.render(row)).join(''))
}

/**
 * What the first flush after a join has to do to the rows of a page with these hashes. A stream that a list feeds has no
 * log to go on from: it is left alone when the page shows just these rows, and made anew when not. Rows keep their nodes.
 */
export function rowsAfterJoin(
  view: LiveView,
  operations: readonly StreamOperation[],
  hashes: Readonly<Record<string, string>>,
): StreamOperation[] {
  const { queue } = view[state]
  const changed = streamsOf(operations).filter((stream) => {
    // Its rows are on their way once more; until they are there the page keeps those that it has.
    if (queue.isRecording(stream)) return false
    return view[state].isSourced(stream) || hashes[rowsKey(stream)] !== rowsHash(stream, operations)
  })
  return changed.flatMap((stream): StreamOperation[] => {
    const own = operations.filter((operation) => operation.stream === stream)
    return view[state].isSourced(stream) ? own : [{ kind: 'reset', stream }, ...own]
  })
}

/** A page with the rows where its template has their places; rows may hold the places of other streams in turn. */
class FilledPage {
  readonly html: string
  /** The streams that have a place. A view may hide one: its rows then wait. */
  readonly streams = new Set<Stream>()
  readonly #state: ViewState<object>

  constructor(view: LiveView, shell: string) {
    this.#state = view[state]
    this.html = this.#fill(shell)
  }

  #fill(html: string): string {
    const [before, ...places] = html.split(ROWS_PLACE)
    let filled = before!
    for (let index = 0; index < places.length; index += 2) {
      filled = this.#fillPlace(this.#state.streamNamed(places[index]!), filled) + places[index + 1]
    }
    return filled
  }

  /** What stands before a stream's place, and its rows. */
  #fillPlace(stream: Stream, before: string): string {
    const { name } = stream
    if (this.streams.has(stream))
      throw new LiveError('STREAM_TWICE', `"${name}" is rendered twice.`, 'one place', 'two')
    this.streams.add(stream)
    const { rows, reaches } = settleRows(stream, this.#state.queue.operations)
    const filled = rows.map((row) => this.#row(stream.render(row)))
    return withEdges(name, before, reaches) + rowsOpening(name) + filled.join('')
  }

  #row(html: string): string {
    const [, ...places] = html.split(ROWS_PLACE)
    for (const name of places.filter((_, index) => index % 2 === 0)) {
      if (this.#state.streamNamed(name).isTemplateConfigured) continue
      // Later such a row may come without being rendered for this browser, and with it the template.
      const wrong = `"${name}" is inside the rows of another stream.`
      throw new LiveError('STREAM_TEMPLATE', wrong, 'streamConfigure(name, { row })', 'no row')
    }
    return places.length === 0 ? html : this.#fill(html)
  }
}

/**
 * The page up to a stream's rows, with what they reach written on their container. That is done here and not in the
 * template, because a view that continues a page neither knows nor sends it.
 */
function withEdges(name: string, before: string, { start, end }: Reaches): string {
  const marker = ` live-stream="${name}"`
  const at = before.lastIndexOf(marker)
  const tag = at < 0 ? '' : before.slice(before.lastIndexOf('<', at), before.indexOf('>', at) + 1)
  if (!/\sid="/.test(tag)) {
    const expected = `<... id="..." live-stream="${name}">`
    throw new LiveError('STREAM_CONTAINER', `The rows of "${name}" have no container.`, expected, tag || 'none')
  }
  const edges = edge('start', start) + edge('end', end)
  return before.slice(0, at) + marker + edges + before.slice(at + marker.length)
}

function edge(name: string, reached: boolean | undefined): string {
  return reached === undefined ? '' : ` data-${name}="${reached ? 'end' : 'more'}"`
}
