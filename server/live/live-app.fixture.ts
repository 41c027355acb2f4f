/** For tests: a server of live views that are made for the purpose, and a log in memory for them to listen to. */
import Fastify, { type FastifyInstance } from 'fastify'
import { html } from './html.ts'
import type { Delivery, Following, Log, LogEntry } from './log.ts'
import { type LiveOptions, livePlugin } from './plugin.ts'
import { LocalPubSub } from './pubsub.ts'
import type { LiveRoute } from './routes.ts'

export interface FixtureApp {
  readonly app: FastifyInstance
  readonly pubsub: LocalPubSub
  /** What was logged as an error. */
  readonly errors: { err: Error; msg: string }[]
  readonly clock: { now: number }
  /** Who is signed in no longer. */
  readonly signedOut: Set<string>
}

/** Everybody is signed in, as whom the header `x-person` says; "nobody" is not. */
export async function fixtureApp(
  routes: readonly LiveRoute[],
  options: Partial<LiveOptions> = {},
): Promise<FixtureApp> {
  const errors: FixtureApp['errors'] = []
  const clock = { now: 1_000_000 }
  const signedOut = new Set(['nobody'])
  const stream = { write: (line: string) => void errors.push(JSON.parse(line)) }
  const app = Fastify({ logger: { level: 'error', stream } })
  const pubsub = new LocalPubSub((err) => app.log.error({ err }, 'subscriber'))
  await app.register(livePlugin, {
    routes,
    pubsub,
    secret: 'a secret that is only used in tests',
    now: () => clock.now,
    build: 'main-1',
    maxFrame: 10_000,
    identify: async ({ headers }) => {
      const person = String(headers['x-person'] ?? 'ann')
      return signedOut.has(person)
        ? null
        : {
            subject: person,
            session: { person },
            endTopic: `end/${person}`,
            expiresAt: Number.POSITIVE_INFINITY,
            sessionId: person,
          }
    },
    active: async (people) => new Set(people.filter((person) => !signedOut.has(person))),
    refuse: (_request, reply) => reply.status(401).send(),
    layout: ({ title, root }) => html`<title>${title}</title>${root}`,
    ...options,
  })
  return { app, pubsub, errors, clock, signedOut }
}

/** A log in memory. Entries are committed, and told of, one at a time. */
export class MemoryLog<Entry extends LogEntry> implements Log {
  readonly name: string
  readonly entries: Entry[] = []
  #forgotten = 0
  readonly #listeners = new Set<(delivery: Delivery) => void>()

  constructor(name: string) {
    this.name = name
  }

  async head(): Promise<number> {
    return this.entries.length
  }

  async earliest(): Promise<number> {
    return this.#forgotten
  }

  follow(offset: number, deliver: (delivery: Delivery) => void): Following {
    let seen = offset
    const listener = (delivery: Delivery) => {
      seen = delivery.offset ?? seen
      deliver(delivery)
    }
    const pause = () => void this.#listeners.delete(listener)
    const resume = () => {
      const missed = this.entries.slice(seen)
      if (missed.length > 0) listener({ messages: missed, offset: this.entries.length })
      this.#listeners.add(listener)
    }
    resume()
    return { caughtUp: Promise.resolve(), pause, resume, stop: pause }
  }

  get listeners(): number {
    return this.#listeners.size
  }

  /** Forgets everything up to this offset. */
  forget(offset: number): void {
    this.#forgotten = offset
  }

  /** Appends what is made of the next offset. */
  append(make: (offset: number) => Entry): Entry {
    const entry = make(this.entries.length + 1)
    this.entries.push(entry)
    for (const deliver of this.#listeners) deliver({ messages: [entry], offset: entry.offset, entry })
    return entry
  }
}
