/** Which live sockets have lived too long. */
import type { LiveSocket } from './live-socket.ts'
import { CLOSE } from './protocol.ts'

/** A socket on which nothing was heard for so long is dead. A tab that nobody sees is given one heartbeat a minute. */
const IDLE_LIMIT = 150_000

/**
 * Closes sockets that are dead, by the server's uptime, and those whose session is over, by the clock: the one goes on
 * evenly, and the other may be set.
 */
export function endOverdue(
  sockets: Iterable<Pick<LiveSocket, 'lastHeard' | 'expiresAt' | 'close'>>,
  { now, uptime }: { readonly now: number; readonly uptime: number },
): void {
  for (const socket of sockets) {
    if (uptime - socket.lastHeard > IDLE_LIMIT) socket.close(CLOSE.idle, 'nothing heard')
    else if (now >= socket.expiresAt) socket.close(CLOSE.unauthenticated, 'the session is over')
  }
}
