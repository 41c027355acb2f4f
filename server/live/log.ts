/**
 * What a view needs of a log of changes that it shows; `server/durable` implements it. Offsets grow along a log; "at
 * offset n" means that what stands there up to n has been seen, and 0 is before everything.
 */

/** So much is caught up with; past it the newest page is cheaper and more welcome. */
export const MAX_BACKLOG = 1_000

export interface LogEntry {
  readonly offset: number
}

/** What a log hands to a view, to be handled in one turn. */
export interface Delivery {
  /** For `handleInfo`, one after the other. */
  readonly messages: readonly unknown[]
  /** Where in the log the view is then, if that has changed. */
  readonly offset?: number
  /** Stands for the entries: where many views are handed the same, the same object, so that they are rendered once. */
  readonly entry?: LogEntry
}

export interface Log {
  /** Stable; the browser keeps it beside the offset. */
  readonly name: string
  /** Offset of the newest entry; 0 when there is none. */
  head(): Promise<number>
  /** The least offset that can be gone on from: what stands before it has been forgotten. */
  earliest(): Promise<number>
  /**
   * Delivers every entry after `offset`, each exactly once and in order: first those that exist, then each as it is
   * committed, until `stop`.
   */
  follow(offset: number, deliver: (delivery: Delivery) => void): Following
}

export interface Following {
  /** Resolves once what existed has been delivered; rejects when it could not be read, which is then tried again. */
  readonly caughtUp: Promise<void>
  /** Delivers nothing more until `resume`, and keeps nothing of what it would have delivered: the log has it. */
  pause(): void
  /** Goes on with what has come meanwhile. */
  resume(): void
  stop(): void
}

/** Offsets by the names of logs. */
export type Offsets = Readonly<Record<string, number>>

/** Where the logs end now. */
export async function headsOf(logs: Iterable<Log>): Promise<ReadonlyMap<Log, number>> {
  return new Map(await Promise.all(Array.from(logs, async (log) => [log, await log.head()] as const)))
}

/**
 * From where to go on with logs that ended at these heads before rows were read. Each reading may say where a log was in
 * the very step in which it read; what is not said for all of them is gone on with from the head, so that nothing is
 * missed, and what was read already comes again.
 */
export function startsOf(heads: ReadonlyMap<Log, number>, readings: readonly Offsets[]): ReadonlyMap<Log, number> {
  const startOf = (log: Log, head: number) =>
    readings.length === 0 ? head : Math.min(...readings.map((offsets) => offsets[log.name] ?? head))
  return new Map(Array.from(heads, ([log, head]) => [log, startOf(log, head)]))
}
