/**
 * Renders a whole page of a view: for an HTTP request, and for a browser that comes from another view over its socket.
 */
import { ComponentTree } from './component.ts'
import { FilledPage, type PagePart } from './filled-page.ts'
import { type LiveView, state } from './live-view.ts'
import { headsOf, type Offsets, startsOf } from './log.ts'
import { rowsHashes, titleHash } from './page-hashes.ts'
import type { Address } from './routes.ts'
import type { Navigation } from './view-state.ts'

export interface WholePage {
  readonly parts: readonly PagePart[]
  readonly title: string | null
  /** What its browser now has, to go on from. */
  readonly tree: ComponentTree
  readonly offsets: Offsets
  readonly hashes: Readonly<Record<string, string>>
}

/** Begins the life of a view at an address. When it wants to be elsewhere, the result says where. */
export async function startView(
  view: LiveView,
  { params, url, sameRoute }: Address,
  session: unknown,
): Promise<Navigation | null> {
  view[state].sameRoute = sameRoute
  await view.mount(params, session)
  view[state].isMounted = true
  if (!view[state].navigation) await view.handleParams(params, url)
  return view[state].takeNavigation()
}

/**
 * The page as it is now. The heads of the logs are taken before the rows are read, and where what feeds a stream does not
 * say at which offset it read, the view goes on from there: a change in between is shown already and comes again, whereas
 * the other way round it would be lost.
 */
export async function renderWholePage(view: LiveView): Promise<WholePage> {
  const viewState = view[state]
  const heads = await headsOf(viewState.logs)
  const starts = startsOf(heads, await viewState.callSources())
  const offsets = Object.fromEntries(Array.from(starts, ([log, offset]) => [log.name, offset]))
  const tree = new ComponentTree()
  const shell = tree.update(view.render(viewState.assigns))[0]?.html ?? ''
  viewState.changed = false
  const filled = new FilledPage(view, shell)
  viewState.queue.take((stream) => filled.rows.has(stream))
  const compared = [...filled.rows].filter(([stream]) => viewState.isCompared(stream))
  const title = view.title(viewState.assigns)
  return {
    parts: filled.parts,
    title,
    tree,
    offsets,
    hashes: { ...tree.hashes(), ...rowsHashes(compared), ...titleHash(title) },
  }
}
