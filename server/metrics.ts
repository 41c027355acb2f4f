/** GET /metrics in Prometheus' text form: the process, and the live sockets. */
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { FREE } from './free-routes.ts'

/** Takes the metrics of this process; answers with what to call for the text of all there are. */
export type PublishMetrics = (registry: Registry) => () => Promise<string>

export function serveMetrics(app: FastifyInstance, publish: PublishMetrics = ofThisProcess): void {
  const registry = new Registry()
  const metricsText = publish(registry)
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'rill_http_request_seconds',
    help: 'Time to answer HTTP requests, by route and status.',
    labelNames: ['route', 'status'],
    registers: [registry],
  })
  gauge(registry, 'rill_live_sockets', 'Open live sockets.', () => app.liveSockets.size)
  gauge(registry, 'rill_live_views', 'Joined live views.', () =>
    Array.from(app.liveSockets).reduce((sum, socket) => sum + socket.channelCount, 0),
  )
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    requests.observe({ route, status: String(reply.statusCode) }, reply.elapsedTime / 1_000)
  })
  app.get('/metrics', { config: { anyHost: true, ...FREE } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await metricsText()),
  )
}

/** A number that is looked up whenever it is asked for. */
function gauge(registry: Registry, name: string, help: string, value: () => number): void {
  new Gauge({
    ...{ name, help, registers: [registry] },
    collect() {
      this.set(value())
    },
  })
}

function ofThisProcess(registry: Registry): () => Promise<string> {
  return () => registry.metrics()
}
