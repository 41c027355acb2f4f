/** Holds the database against what people did, and against itself. Each check answers with what is wrong. */
import { markOf } from '../e2e/support/room-steps.ts'
import type { RoomEvent } from '../server/chat/events.ts'
import type { Deeds, Sent } from './deeds.ts'
import type { StoredMessage } from './stored.ts'

/** What was sent is there once, as its author left it; and nothing else is. */
export function wrongMessages(messages: readonly StoredMessage[], deeds: Deeds): string[] {
  const posted = messages.filter(({ clientId }) => clientId !== null)
  const byClientId = Map.groupBy(posted, ({ clientId }) => clientId!)
  const byMark = Map.groupBy(
    posted.filter(({ deletedAt }) => deletedAt === null),
    ({ body }) => markOf(body),
  )
  const known = new Set(deeds.sent.map(({ clientId }) => clientId))
  return [
    ...deeds.sent.flatMap((sent) => wrongSent(sent, byClientId.get(sent.clientId) ?? [], deeds)),
    ...Array.from(byMark).flatMap(([mark, { length }]) => (length === 1 ? [] : [`${mark} is there ${length} times`])),
    ...posted.flatMap(({ clientId, body, deletedAt }) => {
      const isExpected = known.has(clientId!) || deeds.mayBe(body) || deletedAt !== null
      return isExpected ? [] : [`nobody sent "${body}" (${clientId})`]
    }),
  ]
}

/** What was sent from one tab is there in the order in which it was sent. */
export function wrongOrder(messages: readonly StoredMessage[], deeds: Deeds): string[] {
  const ids = new Map(messages.map(({ clientId, id }) => [clientId, id]))
  const tabs = Map.groupBy(
    deeds.sent.filter(({ clientId, wasRefused }) => ids.has(clientId) && !wasRefused),
    ({ tab }) => tab,
  )
  return Array.from(tabs.values()).flatMap((sent) =>
    sent.slice(1).flatMap(({ clientId, texts }, index) => {
      const before = sent[index]!
      if (ids.get(clientId)! > ids.get(before.clientId)!) return []
      return [`${markOf(texts[0]!.text)} was sent after ${markOf(before.texts[0]!.text)}, and arrived before it`]
    }),
  )
}

function wrongSent({ clientId, roomId, texts, ...sent }: Sent, rows: readonly StoredMessage[], deeds: Deeds): string[] {
  const name = `${markOf(texts[0]!.text)} (${clientId})`
  const [row] = rows
  if (!row) {
    // A message that no server has seen just goes.
    if (sent.wasDeleted && !sent.isAcknowledged) return []
    return [`${name} is missing${sent.isAcknowledged ? ', though it was shown as sent' : ''}`]
  }
  if (rows.length > 1) return [`${name} is there ${rows.length} times`]
  if (row.roomId !== roomId) return [`${name} is in room ${row.roomId}, and was sent to ${roomId}`]
  if (row.deletedAt !== null)
    return sent.wasDeleted || deeds.mayBe('') ? [] : [`${name} is deleted, and nobody did that`]
  if (sent.isDeleted) return [`${name} is there, and was to be deleted`]
  const expected = texts.slice(texts.findLastIndex(({ isCertain }) => isCertain)).map(({ text }) => text)
  return expected.includes(row.body) || deeds.mayBe(row.body)
    ? []
    : [`${name} says "${row.body}" in place of "${expected.join('" or "')}"`]
}

/** The log leads from nothing to the room as it is, without a hole, and holds no text of what was deleted. */
export function wrongLog(
  roomId: number,
  { log, head, messages }: { log: readonly RoomEvent[]; head: number; messages: readonly StoredMessage[] },
): string[] {
  const wrong: string[] = log.flatMap(({ offset }, index) => {
    return offset === index + 1 ? [] : [`entry ${index + 1} of room ${roomId} has the offset ${offset}`]
  })
  if (head !== log.length) wrong.push(`room ${roomId} has ${log.length} entries and says ${head}`)
  const told = new Map<number, string | null>()
  for (const event of log) {
    const id = 'message' in event ? event.message.id : event.messageId
    const isNew =
      event.kind === 'message_created' || (event.kind === 'message_scrubbed' && event.was === 'message_created')
    if (isNew === told.has(id)) wrong.push(`entry ${event.offset} of room ${roomId}: ${event.kind} of message ${id}`)
    told.set(id, 'message' in event ? event.message.body : null)
  }
  for (const { id, body, deletedAt } of messages) {
    const expected = deletedAt === null ? body : null
    if (told.get(id) !== expected)
      wrong.push(`the log says of message ${id} "${told.get(id)}" in place of "${expected}"`)
  }
  return wrong
}
