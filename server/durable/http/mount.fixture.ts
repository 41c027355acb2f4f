/** For tests: the mount by itself, listening, on a database of its own. */
import Fastify, { type FastifyInstance } from 'fastify'
import { createStore, openDatabase } from '../../../db/open.ts'
import { LocalPubSub } from '../../live/pubsub.ts'
import type { StreamLimits } from '../stream-capacity.ts'
import type { StreamStore } from '../stream-store.ts'
import { Streams } from '../streams.ts'
import { type StreamMountOptions, streamMount } from './mount.ts'

export interface MountFixture {
  readonly app: FastifyInstance
  readonly store: StreamStore
  readonly clock: { now: number }
  /** The address of a stream. */
  url(path: string): string
  close(): Promise<void>
}

interface FixtureOptions {
  readonly database?: string
  readonly limits?: Partial<StreamLimits>
}

export async function mountFixture({
  limits = {},
  ...options
}: Partial<StreamMountOptions> & FixtureOptions = {}): Promise<MountFixture> {
  const clock = { now: Date.UTC(2026, 0, 1) }
  const now = () => clock.now
  const database = createStore(openDatabase(options.database ?? ':memory:'))
  const pubsub = new LocalPubSub((error) => {
    throw error
  })
  const app = Fastify()
  await app.register(streamMount, {
    prefix: '/streams',
    streams: new Streams({ store: database.streams, pubsub, now, limits }),
    ...{ token: null, longPoll: 20_000, origin: () => 'https://rill.example', now },
    ...options,
  })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    ...{ app, clock, store: database.streams },
    url: (path) => `${address}/streams/${path}`,
    close: async () => {
      // fetch opens connections ahead of their use, and the server would wait for a request on them.
      app.server.closeAllConnections()
      await app.close()
      await database.close()
    },
  }
}
