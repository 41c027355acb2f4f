/** The HTML of a page with its rows in their places. */
import { openTagsIn } from './elements.ts'
import { LiveError } from './live-error.ts'
import { type LiveView, state } from './live-view.ts'
import type { Reaches } from './protocol.ts'
import { ROWS_MARK, ROWS_PLACE, rowsOpening } from './rows.ts'
import { settleRows } from './settled-rows.ts'
import type { Stream } from './stream.ts'
import type { ViewState } from './view-state.ts'

/** A page with the rows where its template has their places; rows may hold the places of other streams in turn. */
export class FilledPage {
  readonly html: string
  /** The rows of each stream that has a place, as a patch would send them. A view may hide one: its rows then wait. */
  readonly rows = new Map<Stream, string>()
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
    if (this.rows.has(stream)) {
      throw new LiveError('STREAM_TWICE', `The stream "${name}" is rendered twice.`, 'one place', 'two')
    }
    const { rows, reaches } = settleRows(stream, this.#state.queue.operations)
    const rendered = rows.map((row) => stream.render(row))
    this.rows.set(stream, rendered.join(''))
    const filled = rendered.map((row) => this.#row(row))
    return withEdges(name, before, reaches) + rowsOpening(name) + filled.join('')
  }

  #row(html: string): string {
    if (!html.includes(ROWS_MARK)) return html
    const [, ...places] = html.split(ROWS_PLACE)
    for (const name of places.filter((_, index) => index % 2 === 0)) {
      if (this.#state.streamNamed(name).isTemplateConfigured) continue
      // Later such a row may come without being rendered for this browser, and with it the template.
      const wrong = `"${name}" is inside the rows of another stream.`
      throw new LiveError('STREAM_TEMPLATE', wrong, 'streamConfigure(name, { row })', 'no row')
    }
    return this.#fill(html)
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
    const got = tag || openTagsIn(before).at(-1) || 'none'
    throw new LiveError('STREAM_CONTAINER', `The rows of "${name}" have no container.`, expected, got)
  }
  const between = openTagsIn(before.slice(before.indexOf('>', at) + 1))
  if (between.length > 0) {
    const got = `${between.join('')} in between`
    throw new LiveError(
      'STREAM_CONTAINER',
      `The rows of "${name}" stand too deep.`,
      'them right in their container',
      got,
    )
  }
  const edges = edge('start', start) + edge('end', end)
  return before.slice(0, at) + marker + edges + before.slice(at + marker.length)
}

function edge(name: string, reached: boolean | undefined): string {
  return reached === undefined ? '' : ` data-${name}="${reached ? 'end' : 'more'}"`
}
