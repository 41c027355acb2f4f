/** A message that this browser sent, as long as it has no row of its own. */
export interface OutgoingMessage {
  readonly clientId: string
  readonly roomId: string
  readonly body: string
  readonly writtenAt: number
  /** "sent": committed, its row is on its way. */
  state: 'pending' | 'sent' | 'failed'
  /** Why it was refused. */
  problem?: string
}
