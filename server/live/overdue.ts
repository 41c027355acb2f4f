/** Closes live sockets that are dead, and those whose session has ended. */
import type { LiveServer, LiveSocket } from './live-socket.ts'
import { CLOSE } from './protocol.ts'

/** A socket on which nothing was heard for so long is dead. Browsers give a hidden tab one heartbeat a minute. */
const IDLE_LIMIT = 150_000
/** A socket without a view does nothing; a browser joins at once. */
const VIEWLESS_LIMIT = 30_000

type WatchedSocket = Pick<LiveSocket, 'lastHeard' | 'viewlessSince' | 'channelCount' | 'expiresAt' | 'close'>

/**
 * Closes sockets that are dead or never joined, by the server's uptime, and those whose session is over, by the clock:
 * the uptime goes on evenly, and the clock may be set.
 */
export function endOverdue(
  sockets: Iterable<WatchedSocket>,
  { now, uptime }: { readonly now: number; readonly uptime: number },
): void {
  for (const socket of sockets) {
    if (uptime - socket.lastHeard > IDLE_LIMIT) socket.close(CLOSE.idle, 'nothing heard')
    else if (now >= socket.expiresAt) socket.close(CLOSE.unauthenticated, 'the session is over')
    else if (socket.channelCount === 0 && uptime - socket.viewlessSince > VIEWLESS_LIMIT) {
      socket.close(CLOSE.idle, 'no view joined')
    }
  }
}

/** Closes the sockets whose session has ended without a word, as when it was deleted in the database. */
export async function endInactive(
  sockets: ReadonlySet<Pick<LiveSocket, 'sessionId' | 'endSession'>>,
  { active }: Pick<LiveServer, 'active'>,
): Promise<void> {
  if (sockets.size === 0) return
  const open = [...sockets]
  const found = await active([...new Set(open.map(({ sessionId }) => sessionId))])
  for (const socket of open) if (!found.has(socket.sessionId)) socket.endSession()
}
