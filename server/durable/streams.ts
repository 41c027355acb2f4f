/**
 * The streams that programs keep: created, appended to, closed, forked, read and deleted, by the rules of the Durable
 * Streams protocol. Readers that wait are woken after the commit, never before it.
 */
import type { PubSub } from '../live/pubsub.ts'
import { type Append, type AppendDecision, decideAppend, renewedExpiry } from './append.ts'
import { DEFAULT_CONTENT_TYPE, entryOf, isSameType } from './content.ts'
import { type ForkPoint, forkPosition } from './fork-position.ts'
import type { ReadableLog } from './readable-log.ts'
import { STREAM_LIMITS, StreamCapacity, type StreamLimits } from './stream-capacity.ts'
import { StreamError } from './stream-error.ts'
import { StreamLog } from './stream-log.ts'
import type { Fork, StreamId, StreamRecord, StreamStore } from './stream-store.ts'

export interface CreateRequest {
  /** Null for that of the source, or the general one. */
  readonly contentType: string | null
  /** Seconds, and milliseconds since 1970; at most one of them. For a fork, both null mean those of the source. */
  readonly ttl: number | null
  readonly expiresAt: number | null
  readonly closed: boolean
  readonly body: Buffer
  readonly fork: (ForkPoint & { readonly sourcePath: string }) | null
}

export type AppendRequest = Omit<Append, 'data'> & {
  readonly contentType: string | null
  /** Empty to close only. */
  readonly body: Buffer
}

export interface StreamsParts {
  readonly store: StreamStore
  readonly pubsub: PubSub
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Limits that differ from their defaults. */
  readonly limits?: Partial<StreamLimits>
}

/** A request with what it takes from the source of a fork. */
type Configuration = Pick<StreamRecord, 'contentType' | 'ttl' | 'expiresAt' | 'closed'>

export class Streams {
  readonly #store: StreamStore
  readonly #pubsub: PubSub
  readonly #now: () => number
  readonly #limits: StreamLimits
  readonly #capacity: StreamCapacity

  constructor({ store, pubsub, now, limits }: StreamsParts) {
    this.#store = store
    this.#limits = { ...STREAM_LIMITS, ...limits }
    this.#capacity = new StreamCapacity(store, this.#limits)
    this.#pubsub = pubsub
    this.#now = now
  }

  /** The stream at this path; rejects with `not_found` or `gone`. */
  async find(path: string): Promise<StreamRecord> {
    const stream = await this.#store.find(path, this.#now())
    if (!stream) throw new StreamError('not_found', 'There is no stream at this path.')
    if (stream.deleted) throw new StreamError('gone', 'The stream has been deleted.')
    return stream
  }

  /** Creates a stream; one that is there already with the same configuration is left as it is. */
  async create(path: string, request: CreateRequest): Promise<{ stream: StreamRecord; created: boolean }> {
    const source = request.fork && (await this.#source(request.fork.sourcePath))
    const configuration = configurationOf(request, source)
    const existing = await this.#store.find(path, this.#now())
    if (existing) {
      await this.#expectSame(existing, configuration, request, source)
      return { stream: existing, created: false }
    }
    if (source?.deleted) throw new StreamError('conflict', 'The source of the fork has been deleted.')
    const data = entryOf(configuration.contentType, request.body, this.#limits.values)
    await this.#capacity.refresh()
    this.#capacity.take({ streams: 1, bytes: data.length })
    const fork = source && (await this.#forkOf(source, request.fork!))
    const expiresAt = renewedExpiry(configuration, this.#now())
    const stream = await this.#store.create({ path, ...configuration, expiresAt, fork, data })
    // Somebody else was quicker: there is a stream now, or no source any more.
    return stream ? { stream, created: true } : this.create(path, request)
  }

  /** Appends, closes, or both in one step. */
  async append(path: string, request: AppendRequest): Promise<{ stream: StreamRecord; decision: AppendDecision }> {
    const found = await this.find(path)
    // A closed stream refuses whatever the body is.
    const data = found.closed ? request.body : entryToAppend(found, request, this.#limits.values)
    await this.#capacity.refresh()
    const result = await this.#store.update(found.id, request.producer?.producerId ?? null, (stream, producer) => {
      const decision = decideAppend(stream, producer, { ...request, data }, this.#now())
      // What was written before needs no room, and what is refused takes none.
      if (decision.data.length > 0) this.#capacity.take({ streams: 0, bytes: decision.data.length })
      return decision
    })
    // It has been deleted since; there may be another at its path.
    if (!result) return this.append(path, request)
    if (!result.change.duplicate) this.#wake(found.id)
    return { stream: result.stream, decision: result.change }
  }

  /** A stream to read, which counts as a use of it. */
  async open(path: string): Promise<ReadableLog> {
    const stream = await this.find(path)
    if (stream.ttl !== null) await this.#store.touch(stream.id, renewedExpiry(stream, this.#now())!)
    return new StreamLog(stream, {
      store: this.#store,
      find: (streamPath) => this.find(streamPath),
      onChange: (id, listener) => this.#pubsub.subscribe(topicOf(id), listener, listener),
    })
  }

  /** Deletes a stream. Its forks keep what they have of it. */
  async delete(path: string): Promise<void> {
    const { id } = await this.find(path)
    await this.#store.remove(id, this.#now())
    this.#wake(id)
  }

  /** Takes one short step in removing what is no longer needed. Resolves with whether there is more to do. */
  sweep(): Promise<boolean> {
    return this.#store.sweep(this.#now())
  }

  #wake(id: StreamId): void {
    this.#pubsub.broadcast(topicOf(id), null)
  }

  async #source(path: string): Promise<StreamRecord> {
    const source = await this.#store.find(path, this.#now())
    if (!source) throw new StreamError('not_found', 'There is no stream to fork at that path.')
    return source
  }

  async #forkOf(source: StreamRecord, point: ForkPoint): Promise<Fork> {
    return { sourceId: source.id, position: await forkPosition(this.#store, source, point) }
  }

  async #expectSame(
    existing: StreamRecord,
    wanted: Configuration,
    { fork }: CreateRequest,
    source: StreamRecord | null,
  ): Promise<void> {
    const isSame = isSameConfiguration(existing, wanted) && (await this.#isSameFork(existing, source, fork))
    if (existing.deleted || !isSame) throw new StreamError('conflict', 'There is another stream at this path.')
  }

  async #isSameFork(existing: StreamRecord, source: StreamRecord | null, point: ForkPoint | null): Promise<boolean> {
    if (existing.fork?.sourceId !== source?.id) return false
    // Where no position is asked for, the tail was meant as it was then.
    if (!source || !point || point.position === null) return true
    return existing.fork?.position === (await this.#forkOf(source, point)).position
  }
}

function topicOf(id: StreamId): string {
  return `stream:${id}`
}

function configurationOf({ contentType, ttl, expiresAt, closed }: CreateRequest, source: StreamRecord | null) {
  if (source && contentType !== null && !isSameType(contentType, source.contentType)) {
    throw new StreamError('conflict', `The source of the fork holds ${source.contentType}.`)
  }
  const inherits = source !== null && ttl === null && expiresAt === null
  return {
    contentType: contentType ?? source?.contentType ?? DEFAULT_CONTENT_TYPE,
    ttl: inherits ? source.ttl : ttl,
    expiresAt: inherits ? source.expiresAt : expiresAt,
    closed,
  }
}

function isSameConfiguration(existing: StreamRecord, wanted: Configuration): boolean {
  return (
    isSameType(existing.contentType, wanted.contentType) &&
    existing.ttl === wanted.ttl &&
    // With a time to live the end moves.
    (existing.ttl !== null || existing.expiresAt === wanted.expiresAt) &&
    existing.closed === wanted.closed
  )
}

function entryToAppend(stream: StreamRecord, { contentType, body }: AppendRequest, mostValues: number): Buffer {
  if (body.length === 0) return body
  if (contentType === null || !isSameType(contentType, stream.contentType)) {
    throw new StreamError('conflict', `The stream holds ${stream.contentType}.`)
  }
  const data = entryOf(stream.contentType, body, mostValues)
  if (data.length === 0) throw new StreamError('malformed', 'An empty array appends nothing.')
  return data
}
