/**
 * Turns at what everybody has to wait for while one person has it, such as the database: a person's own turns come one
 * after another, with rests in between that are long against them. So nobody has more than a part of the time.
 */
import { RillError } from '../errors.ts'

/** How many times as long as a turn the rest after it is. */
const REST = 9
/** The longest rest, in milliseconds: a turn may take long for a reason that is not the person's. */
const LONGEST_REST = 1_000
/** Turns that a person may wait for at once. */
const MAX_WAITING = 20

type Waiter = () => void

export class FairTurns<Person> {
  readonly #now: () => number
  /** Of each person who has a turn or rests after one: what waits for the next. */
  readonly #lines = new Map<Person, Set<Waiter>>()

  /** `now` in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /**
   * Does the work when it is this person's turn, and answers with its result. Work whose signal fires while it waits is
   * never begun; with too much waiting already it is refused as `rate_limited`.
   */
  async take<Result>(person: Person, work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    signal?.throwIfAborted()
    const line = this.#lines.get(person)
    if (line) await waitIn(line, signal)
    else this.#lines.set(person, new Set())
    const began = this.#now()
    try {
      return await work()
    } finally {
      setTimeout(() => this.#next(person), Math.min(REST * (this.#now() - began), LONGEST_REST))
    }
  }

  #next(person: Person): void {
    const line = this.#lines.get(person)!
    const [next] = line
    if (!next) this.#lines.delete(person)
    else {
      line.delete(next)
      next()
    }
  }
}

function waitIn(line: Set<Waiter>, signal?: AbortSignal): Promise<void> {
  if (line.size >= MAX_WAITING) throw new RillError('rate_limited', 'Too many searches at once. Wait a moment.')
  return new Promise((resolve, reject) => {
    const leave = () => {
      line.delete(begin)
      reject(signal!.reason)
    }
    const begin = () => {
      signal?.removeEventListener('abort', leave)
      resolve()
    }
    line.add(begin)
    signal?.addEventListener('abort', leave, { once: true })
  })
}
