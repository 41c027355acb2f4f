/** A live page for an HTTP request: complete HTML, with the views that are embedded in it. */
import { RillError } from '../errors.ts'
import type { Embedded } from './embedded.ts'
import type { PagePart } from './filled-page.ts'
import { escapeHtml, type Fragment, html, raw } from './html.ts'
import { LiveError } from './live-error.ts'
import type { Identity, LiveServer } from './live-socket.ts'
import { state } from './live-view.ts'
import { renderWholePage, startView } from './page.ts'
import { type PageState, ROOT_CHANNEL } from './protocol.ts'
import type { Address } from './routes.ts'
import type { Navigation } from './view-state.ts'

/** How deep views may be embedded in each other; deeper is a circle. */
const MAX_DEPTH = 4

export interface HttpPage {
  readonly title: string
  /** The element that the browser runtime goes on from. */
  readonly root: Fragment
}

/** The page at an address, or where its view wants to be instead. The view is let go in any case. */
export async function renderHttpPage(
  server: LiveServer,
  identity: Identity,
  address: Address,
): Promise<HttpPage | Navigation> {
  const page = await renderView(server, identity, address, 0)
  if ('how' in page) return page
  const build = escapeHtml(server.build)
  const opening = `<div data-live-root="${ROOT_CHANNEL}" data-live-build="${build}" ${pageAttribute(page.state)}>`
  return {
    title: page.title,
    root: html`${raw(opening)}${page.parts.map((part) => (typeof part === 'string' ? raw(part) : part))}${raw('</div>')}`,
  }
}

interface RenderedView {
  readonly title: string
  readonly parts: readonly PagePart[]
  readonly state: PageState
}

async function renderView(
  server: LiveServer,
  identity: Identity,
  address: Address,
  depth: number,
): Promise<RenderedView | Navigation> {
  const view = address.route.create()
  try {
    const elsewhere = await startView(view, address, identity.session)
    if (elsewhere) return elsewhere
    const { parts, title, offsets, hashes } = await renderWholePage(view)
    return {
      title: title ?? '',
      parts: await fillEmbedded(server, identity, parts, view[state].embedded, depth + 1),
      state: server.pageState(address.route, identity, { offsets, hashes }),
    }
  } finally {
    view.unmount()
  }
}

/** A view that cannot be rendered leaves its element empty; the page around it is not to suffer. */
async function fillEmbedded(
  server: LiveServer,
  identity: Identity,
  parts: readonly PagePart[],
  views: Iterable<Embedded>,
  depth: number,
): Promise<readonly PagePart[]> {
  let filled = parts
  for (const embedded of views) {
    if (depth > MAX_DEPTH) {
      throw new LiveError('EMBED_DEPTH', 'Views are embedded in a circle.', `at most ${MAX_DEPTH} levels`, embedded.url)
    }
    const address = server.routes.resolve(embedded.url)
    const page = address && (await renderView(server, identity, address, depth).catch(reportTo(server, embedded)))
    if (!page || 'how' in page) continue
    const empty = String(embedded)
    const full = embedded.filled(pageAttribute(page.state), page.parts.join(''))
    filled = filled.map((part) => (String(part).includes(empty) ? String(part).replace(empty, () => full) : part))
  }
  return filled
}

function reportTo(server: LiveServer, { url }: Embedded): (error: unknown) => null {
  return (error) => {
    if (error instanceof LiveError) throw error
    if (!(error instanceof RillError)) server.logError(error, `embedded ${url}`)
    return null
  }
}

function pageAttribute(page: PageState): string {
  return `data-live-page="${escapeHtml(JSON.stringify(page))}"`
}
