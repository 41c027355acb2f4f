/** Starts the server: configuration, database, application, signals. */
import { openStore } from '../db/open.ts'
import { buildApp } from './app.ts'
import { readAssets } from './assets.ts'
import { readConfig } from './config.ts'
import { LocalPubSub } from './live/pubsub.ts'
import { closeOnSignal } from './signals.ts'

async function main(): Promise<void> {
  const config = readConfig()
  const store = openStore({ path: config.databasePath })
  const pubsub = new LocalPubSub((err, topic) => app.log.error({ err, topic }, 'a subscriber failed'))
  const app = await buildApp({ config, store, streamStore: store.streams, pubsub, assets: readAssets(), now: Date.now })
  closeOnSignal(async () => {
    await app.close()
    await store.close()
  })
  const address = await app.listen({ port: config.port, host: config.host })
  // One plain line, whatever the log level: people and scripts wait for it.
  console.log(`Rill is ready at ${address}`)
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
