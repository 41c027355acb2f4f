/** What a live view knows of who looks at it. */
import type { User } from '../chat/entities.ts'

export interface ViewSession {
  readonly user: User
}
