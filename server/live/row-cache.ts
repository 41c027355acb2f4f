/** Rows of items that never change, as they were rendered: each for as long as its item is kept somewhere. */
import type { Html } from './html.ts'
import type { SortKey } from './sequence.ts'

interface RenderedRow {
  readonly id: string
  readonly key: SortKey | null
  readonly html: string
}

type Template = (item: never) => Html

const rows = new WeakMap<Template, WeakMap<object, RenderedRow>>()

/** The row of an item by a template, rendered by the first who asks. Id and key are part of a row, too. */
export function renderedOnce(
  template: Template,
  item: object,
  { id, key }: Omit<RenderedRow, 'html'>,
  render: () => string,
): string {
  let known = rows.get(template)
  if (!known) {
    known = new WeakMap()
    rows.set(template, known)
  }
  const row = known.get(item)
  if (row?.id === id && row.key === key) return row.html
  const html = render()
  known.set(item, { id, key, html })
  return html
}
