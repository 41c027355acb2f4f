/** Removes in the background what is not kept any longer, in steps that are short enough for nobody to notice. */
import { setImmediate as turn } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

const INTERVAL = 60_000

export interface Sweepable {
  /** Takes one short step. Resolves with whether there is more to do. */
  sweep(): Promise<boolean>
}

/** Sweeps when the server is ready and every minute until it closes. `what` is for the log, should that fail. */
export function startSweeping(app: FastifyInstance, what: string, swept: Sweepable): void {
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const sweep = async (): Promise<void> => {
    try {
      while (!closed && (await swept.sweep())) await turn()
    } catch (error) {
      app.log.error({ err: error }, `${what} could not be swept`)
    }
    if (!closed) timer = setTimeout(sweep, INTERVAL).unref()
  }

  app.addHook('onReady', async () => void sweep())
  app.addHook('preClose', async () => {
    closed = true
    clearTimeout(timer)
  })
}
