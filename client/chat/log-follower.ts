/** Follows a log by one request after another, for as long as that is wanted, whatever becomes of the requests. */
import { RequestError } from '../live/connection.ts'

/** Milliseconds to wait after a request that failed, unless the server names another time. */
const PAUSE = 5_000

export interface FollowedLog {
  /**
   * Waits for what comes next, and shows it. Rejects with the RequestError "gone" when the log cannot be read on from where
   * it was read last.
   */
  poll(signal: AbortSignal): Promise<void>
  /** Shows everything anew, and goes on from the end of the log as it is now. */
  startAnew(signal: AbortSignal): Promise<void>
}

/** Follows a log until the signal says that it is not wanted any more. */
export async function follow(log: FollowedLog, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await log.poll(signal)
    } catch (error) {
      const failure = isGone(error) ? await failureOf(log.startAnew(signal)) : error
      const { retryAfter = PAUSE } = failure instanceof RequestError ? failure : {}
      await pause(retryAfter, signal)
    }
  }
}

function isGone(error: unknown): boolean {
  return error instanceof RequestError && error.code === 'gone'
}

async function failureOf(work: Promise<void>): Promise<unknown> {
  try {
    await work
    return null
  } catch (error) {
    return error
  }
}

/** Waits for so many milliseconds, or until the signal. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      // A log is followed for long: each pause that was over would stay known to the signal.
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
  })
}
