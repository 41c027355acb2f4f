/** GET /metrics in Prometheus' text form: the process, and the live sockets. */
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export function serveMetrics(app: FastifyInstance): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'rill_http_request_seconds',
    help: 'Time to answer HTTP requests, by route and status.',
    labelNames: ['route', 'status'],
    registers: [registry],
  })
  const sockets = new Gauge({ name: 'rill_live_sockets', help: 'Open live sockets.', registers: [registry] })
  const views = new Gauge({ name: 'rill_live_views', help: 'Joined live views.', registers: [registry] })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    requests.observe({ route, status: String(reply.statusCode) }, reply.elapsedTime / 1_000)
  })
  app.get('/metrics', async (_request, reply) => {
    sockets.set(app.liveSockets.size)
    views.set(Array.from(app.liveSockets).reduce((sum, socket) => sum + socket.channelCount, 0))
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}
