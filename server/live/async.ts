/**
 * Work that a view does not wait for: it runs beside the mailbox, and its result comes back through it. Names and
 * meanings are those of Phoenix LiveView's async operations; beyond them, every function is given an AbortSignal, which
 * fires when its result is not wanted any more.
 */
import { type Html, html } from './html.ts'

/** How a piece of work ended: with a value, or with a reason. */
export type AsyncExit<Value = unknown> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: unknown }

/** What `cancelAsync` gives as the reason when none was given. */
export const CANCELLED = new Error('cancelled')

export type AsyncFunction<Value> = (signal: AbortSignal) => Promise<Value>

/** A value that is on its way, there, or not to be had. While it is asked for again the old one stays. */
export class AsyncResult<Value> {
  /** Whether there is a result, be it an old one. */
  readonly ok: boolean
  readonly loading: boolean
  /** Why the last attempt failed; null when it did not. */
  readonly failed: unknown
  readonly result: Value | null

  private constructor(ok: boolean, loading: boolean, failed: unknown, result: Value | null) {
    this.ok = ok
    this.loading = loading
    this.failed = failed
    this.result = result
  }

  /** A result on its way; what was there before stays. */
  static loading<Value>(before?: AsyncResult<Value>): AsyncResult<Value> {
    return new AsyncResult<Value>(before?.ok ?? false, true, null, before?.result ?? null)
  }

  /** A result that is there. */
  static ok<Value>(value: Value): AsyncResult<Value> {
    return new AsyncResult<Value>(true, false, null, value)
  }

  /** A result that was not to be had; what was there before stays. */
  static failed<Value>(before: AsyncResult<Value>, reason: unknown): AsyncResult<Value> {
    return new AsyncResult<Value>(before.ok, false, reason, before.result)
  }
}

export interface AsyncTemplates<Value> {
  loading(): Html
  failed(reason: unknown): Html
  ok(value: Value): Html
}

/**
 * In a template, the three states of a result. An old result is shown while it is loaded again or after that failed;
 * what surrounds it can tell by `result.loading` and `result.failed`. Loading is a `div`, which may not stand in a `p`.
 */
export function asyncResult<Value>(result: AsyncResult<Value>, templates: AsyncTemplates<Value>): Html {
  if (result.ok) return templates.ok(result.result as Value)
  if (result.loading) return html`<div aria-busy="true">${templates.loading()}</div>`
  return templates.failed(result.failed)
}

/** One piece of work, until its end is handled. */
class Task<Value> {
  readonly #controller = new AbortController()
  readonly #ended: () => void
  /** How it ended, once it has. */
  exit: AsyncExit<Value> | null = null

  constructor(work: AsyncFunction<Value>, ended: () => void) {
    this.#ended = ended
    const { signal } = this.#controller
    const begin = () => {
      signal.throwIfAborted()
      return work(signal)
    }
    // In a turn of its own, so that a function that throws at once does so here too.
    Promise.resolve()
      .then(begin)
      .then(
        (value) => this.#end({ ok: true, value }),
        (reason: unknown) => this.#end({ ok: false, reason }),
      )
  }

  /** Fires the signal; what comes of the work is dropped. */
  abort(reason: unknown): void {
    this.#controller.abort(reason)
  }

  /** Has it fail for this reason, also when it has ended already and nobody knows. */
  cancel(reason: unknown): void {
    const isKnown = this.exit !== null
    this.exit = { ok: false, reason }
    this.abort(reason)
    if (!isKnown) this.#ended()
  }

  #end(exit: AsyncExit<Value>): void {
    if (this.#controller.signal.aborted) return
    this.exit = exit
    this.#ended()
  }
}

/**
 * The work of one view that is under way, by name. Any value may be a name; two lists of the same texts and numbers are
 * one name, and a list of one is the same as that one.
 */
export class AsyncTasks {
  readonly #tasks = new Map<unknown, Task<unknown>>()

  /**
   * Starts work under a name; work that is under it already is superseded: its signal fires and its result is dropped.
   * `ended` is called when it has ended, and given a function to be called in the view's turn: that tells how, or null
   * when it was superseded while it waited for the turn.
   */
  start<Value>(name: unknown, work: AsyncFunction<Value>, ended: (take: () => AsyncExit<Value> | null) => void): void {
    const key = keyOf(name)
    this.#tasks.get(key)?.abort(new Error('superseded'))
    const task: Task<Value> = new Task(work, () => ended(take))
    const take = () => {
      if (this.#tasks.get(key) !== task) return null
      this.#tasks.delete(key)
      return task.exit
    }
    this.#tasks.set(key, task)
  }

  /** Aborts the work of this name, which then ends with the reason. Nothing happens when there is none. */
  cancel(name: unknown, reason: unknown): void {
    this.#tasks.get(keyOf(name))?.cancel(reason)
  }

  /** Aborts everything; nothing is told of it. */
  abandon(): void {
    const tasks = [...this.#tasks.values()]
    this.#tasks.clear()
    for (const task of tasks) task.abort(new Error('the view has ended'))
  }
}

function keyOf(name: unknown): unknown {
  if (!Array.isArray(name) || !name.every((part) => typeof part === 'string' || typeof part === 'number')) return name
  return name.length === 1 ? name[0] : JSON.stringify(name)
}
