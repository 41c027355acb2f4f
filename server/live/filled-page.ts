/** The HTML of a page with its rows in their places. */
import { attributeIn, openTagsIn, tagAround } from './elements.ts'
import { LiveError } from './live-error.ts'
import { type LiveView, state } from './live-view.ts'
import type { Reaches } from './protocol.ts'
import type { RowBlock } from './row-block.ts'
import { ROWS_CLOSING, ROWS_PLACE, rowsOpening } from './rows.ts'
import { type SettledRows, settleRows } from './settled-rows.ts'
import type { Stream } from './stream.ts'
import type { ViewState } from './view-state.ts'

/** A part of a page: markup of its own, or rows that it may share with others. */
export type PagePart = string | RowBlock

/** A page with the rows where its template has their places; rows may hold the places of other streams in turn. */
export class FilledPage {
  readonly parts: readonly PagePart[]
  /** The rows of each stream that has a place, as a patch would send them. A view may hide one: its rows then wait. */
  readonly rows = new Map<Stream, RowBlock>()
  readonly #state: ViewState<object>

  constructor(view: LiveView, shell: string) {
    this.#state = view[state]
    this.parts = this.#fill(shell)
  }

  #fill(html: string): PagePart[] {
    const [before, ...places] = html.split(ROWS_PLACE)
    const rows: PagePart[][] = []
    let shell = before!
    for (let index = 0; index < places.length; index += 2) {
      const stream = this.#state.streamNamed(places[index]!)
      const settled = this.#settle(stream)
      rows.push(this.#fillRows(stream.renderAll(settled.rows), stream))
      shell = withEdges(stream.name, shell, settled.reaches) + rowsOpening(stream.name) + places[index + 1]
    }
    // Only now, because a container may begin before the rows of another stream.
    const [first, ...rest] = shell.split(ROWS_CLOSING)
    return [first!, ...rest.flatMap((text, index) => [...rows[index]!, ROWS_CLOSING + text])]
  }

  #settle(stream: Stream): SettledRows {
    if (this.rows.has(stream)) {
      throw new LiveError('STREAM_TWICE', `The stream "${stream.name}" is rendered twice.`, 'one place', 'two')
    }
    return settleRows(stream, this.#state.queue.operations)
  }

  #fillRows(block: RowBlock, stream: Stream): PagePart[] {
    this.rows.set(stream, block)
    if (!block.holdsPlaces) return [block]
    const [, ...places] = String(block).split(ROWS_PLACE)
    for (const name of places.filter((_, index) => index % 2 === 0)) {
      if (this.#state.streamNamed(name).isTemplateConfigured) continue
      // Later such a row may come without being rendered for this browser, and with it the template.
      const wrong = `"${name}" is inside the rows of another stream.`
      throw new LiveError('STREAM_TEMPLATE', wrong, 'streamConfigure(name, { row })', 'no row')
    }
    return this.#fill(String(block))
  }
}

/**
 * The page up to a stream's rows, with what they reach written on their container. That is done here and not in the
 * template, because a view that continues a page neither knows nor sends it.
 */
function withEdges(name: string, before: string, { start, end }: Reaches): string {
  const marker = `live-stream="${name}"`
  const at = before.lastIndexOf(marker)
  const container = tagAround(before, at)
  if (!container || !attributeIn(container.tag, 'id')) {
    const expected = `<... id="..." live-stream="${name}">`
    const got = container?.tag || openTagsIn(before).at(-1) || 'none'
    throw new LiveError('STREAM_CONTAINER', `The rows of "${name}" have no container.`, expected, got)
  }
  const between = openTagsIn(before.slice(container.index + container.tag.length))
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
