/** P7: what comes to a browser, in bytes, with those that the WebSocket adds. */
import { randomUUID } from 'node:crypto'
import { type HeldPage, loadRoom } from './load/held-page.ts'
import { HistoryReader, PAGE_SIZE } from './load/history-reader.ts'
import { LiveClient } from './load/live-client.ts'
import type { Context, Figure, Goal } from './measurement.ts'
import { seededDatabase, signIn, startRill } from './rill.ts'

const MESSAGES = 1_000
const TEXT = 'As long as what people write to each other in a chat, on the whole: about eighty characters.'
const EDITED = `${TEXT} Edited.`

export async function measure({ folder }: Context): Promise<Figure[]> {
  const database = await seededDatabase(folder, { messages: MESSAGES, purpose: 'bytes' })
  await using server = await startRill(database)
  const page = await loadRoom(server.url, await signIn(database, 1), 1)
  const reader = await LiveClient.join(page)
  const joining = reader.received
  const sender = await LiveClient.join(page)
  const changes = await changesOf(sender, reader)
  const older = await olderPage(page)
  return [
    bytes('message inserted, beyond its text', changes.inserted - TEXT.length, { atMost: 500 }),
    bytes('message edited, beyond its text', changes.edited - EDITED.length, { atMost: 500 }),
    bytes('message deleted', changes.deleted, { atMost: 60 }),
    bytes('message inserted, beyond its text, to its sender', changes.sent - TEXT.length, { atMost: 500 }),
    bytes('joining when nothing changed', joining, { atMost: 300 }),
    bytes('page of older messages: a message, beyond its text', older, { atMost: 500 }),
  ]
}

function bytes(what: string, value: number, goal: Goal): Figure {
  return { line: 'P7', what, unit: 'B', value, goal }
}

/** What a change brings to a reader and to its sender. */
async function changesOf(sender: LiveClient, reader: LiveClient) {
  const heartbeat = await heartbeatBytes(reader)
  const costOf = async (name: string, payload: object) => {
    const before = { reader: reader.received, sender: sender.received }
    const answer = (await sender.event(name, payload)) as { id: number }
    // A frame that was sent before is here once this is answered.
    await reader.request('heartbeat')
    const toReader = reader.received - before.reader - heartbeat
    return { answer, toReader, toSender: sender.received - before.sender }
  }
  const inserted = await costOf('send_message', { roomId: 1, clientId: randomUUID(), body: TEXT })
  const { id } = inserted.answer
  const edited = await costOf('edit_message', { id, body: EDITED })
  const deleted = await costOf('delete_message', { id })
  return {
    inserted: inserted.toReader,
    sent: inserted.toSender,
    edited: edited.toReader,
    deleted: deleted.toReader,
  }
}

async function heartbeatBytes(client: LiveClient): Promise<number> {
  const before = client.received
  await client.request('heartbeat')
  return client.received - before
}

/** Bytes a message of a page of history, beyond the text of the message. */
async function olderPage(page: HeldPage): Promise<number> {
  const reader = await HistoryReader.join(page)
  const before = reader.client.received
  const rows = await reader.before(MESSAGES - PAGE_SIZE)
  const texts = rows.map((row) => /<p data-body[^>]*>(.*?)<\/p>/s.exec(row)![1]!.replace(/<[^>]*>/g, ''))
  const textBytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  return (reader.client.received - before - textBytes) / PAGE_SIZE
}
