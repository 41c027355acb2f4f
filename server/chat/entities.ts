/** The nouns of the chat, as every layer above the database sees them. Times are milliseconds since 1970, UTC. */

export type UserId = number
export type RoomId = number
export type MessageId = number

export interface User {
  readonly id: UserId
  readonly name: string
  readonly email: string
}

export interface Room {
  readonly id: RoomId
  readonly name: string
  readonly description: string
}

export interface Author {
  readonly id: UserId
  readonly name: string
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
  readonly expiresAt: number
}
