/** How the results of work get into a view: into `handleAsync`, into assigns, into streams. */
import { inspect } from 'node:util'
import { type AsyncExit, type AsyncFunction, AsyncResult } from './async.ts'
import { LiveError } from './live-error.ts'
import type { Reaches } from './protocol.ts'
import type { AnyItem, Stream, StreamConfiguration, StreamInsertOptions } from './stream.ts'
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
  state.tasks.start(name, work, (take) =>
    host.enqueue(`async ${typeof name === 'string' ? name : shown(name)}`, () => {
      const exit = take()
      return exit ? settled(exit) : undefined
    }),
  )
}

/** Has work fill assigns, each an AsyncResult; `reset` shows loading in place of an old result. */
export function assignFromWork(
  state: AnyState,
  keys: readonly string[],
  work: AsyncFunction<Readonly<Record<string, unknown>>>,
  reset: boolean,
): void {
  for (const key of keys) assignLoading(state, key, keys, reset)
  startWork(state, keys, work, (exit) => {
    const ended = exit.ok ? withShape(keys, exit.value) : exit
    for (const key of keys) state.assign({ [key]: resultOf(state, key, ended) })
  })
}

/**
 * Until a first result is there, whatever else is done to the stream is kept, and done again after the result: then the
 * rows stand as if the result had come first, however late it comes and whatever failed before.
 */
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
  assignLoading(state, name, [name], reset)
  startWork(state, name, work, (exit) => {
    const ended = exit.ok ? asRows(stream, exit.value, options) : exit
    state.assign({ [name]: resultOf(state, name, ended.ok ? { ok: true, value: { [name]: true } } : ended) })
    if (!ended.ok) return
    const { items, reset: resetNow, insertion } = ended.value
    if (resetNow || state.queue.isRecording(stream)) state.queue.insertFirst(stream, items, insertion)
    else state.queue.insert(stream, items, insertion)
  })
}

/** The name of work that is known by a result which waits for it, or by itself. */
export function nameOfWork(nameOrResult: unknown): unknown {
  return (nameOrResult instanceof AsyncResult && names.get(nameOrResult)) || nameOrResult
}

/** The assigns that are filled by the work for which a result waits: its name. */
const names = new WeakMap<AsyncResult<unknown>, readonly string[]>()

function assignLoading(state: AnyState, key: string, name: readonly string[], reset: boolean): void {
  const result = AsyncResult.loading(reset ? undefined : resultIn(state, key))
  names.set(result, name)
  state.assign({ [key]: result })
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
  return wrongShape('Work gave no values for its assigns.', expected, value)
}

interface AsyncRows {
  readonly items: readonly AnyItem[]
  readonly reset: boolean
  readonly insertion: StreamInsertOptions
}

/** What work gave for a stream, as the stream can take it. */
function asRows(stream: Stream, value: unknown, defaults: StreamInsertOptions): AsyncExit<AsyncRows> {
  const given = Array.isArray(value) ? { items: value } : value
  if (!isAsyncStream(given)) {
    return wrongShape(`Work gave no items for the stream "${stream.name}".`, 'a list, or { items }', value)
  }
  const { items, reset = false, ...options } = given
  const insertion = { ...insertionOf(defaults), ...insertionOf(options) }
  try {
    stream.placement(insertion)
    for (const item of items) stream.domId(item)
  } catch (reason) {
    return { ok: false, reason }
  }
  return { ok: true, value: { items, reset, insertion } }
}

function isAsyncStream(value: unknown): value is AsyncStream<AnyItem> {
  return typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items)
}

function insertionOf({ at, limit, updateOnly, reaches }: StreamInsertOptions): StreamInsertOptions {
  return {
    ...(at !== undefined && { at }),
    ...(limit !== undefined && { limit }),
    ...(updateOnly && { updateOnly }),
    ...(reaches && { reaches }),
  }
}

function wrongShape(wrong: string, expected: string, value: unknown): AsyncExit<never> {
  return { ok: false, reason: new LiveError('ASYNC_SHAPE', wrong, expected, shown(value)) }
}

/** Any value for people to read; `String` would throw for some. */
function shown(value: unknown): string {
  return inspect(value, { depth: 0, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 100 })
}
