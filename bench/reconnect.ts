/** P6: the server is killed under its readers while people write, and started again. */
import { setTimeout } from 'node:timers/promises'
import { loadRoom } from './load/held-page.ts'
import { ReturningReader } from './load/returning-reader.ts'
import { RoomLedger } from './load/room-ledger.ts'
import type { Context, Figure } from './measurement.ts'
import { seededDatabase, signIn, startRill } from './rill.ts'

const READERS = 2_000
const PER_SECOND = 20
const ROOM = 1
/** Milliseconds of writing before the server is killed, and after the last reader is back. */
const BEFORE = 3_000
const AFTERWARDS = 1_000
/** Milliseconds between the end of one server and the start of the next. */
const DOWN = 500

export async function measure({ folder, say }: Context): Promise<Figure[]> {
  const database = await seededDatabase(folder, { messages: 1_000 })
  const cookie = await signIn(database, 1)
  await using first = await startRill(database)
  const page = await loadRoom(first.url, cookie, ROOM)
  const [[log, start]] = Object.entries(page.join.offsets) as [[string, number]]
  const ledger = new RoomLedger(log, start)
  say(`${READERS} join`)
  const readers = Array.from({ length: READERS }, () => new ReturningReader(page, ledger))
  await Promise.all(readers.map(({ client }) => client))
  const writing = write(readers, ledger)
  await setTimeout(BEFORE)
  say('kill -9')
  const joinsBefore = readers.map(({ joins }) => joins)
  await first.kill()
  const sentBefore = ledger.sent
  await setTimeout(DOWN)
  const startedAt = performance.now()
  await using second = await startRill(database, { variables: { PORT: new URL(page.server).port } })
  await until(() => readers.every(({ joins }, index) => joins > joinsBefore[index]!), 'not all have returned')
  const back = Math.max(...readers.map(({ joinedAt }) => joinedAt)) - startedAt
  const cpu = second.cpu / READERS
  say(`all are back, ${ledger.sent - sentBefore} messages later`)
  await setTimeout(AFTERWARDS)
  await writing.stop()
  await until(() => readers.every(({ reader }) => reader.offset >= start + ledger.sent), 'messages are missing')
  await ledger.verifyAgainst(database, ROOM)
  await Promise.all(readers.map((reader) => reader.leave()))
  return [
    {
      ...{ line: 'P6', what: `${READERS} are back with all they missed, after the start`, unit: 's' },
      ...{ value: back / 1_000, goal: { atMost: 4 } },
    },
    { line: 'P6', what: 'CPU of the new server for each, its start included', unit: 'ms', value: cpu },
  ]
}

/** Has people write at a steady rate, whatever becomes of their connections, until `stop`. */
function write(people: readonly ReturningReader[], ledger: RoomLedger) {
  const sending: Promise<void>[] = []
  const timer = setInterval(() => {
    const person = people[sending.length % people.length]!
    sending.push(person.send(ROOM, ledger.compose()))
  }, 1_000 / PER_SECOND)
  const stop = async () => {
    clearInterval(timer)
    await Promise.all(sending)
  }
  return { stop }
}

async function until(isSo: () => boolean, complaint: string): Promise<void> {
  const deadline = performance.now() + 60_000
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(complaint)
    await setTimeout(10)
  }
}
