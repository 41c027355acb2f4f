/** How the connection stands, for everything that shows it: the header, and the notes of messages that wait. */
import type { LiveStatus } from '../live/live-client.ts'

/**
 * - "working": requests are answered, or have not been for a moment only;
 * - "limited": they are answered over HTTP, because the socket does not get through;
 * - "offline": the browser says that there is no network, and the socket does not show the opposite;
 * - "connecting", "reconnecting": they have not been answered for so long that it is shown;
 * - "failed": the page does not work, which a notice says.
 */
export type ConnectionState = 'working' | 'limited' | 'offline' | 'connecting' | 'reconnecting' | 'failed'

export interface ConnectionFacts {
  readonly status: LiveStatus
  readonly isOverHttp: boolean
  /** What the browser says, which may be wrong either way. */
  readonly isOnline: boolean
  /** Whether the browser has said that it is offline and the socket has yet to show whether it still works. */
  readonly isInDoubt: boolean
  /** Whether the connection has been away for so long that it is shown. */
  readonly isLongAway: boolean
}

export function connectionStateOf(facts: ConnectionFacts): ConnectionState {
  const { status, isOverHttp, isOnline, isInDoubt, isLongAway } = facts
  if (isOverHttp) return 'limited'
  if (!isOnline && (status !== 'connected' || isInDoubt)) return 'offline'
  if (status === 'connected' || !isLongAway) return 'working'
  if (status === 'failed') return 'failed'
  return status === 'connecting' ? 'connecting' : 'reconnecting'
}

/** Whether nothing can be sent until the connection is back. */
export function isAway(state: ConnectionState): boolean {
  return state !== 'working' && state !== 'limited'
}
