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
    listen: () =>
      app.listen({ port: config.port, host: config.host }).catch((error) => throwListenError(error, config)),
    close: async () => {
      await app.close()
      await store.close()
    },
  }
}

const LISTEN_ERRORS: Readonly<Record<string, (address: Pick<Config, 'host' | 'port'>) => string>> = {
  EADDRINUSE: ({ host, port }) =>
    `Port ${port} on ${host} is in use, perhaps by another Rill. Stop that program, or set PORT to a free port.`,
  EACCES: ({ port }) => `This user may not listen on port ${port}. Set PORT to 1024 or higher.`,
  EADDRNOTAVAIL: ({ host }) => `This machine has no address ${host}. Set HOST to one of its own addresses.`,
  ENOTFOUND: ({ host }) => `The host name ${host} is unknown. Set HOST to one of this machine's own addresses.`,
}

/** Throws what the operator can do about it, where that is known. */
function throwListenError(error: NodeJS.ErrnoException, config: Config): never {
  const message = LISTEN_ERRORS[error.code ?? '']?.(config)
  throw message === undefined ? error : new Error(message, { cause: error })
}
