/**
 * How operations change the order of a stream's rows: the one definition, for the HTTP render on the server (where a
 * row is an item), the browser (where it is an element) and the tests. It imports nothing.
 *
 * A row with a sort key stands in key order whatever is asked; other rows stand where they were put.
 */

export type SortKey = number | string

export interface RowTraits<Row> {
  idOf(row: Row): string
  /** Null for rows of a stream without a sort key. All rows of one stream have keys of one type, or none has. */
  keyOf(row: Row): SortKey | null
  /** What stands in the list when `next` replaces `present`, a row of the same id. */
  replace(present: Row, next: Row): Row
}

export interface Placement {
  readonly at?: number
  readonly limit?: number
  readonly updateOnly?: boolean
}

/** The rows of one stream during one flush, whose operations change them strictly in their order. */
export class Sequence<Row> {
  readonly rows: Row[]
  readonly #traits: RowTraits<Row>
  /** Ids of the rows; what is not among them need not be looked for. */
  readonly #ids: Set<string>
  /** Ids that this flush has added: of these the last insert says where they stand. */
  readonly #added = new Set<string>()

  constructor(rows: Iterable<Row>, traits: RowTraits<Row>) {
    this.rows = [...rows]
    this.#traits = traits
    this.#ids = new Set(this.rows.map((row) => traits.idOf(row)))
  }

  /**
   * A row whose id was there before this flush is replaced where it stands; the others form one block, in the order
   * given, that begins at index `at` (default: the end). The limit is checked only when a row was added: replacing
   * never drops one.
   */
  insert(fresh: readonly Row[], placement: Placement): void {
    const block = this.#lastOfEach(fresh)
    const moved = placement.updateOnly ? new Map<string, Row>() : this.#takeAdded(block)
    let next = placement.at ?? this.rows.length
    let isLonger = false
    for (const [id, row] of block) {
      const index = this.#indexOf(id)
      if (index >= 0) this.rows[index] = this.#traits.replace(this.rows[index]!, row)
      else if (!placement.updateOnly) {
        const present = moved.get(id)
        this.#place(present === undefined ? row : this.#traits.replace(present, row), next++)
        this.#added.add(id)
        this.#ids.add(id)
        isLonger = true
      }
    }
    if (isLonger && placement.limit !== undefined) this.#applyLimit(placement.limit)
  }

  /** Removes the row with this id, if it is there. */
  delete(id: string): void {
    const index = this.#indexOf(id)
    if (index >= 0) this.rows.splice(index, 1)
    this.#ids.delete(id)
  }

  /** Removes all rows. */
  clear(): void {
    this.rows.length = 0
    this.#ids.clear()
  }

  /** The rows by id, in the order of the last of each. */
  #lastOfEach(rows: readonly Row[]): ReadonlyMap<string, Row> {
    const last = new Map<string, Row>()
    for (const row of rows) {
      const id = this.#traits.idOf(row)
      last.delete(id)
      last.set(id, row)
    }
    return last
  }

  /** Takes out the rows of a block that this flush has added before, to be put where the block stands. */
  #takeAdded(block: ReadonlyMap<string, Row>): Map<string, Row> {
    const taken = new Map<string, Row>()
    for (const id of block.keys()) {
      const index = this.#added.has(id) ? this.#indexOf(id) : -1
      if (index < 0) continue
      taken.set(id, this.rows.splice(index, 1)[0]!)
      this.#ids.delete(id)
    }
    return taken
  }

  #indexOf(id: string): number {
    return this.#ids.has(id) ? this.rows.findIndex((row) => this.#traits.idOf(row) === id) : -1
  }

  #place(row: Row, at: number): void {
    const key = this.#traits.keyOf(row)
    this.rows.splice(key === null ? Math.min(at, this.rows.length) : this.#keyedIndex(key), 0, row)
  }

  /** Looked for at the end first, because nearly every row that arrives is the newest; then by bisection. */
  #keyedIndex(key: SortKey): number {
    const isAfter = (row: Row) => (this.#traits.keyOf(row) ?? key) > key
    const last = this.rows.at(-1)
    if (last === undefined || !isAfter(last)) return this.rows.length
    let low = 0
    let high = this.rows.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (isAfter(this.rows[middle]!)) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Keeps the first `limit` rows, or the last `-limit` when it is negative. */
  #applyLimit(limit: number): void {
    const dropped = limit >= 0 ? this.rows.splice(limit) : this.rows.splice(0, Math.max(0, this.rows.length + limit))
    for (const row of dropped) this.#ids.delete(this.#traits.idOf(row))
  }
}
