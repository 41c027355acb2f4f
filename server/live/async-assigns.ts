/** How the results of work get into a view: into `handleAsync`, into assigns, into streams. */
import { type AsyncExit, type AsyncFunction, AsyncResult } from './async.ts'
import { LiveError } from './live-error.ts'
import type { Reaches } from './protocol.ts'
import type { AnyItem, StreamConfiguration, StreamInsertOptions } from './stream.ts'
import type { ViewState } from './view-state.ts'

/** What work that feeds a stream may give in place of the bare items. */
export interface AsyncStream<Item> extends StreamInsertOptions {
  readonly items: readonly Item[]
  readonly reset?: boolean
  readonly reaches?: Reaches
}

// biome-ignore lint/suspicious/noExplicitAny: what the assigns of a view are is the view's own affair
type AnyState = ViewState<any>

/** Runs work for a joined view, and hands its end to the view in its turn. */
export function startWork<Value>(
  state: AnyState,
  name: unknown,
  work: AsyncFunction<Value>,
  settled: (exit: AsyncExit<Value>) => void | Promise<void>,
): void {
  const { host } = state
  if (!host) return
  state.tasks.start(name, work, (exit) => host.enqueue(`async ${String(name)}`, () => settled(exit)))
}

export function assignFromWork(
  state: AnyState,
  keys: readonly string[],
  work: AsyncFunction<Readonly<Record<string, unknown>>>,
  reset: boolean,
): void {
  for (const key of keys) assignLoading(state, key, nameOfKeys(keys), reset)
  startWork(state, nameOfKeys(keys), work, (exit) => {
    const ended = exit.ok ? withShape(keys, exit.value) : exit
    for (const key of keys) state.assign({ [key]: resultOf(state, key, ended) })
  })
}

export function streamFromWork(
  state: AnyState,
  name: string,
  work: AsyncFunction<readonly AnyItem[] | AsyncStream<AnyItem>>,
  { reset = false, ...options }: StreamInsertOptions & StreamConfiguration<AnyItem> & { readonly reset?: boolean },
): void {
  const startsEmpty = reset || !state.hasStream(name)
  if (startsEmpty) state.feedStream(name, [], { ...options, reset })
  const stream = state.streamNamed(name)
  if (startsEmpty) state.queue.record(stream)
  assignLoading(state, name, name, reset)
  startWork(state, name, work, (exit) => {
    const ended = exit.ok ? asStream(name, exit.value) : exit
    state.assign({ [name]: resultOf(state, name, ended.ok ? { ok: true, value: { [name]: true } } : ended) })
    if (!ended.ok) return state.queue.stopRecording(stream)
    const { items, reset: resetNow, ...insertion } = ended.value
    const placement = { ...insertionOf(options), ...insertion }
    if (resetNow || state.queue.isRecording(stream)) state.queue.replay(stream, items, placement)
    else state.queue.insert(stream, items, placement)
  })
}

/** The name under which work runs that is known by an assign it fills, or by itself. */
export function nameOfWork(nameOrResult: unknown): unknown {
  if (Array.isArray(nameOrResult)) return nameOfKeys(nameOrResult)
  return nameOrResult instanceof AsyncResult ? names.get(nameOrResult) : nameOrResult
}

/** Under which name the work runs that a result waits for. */
const names = new WeakMap<AsyncResult<unknown>, string>()

function assignLoading(state: AnyState, key: string, name: string, reset: boolean): void {
  const result = AsyncResult.loading(reset ? undefined : resultIn(state, key))
  names.set(result, name)
  state.assign({ [key]: result })
}

function nameOfKeys(keys: readonly string[]): string {
  return keys.join(' ')
}

function resultIn(state: AnyState, key: string): AsyncResult<unknown> | undefined {
  const present: unknown = state.assigns[key]
  return present instanceof AsyncResult ? present : undefined
}

function resultOf(
  state: AnyState,
  key: string,
  exit: AsyncExit<Readonly<Record<string, unknown>>>,
): AsyncResult<unknown> {
  if (exit.ok) return AsyncResult.ok(exit.value[key])
  return AsyncResult.failed(resultIn(state, key) ?? AsyncResult.loading(), exit.reason)
}

function withShape(keys: readonly string[], value: unknown): AsyncExit<Readonly<Record<string, unknown>>> {
  if (typeof value === 'object' && value !== null && keys.every((key) => key in value)) {
    return { ok: true, value: value as Readonly<Record<string, unknown>> }
  }
  const expected = `an object with ${keys.join(', ')}`
  return {
    ok: false,
    reason: new LiveError('ASYNC_SHAPE', 'Work gave no values for its assigns.', expected, String(value)),
  }
}

function asStream(name: string, value: unknown): AsyncExit<AsyncStream<AnyItem>> {
  if (Array.isArray(value)) return { ok: true, value: { items: value } }
  if (typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items)) {
    return { ok: true, value: value as AsyncStream<AnyItem> }
  }
  const wrong = `Work gave no items for the stream "${name}".`
  return { ok: false, reason: new LiveError('ASYNC_SHAPE', wrong, 'a list, or { items }', String(value)) }
}

function insertionOf({ at, limit, updateOnly }: StreamInsertOptions): StreamInsertOptions {
  return { ...(at !== undefined && { at }), ...(limit !== undefined && { limit }), ...(updateOnly && { updateOnly }) }
}
