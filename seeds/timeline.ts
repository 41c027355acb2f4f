/**
 * Who speaks where and when, before it is known what they say: exchanges of a few people in one room, quick turns
 * within them, long pauses between them. Drawn apart from the words so that its length can be summed up beforehand.
 */
import type { LineKind } from './phrasebook.ts'
import type { Random } from './random.ts'

export interface Turn {
  /** Index of the room, and of the person. */
  readonly room: number
  readonly speaker: number
  readonly kind: LineKind
  /** Milliseconds since what came before. */
  readonly wait: number
  /** Milliseconds after which the speaker corrected it; null when never. Nothing happens in between. */
  readonly editedAfter: number | null
}

export interface Cast {
  readonly rooms: number
  readonly people: number
  readonly messages: number
}

const SECOND = 1_000
const HOUR = 3_600_000
/** Mean pause between two exchanges among a hundred messages; a busier place has shorter ones. */
const PAUSE = 9 * HOUR
const EXCHANGE_LENGTH = [3, 13] as const
const BURST_CHANCE = 0.35
const EDIT_CHANCE = 0.05

/** Exactly `messages` turns, in order. */
export function* turns(random: Random, { rooms, people, messages }: Cast): Generator<Turn> {
  const pause = PAUSE * Math.sqrt(100 / Math.max(messages, 100))
  for (let left = messages; left > 0; ) {
    const length = Math.min(left, random.between(...EXCHANGE_LENGTH))
    const room = random.skewedIndex(rooms)
    yield* exchange(random, { room, speakers: speakersIn(room, people, random), length, pause })
    left -= length
  }
}

/** Up to four people. Every room has its own regulars, and anybody may come by. */
function speakersIn(room: number, people: number, random: Random): number[] {
  const speakers = Array.from({ length: random.between(3, 4) }, () => (room * 7 + random.skewedIndex(people)) % people)
  return Array.from(new Set(speakers))
}

interface Exchange {
  readonly room: number
  readonly speakers: readonly number[]
  readonly length: number
  readonly pause: number
}

function* exchange(random: Random, { room, speakers, length, pause }: Exchange): Generator<Turn> {
  let speaker = random.pick(speakers)
  let kind: LineKind = random.chance(0.7) ? 'question' : 'remark'
  let wait = random.wait(pause)
  for (let turn = 0; turn < length; turn++) {
    const editedAfter = random.chance(EDIT_CHANCE) ? random.between(3, 20) * SECOND : null
    yield { room, speaker, kind, wait, editedAfter }
    const goesOn = speakers.length === 1 || random.chance(BURST_CHANCE)
    if (!goesOn) speaker = random.pick(speakers.filter((other) => other !== speaker))
    wait = goesOn ? random.between(2, 9) * SECOND : 10 * SECOND + random.wait(50 * SECOND)
    kind = kindAfter(kind, goesOn, random)
  }
}

function kindAfter(kind: LineKind, sameSpeaker: boolean, random: Random): LineKind {
  if (sameSpeaker) return kind === 'answer' ? 'answer' : 'remark'
  if (kind === 'question') return 'answer'
  return random.pick(['remark', 'remark', 'answer', 'question'])
}
