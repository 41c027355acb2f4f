/** One of several processes that serve. The primary starts it (`cluster/primary.ts`) and says which of them it is. */
import { RateLimiterCluster } from 'rate-limiter-flexible'
import { clusterMetrics } from './cluster/cluster-metrics.ts'
import { ClusterPubSub } from './cluster/cluster-pubsub.ts'
import { PrimaryLink } from './cluster/primary-link.ts'
import { readConfig } from './config.ts'
import { openServer, type Server } from './serve.ts'

const number = Number(process.argv[2])
const link = new PrimaryLink(process)
let server: Server | undefined
let isEnding = false

async function main(): Promise<void> {
  server = await openServer(readConfig(), {
    makePubSub: (onError) => new ClusterPubSub(link, onError),
    makeLimiter: (limits) => new RateLimiterCluster(limits),
    publishMetrics: clusterMetrics(link, number),
    sweeps: number === 1,
  })
  link.listens(await server.listen())
}

async function end(): Promise<void> {
  if (isEnding) return
  isEnding = true
  await server?.close()
  process.exit(0)
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

link.onStop(() => void end().catch(fail))
process.on('SIGTERM', () => void end().catch(fail))
// A terminal sends it to all its processes, and the primary then has the workers end.
process.on('SIGINT', () => {})
main().catch(fail)
