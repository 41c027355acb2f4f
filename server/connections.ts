/**
 * How the server's connections end when it closes. Node waits for every one of them: for those on which nothing was ever
 * asked (browsers open some in advance), and for readers who take nothing any more.
 */
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** Milliseconds that what was begun has to end by itself. */
const GRACE = 3_000

/** Has connections without a request end as soon as the server closes, and all others after a grace time. */
export function endConnectionsOnClose(app: FastifyInstance, grace: number = GRACE): void {
  const open = new Set<Socket>()
  const unused = new Set<Socket>()
  let timer: ReturnType<typeof setTimeout> | undefined
  app.server.on('connection', (socket) => {
    open.add(socket)
    unused.add(socket)
    socket.once('close', () => {
      open.delete(socket)
      unused.delete(socket)
    })
  })
  for (const event of ['request', 'upgrade'] as const) {
    app.server.prependListener(event, ({ socket }) => void unused.delete(socket))
  }
  app.addHook('preClose', async () => {
    for (const socket of unused) socket.destroy()
    timer = setTimeout(() => {
      for (const socket of open) socket.destroy()
    }, grace)
  })
  app.addHook('onClose', async () => clearTimeout(timer))
}
