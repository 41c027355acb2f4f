/** Starts the server: in this process, or in several that this one looks after. */
import { join } from 'node:path'
import { openStore } from '../db/open.ts'
import { Primary } from './cluster/primary.ts'
import { type Config, readConfig } from './config.ts'
import { LocalPubSub } from './live/pubsub.ts'
import { openServer } from './serve.ts'
import { closeOnSignal } from './signals.ts'

async function serveAlone(config: Config): Promise<void> {
  const server = await openServer(config, { makePubSub: (onError) => new LocalPubSub(onError) })
  closeOnSignal(server.close)
  announce(await server.listen())
}

async function serveByWorkers(config: Config): Promise<void> {
  // Brings the database up to date once, before anybody uses it.
  await openStore({ path: config.databasePath }).close()
  const primary = new Primary({ workers: config.workers, program: join(import.meta.dirname, 'worker.ts') })
  closeOnSignal(() => primary.stop())
  await primary.run(announce)
}

/** One plain line, whatever the log level: people and scripts wait for it. */
function announce(address: string): void {
  console.log(`Rill is ready at ${address}`)
}

async function main(): Promise<void> {
  const config = readConfig()
  await (config.workers === 1 ? serveAlone(config) : serveByWorkers(config))
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
