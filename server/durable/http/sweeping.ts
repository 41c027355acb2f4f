/** Removes in the background what is not kept any longer, in steps that are short enough for nobody to notice. */
import { setImmediate as turn } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

/** Milliseconds. */
const INTERVAL = 60_000
const REST_AFTER_FAILURE = 5_000

export interface Sweepable {
  /** Takes one short step. Resolves with whether there is more to do. */
  sweep(): Promise<boolean>
}

/**
 * Sweeps when the server is ready and then at an interval, a minute by default, until it closes. `what` is for
 * the log, should that fail; after a failure it rests for five seconds at least.
 */
export function startSweeping(
  app: FastifyInstance,
  what: string,
  swept: Sweepable,
  { interval = INTERVAL }: { interval?: number } = {},
): void {
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const sweep = async (): Promise<void> => {
    let rest = interval
    try {
      while (!closed && (await swept.sweep())) await turn()
    } catch (error) {
      // What closes meanwhile is taken up by the next server.
      if (!closed) app.log.error({ err: error }, `${what} could not be swept`)
      rest = Math.max(interval, REST_AFTER_FAILURE)
    }
    if (!closed) timer = setTimeout(sweep, rest).unref()
  }

  app.addHook('onReady', async () => void sweep())
  app.addHook('preClose', async () => {
    closed = true
    clearTimeout(timer)
  })
}
