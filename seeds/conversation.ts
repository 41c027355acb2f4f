/** Every message of a seeded database, one after the other, without holding more than one of them. */
import type { Phrasebook } from './phrasebook.ts'
import { Random } from './random.ts'
import { type Cast, type Turn, turns } from './timeline.ts'

export interface SeedMessage {
  /** Index of the room, and of the author. */
  readonly room: number
  readonly author: number
  /** Milliseconds since 1970, never before that of the message before. */
  readonly at: number
  /** What was first written. */
  readonly body: string
  /** What it was corrected to, and when: before the next message of any room. */
  readonly edit: { readonly body: string; readonly at: number } | null
}

export interface ConversationOptions extends Cast {
  readonly seed: number
  /** How people talk in each room. */
  readonly phrasebooks: readonly Phrasebook[]
  /** Nothing happens before; where there is too little time for everything, it happens faster. */
  readonly from: number
  /** When the last thing happens. */
  readonly until: number
}

export class Conversation implements Iterable<SeedMessage> {
  /** When the silence before the first message begins. */
  readonly startsAt: number
  readonly #options: ConversationOptions
  /** How fast the clock runs: 1, or less where time is short. */
  readonly #pace: number

  constructor(options: ConversationOptions) {
    let duration = 0
    for (const turn of turns(new Random(options.seed), options)) duration += turn.wait + (turn.editedAfter ?? 0)
    const available = Math.max(0, options.until - options.from)
    this.#options = options
    this.#pace = duration > available ? available / duration : 1
    this.startsAt = Math.floor(options.until - duration * this.#pace)
  }

  *[Symbol.iterator](): Generator<SeedMessage> {
    const { seed, phrasebooks } = this.#options
    const words = new Random(~seed)
    let elapsed = 0
    const clock = () => Math.floor(this.startsAt + elapsed * this.#pace)
    for (const turn of turns(new Random(seed), this.#options)) {
      const text = phrasebooks[turn.room]!.line(turn.kind, words)
      elapsed += turn.wait
      const at = clock()
      const draft = turn.editedAfter === null ? null : misspelt(text, words)
      elapsed += turn.editedAfter ?? 0
      yield message(turn, text, draft, at, clock())
    }
  }
}

function message(turn: Turn, text: string, draft: string | null, at: number, editedAt: number): SeedMessage {
  const edit = draft === null ? null : { body: text, at: editedAt }
  return { room: turn.room, author: turn.speaker, at, body: draft ?? text, edit }
}

/** The text with two neighbouring letters swapped, somewhere; null when it has no such letters. */
function misspelt(text: string, random: Random): string | null {
  const from = random.between(0, Math.floor(text.length / 2))
  const found = text.slice(from).search(/([a-z])(?!\1)[a-z]/)
  if (found < 0) return null
  const at = from + found
  return text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2)
}
