/** What a view asks of its streams between two flushes, in the order of the calls. A flush takes it; nothing stays. */
import { type SettledRows, settleRows } from './settled-rows.ts'
import type { AnyItem, Stream, StreamInsertOptions, StreamOperation } from './stream.ts'

/** Operations that wait for their streams to be shown before they are summed up. */
const MOST_WAITING = 100

/** What a view asked of its streams since the last flush, in call order. */
export class StreamQueue {
  #operations: StreamOperation[] = []
  /** Of each stream that is recorded, what every flush took. */
  readonly #recordings = new Map<Stream, StreamOperation[][]>()

  /** Asks for rows; throws when an item or an option is none. */
  insert(stream: Stream, items: readonly AnyItem[], options: StreamInsertOptions): void {
    this.#operations.push(insertion(stream, items, options))
  }

  /** Keeps a place in the order of the calls, for items that have to be waited for. */
  reserve(stream: Stream): StreamOperation {
    const place = insertion(stream, [], {})
    this.#operations.push(place)
    return place
  }

  /** Puts items in a place that was reserved, unless what was asked there has no effect any more. */
  fill(place: StreamOperation, items: readonly AnyItem[], options: StreamInsertOptions): void {
    const filled = insertion(place.stream, items, options)
    this.#operations = this.#operations.map((operation) => (operation === place ? filled : operation))
  }

  /** Takes back a place that was reserved. */
  giveUp(place: StreamOperation): void {
    this.#operations = this.#operations.filter((operation) => operation !== place)
  }

  /** Takes back a place that was reserved, and whatever was asked of its stream before. */
  giveUpThrough(place: StreamOperation): void {
    const end = this.#operations.indexOf(place)
    this.#operations = this.#operations.filter(({ stream }, index) => index > end || stream !== place.stream)
  }

  /** Asks that the row with this DOM id goes. */
  delete(stream: Stream, id: string): void {
    this.#operations.push({ kind: 'delete', stream, id })
  }

  /** Whatever was asked of this stream before has no effect any more. */
  reset(stream: Stream): void {
    this.#operations = this.#operations.filter((operation) => operation.stream !== stream)
    if (this.isRecording(stream)) this.#recordings.set(stream, [])
    this.#operations.push({ kind: 'reset', stream })
  }

  /** What waits to be taken. */
  get operations(): readonly StreamOperation[] {
    return this.#operations
  }

  /** Takes what can be sent. What is asked of a stream that nothing has shown yet waits until something does. */
  take(canBeSent = (stream: Stream) => stream.template !== null): StreamOperation[] {
    const asked = this.#operations
    // Not the same list, to which whatever is asked later is added.
    if (asked.length === 0) return []
    const waiting = asked.filter(({ stream }) => !canBeSent(stream))
    const taken = waiting.length === 0 ? asked : asked.filter(({ stream }) => canBeSent(stream))
    this.#operations = this.#settleWaiting(waiting)
    for (const [stream, flushes] of this.#recordings) {
      const own = taken.filter((operation) => operation.stream === stream)
      if (own.length > 0) flushes.push(own)
      if (flushes.length >= MOST_WAITING) this.#recordings.set(stream, summedUp(stream, flushes))
    }
    return taken
  }

  /** Of a stream that is shown late, or never, the rows are kept and not all that was done to them. */
  #settleWaiting(operations: StreamOperation[]): StreamOperation[] {
    if (operations.length < MOST_WAITING) return operations
    const streams = [...new Set(operations.map(({ stream }) => stream))]
    return streams.flatMap((stream): StreamOperation[] => {
      const settled: StreamOperation = { kind: 'insert', stream, placement: {}, ...settleRows(stream, operations) }
      return [{ kind: 'reset', stream }, settled]
    })
  }

  /** Has a stream emptied before what waits for it. */
  resetFirst(stream: Stream): void {
    this.#operations.unshift({ kind: 'reset', stream })
  }

  /** From now on keeps what is sent of a stream, until `insertFirst`. */
  record(stream: Stream): void {
    if (!this.#recordings.has(stream)) this.#recordings.set(stream, [])
  }

  /**
   * Makes a stream's rows what they would be, had these items come before all that was done since `record`, or since the
   * last reset after that.
   */
  insertFirst(stream: Stream, items: readonly AnyItem[], options: StreamInsertOptions): void {
    const done = this.#recordings.get(stream) ?? []
    const waiting = this.#operations.filter((operation) => operation.stream === stream)
    let settled: SettledRows = { rows: [], reaches: {} }
    for (const flush of [[insertion(stream, items, options)], ...done, waiting]) {
      const changes = flush.filter(({ kind }) => kind !== 'reset')
      settled = settleRows(stream, changes, settled)
    }
    this.#recordings.delete(stream)
    this.reset(stream)
    this.#operations.push({ kind: 'insert', stream, placement: {}, ...settled })
  }

  /** Whether what is sent of this stream is kept. */
  isRecording(stream: Stream): boolean {
    return this.#recordings.has(stream)
  }
}

/**
 * Flushes that do the same to any rows as these, but keep no row that was replaced or deleted meanwhile: work that failed
 * may not be tried again for as long as the view lives. Where the effect depends on the rows before, they stay as they are.
 */
function summedUp(stream: Stream, flushes: StreamOperation[][]): StreamOperation[][] {
  const changes = flushes.flat().filter(({ kind }) => kind !== 'reset')
  const operations = changes.filter((operation) => operation.kind !== 'insert' || operation.rows.length > 0)
  const placements = operations.flatMap((operation) => (operation.kind === 'insert' ? [operation.placement] : []))
  const at = placements[0]?.at
  const isSimple = placements.every((placement) => !placement.limit && !placement.updateOnly && placement.at === at)
  if (!isSimple || (at !== undefined && at !== 0)) return flushes
  const deleted = operations.flatMap((operation) => (operation.kind === 'delete' ? [operation.id] : []))
  const deletions = [...new Set(deleted)].map((id): StreamOperation => ({ kind: 'delete', stream, id }))
  const settled = settleRows(stream, operations)
  return [[...deletions, { kind: 'insert', stream, placement: placements[0] ?? {}, rows: settled.rows }]]
}

function insertion(stream: Stream, items: readonly AnyItem[], options: StreamInsertOptions): StreamOperation {
  const rows = items.map((item) => ({ id: stream.domId(item), item }))
  const { reaches } = options
  return { kind: 'insert', stream, rows, placement: stream.placement(options), ...(reaches && { reaches }) }
}
