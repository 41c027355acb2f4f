/** What a person did to messages in this browser and the server has not confirmed, and how such things hang together. */
import { versionOf } from '../../server/chat/text-version.ts'
import { isSameMessage, type MessageRef } from './message-ref.ts'
import { newId } from './new-id.ts'
import { ownId } from './person.ts'

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
  /** Why it was refused, for people and as the server's code. */
  readonly problem?: string
  readonly problemCode?: string
}

export interface OutgoingMessage extends Common {
  readonly kind: 'send'
}

export interface OutgoingEdit extends Common {
  readonly kind: 'edit'
  readonly target: MessageRef
  /** Versions of the message that it may replace, oldest first; any, where an earlier version of this script made it. */
  readonly replaces?: readonly string[]
}

export interface OutgoingDeletion extends Common {
  readonly kind: 'delete'
  readonly target: MessageRef
}

export type OutgoingChange = OutgoingEdit | OutgoingDeletion

export type Outgoing = OutgoingMessage | OutgoingChange

/** What all of them have; what it is has yet to be said. */
export type NewOutgoing = Omit<OutgoingMessage, 'kind'>

/** Something that this person has just done, later than what was done last. */
export function newOutgoing(roomId: string, body: string, last = 0): NewOutgoing {
  const at = Math.max(Date.now(), last + 1)
  return { id: newId(), personId: ownId(), roomId, at, body, state: 'pending', wasTried: false }
}

/** Whether it is to be done to a message that is itself unsent. */
export function isChangeOf(item: Outgoing, message: Outgoing): boolean {
  return item.kind !== 'send' && message.kind === 'send' && item.target.clientId === message.id
}

/** Whether both change the same message. */
export function isSameChange(one: Outgoing, other: Outgoing): boolean {
  return one.kind !== 'send' && other.kind !== 'send' && isSameMessage(one.target, other.target)
}

/** Versions that an edit names at most. */
const MAX_VERSIONS = 50

/**
 * The versions that an edit may replace: those that it started from, and those of earlier edits that may never arrive or
 * be replaced by it before they do.
 */
export function versionsToReplace(startedFrom: readonly string[], earlier: readonly OutgoingEdit[]): readonly string[] {
  const versions = earlier.flatMap(({ replaces = [], body }) => [...replaces, versionOf(body)])
  const [first, ...others] = new Set([...versions, ...startedFrom])
  // Of a long chain the first is the one that the server has; the last are those that may have been tried.
  return first === undefined ? [] : [first, ...others.slice(1 - MAX_VERSIONS)]
}
