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

  static loading<Value>(before?: AsyncResult<Value>): AsyncResult<Value> {
    return new AsyncResult<Value>(before?.ok ?? false, true, null, before?.result ?? null)
  }

  static ok<Value>(value: Value): AsyncResult<Value> {
    return new AsyncResult<Value>(true, false, null, value)
  }

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
 * what surrounds it can tell by `result.loading` and `result.failed`.
 */
export function asyncResult<Value>(result: AsyncResult<Value>, templates: AsyncTemplates<Value>): Html {
  if (result.ok) return templates.ok(result.result as Value)
  if (result.loading) return html`<div aria-busy="true">${templates.loading()}</div>`
  return templates.failed(result.failed)
}

/** The work of one view that is under way, by name. Any value may be a name. */
export class AsyncTasks {
  readonly #running = new Map<unknown, AbortController>()

  /**
   * Starts work under a name; work that runs under it already is superseded: its signal fires and its result is
   * dropped. `settled` is called once when it ends, unless it is superseded or cancelled without a word.
   */
  start<Value>(name: unknown, work: AsyncFunction<Value>, settled: (exit: AsyncExit<Value>) => void): void {
    this.#running.get(name)?.abort(new Error('superseded'))
    const controller = new AbortController()
    this.#running.set(name, controller)
    const end = (exit: AsyncExit<Value>) => {
      if (this.#running.get(name) !== controller) return
      this.#running.delete(name)
      settled(exit)
    }
    // In a turn of its own, so that a function that throws at once does so here too.
    Promise.resolve()
      .then(() => work(controller.signal))
      .then(
        (value) => end({ ok: true, value }),
        (reason: unknown) => end({ ok: false, reason }),
      )
    controller.signal.addEventListener('abort', () => {
      if (controller.signal.reason instanceof Cancellation) end({ ok: false, reason: controller.signal.reason.cause })
    })
  }

  /** Aborts the work of this name, which then ends with the reason. Nothing happens when there is none. */
  cancel(name: unknown, reason: unknown): void {
    this.#running.get(name)?.abort(new Cancellation(reason))
  }

  /** Aborts everything; nothing is told of it. */
  abandon(): void {
    const controllers = [...this.#running.values()]
    this.#running.clear()
    for (const controller of controllers) controller.abort(new Error('the view has ended'))
  }

  get size(): number {
    return this.#running.size
  }
}

/** Tells a cancellation, of which the view hears, from work that is superseded or abandoned. */
class Cancellation extends Error {
  constructor(reason: unknown) {
    super('cancelled', { cause: reason })
  }
}
