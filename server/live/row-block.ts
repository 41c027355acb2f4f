/** Rows as they stand one after the other in a page: a page that shows just the rows of another has them from there. */
import { EncodedMarkup } from './encoded.ts'
import type { Html } from './html.ts'
import { ROWS_MARK } from './rows.ts'
import type { SortKey } from './sequence.ts'

type Template = (item: never) => Html

export class RowBlock extends EncodedMarkup {
  /** Whether other streams have places in these rows. */
  readonly holdsPlaces: boolean

  constructor(html: string) {
    super(html)
    this.holdsPlaces = html.includes(ROWS_MARK)
  }
}

export interface KeyedRow {
  readonly id: string
  readonly item: object
  readonly key: SortKey | null
}

interface KnownBlock {
  readonly rows: readonly KeyedRow[]
  readonly block: RowBlock
}

/** By template and first item, the block that was asked for last. */
const blocks = new WeakMap<Template, WeakMap<object, KnownBlock>>()

/** The block of rows whose items never change, rendered by the first who asks. Ids and keys are part of it, too. */
export function blockRenderedOnce(template: Template, rows: readonly KeyedRow[], render: () => RowBlock): RowBlock {
  const first = rows[0]?.item
  if (first === undefined) return render()
  let known = blocks.get(template)
  if (!known) {
    known = new WeakMap()
    blocks.set(template, known)
  }
  const last = known.get(first)
  if (last && areSame(last.rows, rows)) return last.block
  const block = render()
  known.set(first, { rows, block })
  return block
}

function areSame(some: readonly KeyedRow[], others: readonly KeyedRow[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ item, id, key }, index) => {
      const other = others[index]!
      return item === other.item && id === other.id && key === other.key
    })
  )
}
