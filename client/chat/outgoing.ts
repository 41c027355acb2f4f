/** What a person did to messages in this browser and the server has not confirmed. */
import type { MessageRef } from './message-ref.ts'

interface Common {
  /** Made here; for a message that is sent, the client id by which the server knows it. */
  readonly id: string
  readonly personId: string
  readonly roomId: string
  /** When it was done. What was done later has a later time, also where the clock was set back meanwhile. */
  readonly at: number
  /** The text: of the new message, after the edit, or of the message that is to be deleted. */
  readonly body: string
  /** "sent": the server has committed it, and the row that shows it is on its way. */
  readonly state: 'pending' | 'sent' | 'failed'
  /** Whether the server may have it. */
  readonly wasTried: boolean
  /** Why it was refused. */
  readonly problem?: string
}

export interface OutgoingMessage extends Common {
  readonly kind: 'send'
}

export interface OutgoingChange extends Common {
  readonly kind: 'edit' | 'delete'
  readonly target: MessageRef
}

export type Outgoing = OutgoingMessage | OutgoingChange
