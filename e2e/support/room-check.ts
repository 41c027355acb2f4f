/** Holds what a page shows of a room against what the database holds. Each check answers with what is wrong. */
import type { StoredChange, StoredMessage, StoredRoom } from './room-database.ts'
import type { ShownMessage, ShownRoom } from './room-page.ts'
import { markOf } from './room-steps.ts'

/** Rows that a page keeps at most, as the room's view says. */
const WINDOW = 300

/** Screens of messages that a page loads ahead of its reader, at least. */
const SCREENS_AHEAD = 1

/** Pixels from the newest message within which a reader may be led to it. */
const NEAR = 100

/** A page that has nothing to wait for shows the room as it is. */
export function wrongIn(shown: ShownRoom, stored: StoredRoom): string[] {
  return [...wrongMessages(shown, stored.messages), ...wrongEnds(shown, stored.messages), ...wrongBeside(shown)]
}

/** The messages are a run of those of the room: without a hole, none twice, in order, each as it is now. */
function wrongMessages({ messages }: ShownRoom, stored: readonly StoredMessage[]): string[] {
  if (messages.length === 0) return stored.length === 0 ? [] : [`shows none of ${stored.length} messages`]
  const start = stored.findIndex(({ id }) => id === messages[0]?.id)
  if (start < 0) return [`begins with message ${messages[0]?.id}, which is not there`]
  const run = stored.slice(start, start + messages.length)
  const holes = messages.flatMap(({ id }, index) => {
    return id === run[index]?.id ? [] : [`row ${index} is message ${id} in place of ${run[index]?.id}`]
  })
  if (holes.length > 0) return holes.slice(0, 1)
  return messages.flatMap((message, index) => wrongContent(message, run[index]!))
}

function wrongContent(shown: ShownMessage, { id, body, editedAt }: StoredMessage): string[] {
  const edit = editedAt === null ? null : `${new Date(editedAt).toISOString().slice(0, 19)}Z`
  if (shown.editedAt !== edit)
    return [`message ${id} was edited at ${edit}, and is shown as edited at ${shown.editedAt}`]
  return shown.body === body ? [] : [`message ${id} says "${body}", and is shown as "${shown.body}"`]
}

/** An end that is said to be one is one, and near one that is not the page beyond is asked for. */
function wrongEnds(shown: ShownRoom, stored: readonly StoredMessage[]): string[] {
  const { messages, beyond, pixels, loading } = shown
  const isOutermost = { start: messages[0]?.id === stored[0]?.id, end: messages.at(-1)?.id === stored.at(-1)?.id }
  return (['start', 'end'] as const).flatMap((edge) => {
    if (loading[edge] !== null) return [`the page beyond the ${edge} is ${loading[edge]}`]
    if (beyond[edge] === 'end') return isOutermost[edge] ? [] : [`the ${edge} is said to be the room's, and is not`]
    return pixels[edge] < pixels.seen * SCREENS_AHEAD ? [`the ${edge} is near and nothing loads`] : []
  })
}

function wrongBeside({ messages, doubledIds }: ShownRoom): string[] {
  const wrong: string[] = []
  if (doubledIds.length > 0) wrong.push(`elements with one id: ${doubledIds}`)
  if (messages.length > WINDOW) wrong.push(`${messages.length} rows`)
  return wrong
}

/** Every message that was posted is there once; one that was to be deleted may be gone. */
export function wrongPosts(
  { messages, posted }: StoredRoom,
  before: number,
  deeds: { readonly posted: ReadonlySet<string>; readonly deleted: ReadonlySet<string> },
): string[] {
  const counts = new Map<string, number>()
  for (const { body } of messages) counts.set(markOf(body), (counts.get(markOf(body)) ?? 0) + 1)
  const wrong = Array.from(deeds.posted).flatMap((mark) => {
    const count = counts.get(mark) ?? 0
    return count === 1 || (count === 0 && deeds.deleted.has(mark)) ? [] : [`${mark} is there ${count} times`]
  })
  const sent = posted - before
  return sent === deeds.posted.size ? wrong : [...wrong, `${deeds.posted.size} were posted, and ${sent} arrived`]
}

/** What changed between two looks at a page whose reader left it alone. */
export function wrongAtRest(before: ShownRoom, now: ShownRoom, changes: readonly StoredChange[]): string[] {
  return [...wrongPlace(before, now), ...wrongCount(before, now, changes)]
}

/** Rows that may be held: the first in sight may only end there, and the one that is held in its place be deleted. */
const HELD = 3

/** A row in sight, or its text where it has changed itself, stands where it stood, as far as there are rows around it. */
function wrongPlace(before: ShownRoom, now: ShownRoom): string[] {
  const inSight = before.messages.slice(before.firstSeen, before.firstSeen + HELD)
  const there = inSight.flatMap((seen) => {
    const again = now.messages.find(({ id }) => id === seen.id)
    return again ? [Math.min(Math.abs(seen.top - again.top), Math.abs(seen.textTop - again.textTop))] : []
  })
  if (isAtNewest(before)) return isAtNewest(now) ? [] : [`is ${now.pixels.end} pixels away from the newest message`]
  if (there.length === 0 || before.pixels.end < NEAR || now.pixels.start <= 0 || now.pixels.end <= 0) return []
  const moved = Math.min(...there)
  return moved <= 1 ? [] : [`message ${inSight[0]!.id}, which was in sight, moved by ${moved} pixels`]
}

/** What others posted meanwhile is told, where the newest end is away and nothing that was told is deleted. */
function wrongCount(before: ShownRoom, now: ShownRoom, changes: readonly StoredChange[]): string[] {
  if (before.beyond.end !== 'more' || now.beyond.end !== 'more') return []
  const news = new Set<number>()
  for (const { kind, messageId, authorId } of changes) {
    if (kind === 'message_created' && authorId !== before.userId) news.add(messageId)
    else if (kind === 'message_deleted' && !news.delete(messageId) && before.untold !== 0) return []
  }
  const expected = (before.untold ?? 0) + news.size
  return expected > 99 || now.untold === expected ? [] : [`tells of ${now.untold} new messages, not of ${expected}`]
}

function isAtNewest({ beyond, pixels }: ShownRoom): boolean {
  return beyond.end === 'end' && pixels.end < 1
}
