/** What a process that serves consists of: database, application, address. */
import { openStore } from '../db/open.ts'
import { type AppParts, buildApp } from './app.ts'
import { readAssets } from './assets.ts'
import type { Config } from './config.ts'
import type { PubSub } from './live/pubsub.ts'

export interface Server {
  /** Resolves with the address at which it listens then. */
  listen(): Promise<string>
  close(): Promise<void>
}

export type ServerParts = Pick<AppParts, 'makeLimiter' | 'publishMetrics' | 'sweeps'> & {
  readonly makePubSub: (onError: (error: unknown, topic: string) => void) => PubSub
}

/** Opens everything but the port. */
export async function openServer(config: Config, { makePubSub, ...parts }: ServerParts): Promise<Server> {
  const store = openStore({ path: config.databasePath })
  const pubsub = makePubSub((err, topic) => app.log.error({ err, topic }, 'a subscriber failed'))
  const app = await buildApp({
    ...{ config, store, streamStore: store.streams, pubsub, assets: readAssets(), now: Date.now },
    ...parts,
  })
  return {
    listen: () => app.listen({ port: config.port, host: config.host }),
    close: async () => {
      await app.close()
      await store.close()
    },
  }
}
