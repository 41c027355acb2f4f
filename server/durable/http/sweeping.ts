/** Removes in the background what expired or was deleted, in steps that are short enough for nobody to notice. */
import { setImmediate as turn } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Streams } from '../streams.ts'

const INTERVAL = 60_000

/** Sweeps when the server is ready and every minute until it closes. */
export function startSweeping(app: FastifyInstance, streams: Streams): void {
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const sweep = async (): Promise<void> => {
    try {
      while (!closed && (await streams.sweep())) await turn()
    } catch (error) {
      app.log.error({ err: error }, 'streams could not be swept')
    }
    if (!closed) timer = setTimeout(sweep, INTERVAL).unref()
  }

  app.addHook('onReady', async () => void sweep())
  app.addHook('preClose', async () => {
    closed = true
    clearTimeout(timer)
  })
}
