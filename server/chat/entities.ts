/** The nouns of the chat, as every layer above the database sees them. Times are milliseconds since 1970, UTC. */

export type UserId = number
export type RoomId = number
export type MessageId = number

/** Whoever writes messages: a person, or a program that writes under a name of its own. */
export interface Author {
  readonly id: UserId
  readonly kind: 'person' | 'bot'
  readonly name: string
}

/** A person who has an account. */
export interface User extends Author {
  readonly email: string
}

/** A program that somebody has made. Its owner alone knows whose it is. */
export interface Bot extends Author {
  readonly kind: 'bot'
  readonly ownerId: UserId
}

/** The person who answers for what this author does: a bot's owner, or the person. */
export function personBehind(author: Author): UserId {
  return author.kind === 'bot' && 'ownerId' in author ? (author as Bot).ownerId : author.id
}

export interface Room {
  readonly id: RoomId
  readonly name: string
  readonly description: string
}

export interface Message {
  readonly id: MessageId
  readonly roomId: RoomId
  readonly author: Author
  /** The id that the author's browser gave it, unique per author; null when the sender gave none. */
  readonly clientId: string | null
  readonly body: string
  readonly createdAt: number
  /** When it was last edited; null when never. */
  readonly editedAt: number | null
}

export interface Session {
  readonly id: string
  readonly user: User
  readonly createdAt: number
  /** When it ends unless it is used before. */
  readonly expiresAt: number
}
