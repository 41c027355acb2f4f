/** Rows as they stand one after the other in a page: a page that shows just the rows of another has them from there. */
import { EncodedMarkup } from './encoded.ts'
import { RenderedOnce } from './rendered-once.ts'
import { ROWS_MARK } from './rows.ts'
import type { SortKey } from './sequence.ts'

export class RowBlock extends EncodedMarkup {
  /** Whether other streams have places in these rows. */
  readonly holdsPlaces: boolean

  constructor(html: string) {
    super(html)
    this.holdsPlaces = html.includes(ROWS_MARK)
  }
}

/** A row of a page, with all that its HTML depends on beside its template. */
export interface PlacedRow {
  readonly id: string
  readonly item: object
  readonly key: SortKey | null
  /** Whether it begins a group. */
  readonly isHead: boolean
}

/** The blocks of rows whose items never change, by their first item. */
const blocks = new RenderedOnce<readonly PlacedRow[], RowBlock>(areSame)

/** The block of rows whose items never change, rendered by the first page that shows just these. */
export function blockRenderedOnce(template: object, rows: readonly PlacedRow[], render: () => RowBlock): RowBlock {
  return rows.length === 0 ? render() : blocks.of(template, rows[0]!.item, rows, render)
}

function areSame(some: readonly PlacedRow[], others: readonly PlacedRow[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ item, id, key, isHead }, index) => {
      const other = others[index]!
      return item === other.item && id === other.id && key === other.key && isHead === other.isHead
    })
  )
}
