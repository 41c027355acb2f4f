/** For tests: the whole application on a database in memory, and people who are signed in. */
import type { FastifyInstance } from 'fastify'
import { openStore } from '../db/open.ts'
import { buildApp } from './app.ts'
import { inThisProcess, type MakeLimiter } from './chat/limiter.ts'
import { UNLIMITED } from './chat/limits.fixture.ts'
import { Sessions } from './chat/sessions.ts'
import type { Store } from './chat/store.ts'
import { hashOf, newToken } from './chat/tokens.ts'
import type { Config, RoomLogConfig, StreamsConfig } from './config.ts'
import { HTTP_TIMES, type HttpTimes } from './connection-limits.ts'
import { LocalPubSub } from './live/pubsub.ts'

export interface AppFixture {
  readonly app: FastifyInstance
  readonly store: Store
  readonly pubsub: LocalPubSub
  readonly clock: { now: number }
  /** What the server could not deal with. */
  readonly failures: unknown[]
}

export interface Visitor {
  readonly id: number
  readonly name: string
  /** Headers that say who it is. */
  readonly headers: Record<string, string>
}

/** What a test may have otherwise than by default. */
export interface FixtureOptions {
  readonly limits?: Config['limits']
  readonly failedSignIns?: Config['failedSignIns']
  readonly waiting?: Config['waiting']
  readonly connections?: Config['connections']
  readonly trustProxy?: string
  readonly times?: HttpTimes
  readonly publicOrigin?: string | null
  readonly makeLimiter?: MakeLimiter
  readonly workers?: number
}

export async function appFixture(
  wrap: (store: Store) => Store = (store) => store,
  streams: StreamsConfig | null = null,
  roomLog: RoomLogConfig = { maxAge: null, maxEvents: null },
  {
    limits = UNLIMITED,
    failedSignIns = {},
    waiting = {},
    connections = {},
    trustProxy = 'loopback',
    times = HTTP_TIMES,
    publicOrigin = null,
    makeLimiter = inThisProcess,
    workers = 1,
  }: FixtureOptions = {},
): Promise<AppFixture> {
  const failures: unknown[] = []
  const clock = { now: Date.UTC(2026, 0, 1) }
  const database = openStore({ path: ':memory:' })
  const store = wrap(database)
  const pubsub = new LocalPubSub((error) => failures.push(error))
  const config = {
    ...{ port: 0, host: '127.0.0.1', workers, databasePath: ':memory:', logLevel: 'silent', trustProxy },
    secret: 'a secret that is only used in tests',
    publicOrigin,
    roomLog,
    limits,
    failedSignIns,
    waiting,
    maxSocketsPerPerson: 50,
    connections,
    streams,
  }
  const assets = { directory: import.meta.dirname, script: 'main.js', style: 'main.css' }
  const app = await buildApp({
    config,
    store,
    streamStore: database.streams,
    pubsub,
    assets,
    now: () => clock.now,
    times,
    makeLimiter,
  })
  app.addHook('onClose', () => store.close())
  return { app, store, pubsub, clock, failures }
}

/** Somebody with an account and a session, made without the cost of a password. */
export async function visitor({ store, clock }: AppFixture, name: string): Promise<Visitor> {
  const user = await store.users.create({
    name,
    email: `${name}@rill.example`.toLowerCase(),
    passwordHash: '-',
    at: clock.now,
  })
  const { token } = await new Sessions({ store, now: () => clock.now }).begin(user)
  return { id: user.id, name, headers: { cookie: `rill_session=${token}` } }
}

export interface BotCaller {
  readonly id: number
  readonly headers: Record<string, string>
}

/** A bot of this person. */
export async function botOf({ store, clock }: AppFixture, owner: Visitor, name: string): Promise<BotCaller> {
  const token = newToken('rill_bot_')
  const { id } = await store.bots.create({ name, ownerId: owner.id, tokenHash: hashOf(token), at: clock.now })
  return { id, headers: { authorization: `Bearer ${token}` } }
}
