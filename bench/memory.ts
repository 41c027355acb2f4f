/** P4: what one joined room view holds while nothing happens, and after it has scrolled far back. */
import { join } from 'node:path'
import { floorPage, type HeldPage, loadRoom } from './load/held-page.ts'
import { HistoryReader, PAGE_SIZE } from './load/history-reader.ts'
import { AT_ONCE, inTurns } from './load/in-turns.ts'
import { LiveClient } from './load/live-client.ts'
import { MeasuredProcess } from './measured-process.ts'
import type { Context, Figure } from './measurement.ts'
import { seededDatabase, signIn, startRill } from './rill.ts'

const VIEWS = 2_000
const MESSAGES = 20_000
const SCROLLED = 10_000
const KIB = 1_024

export async function measure({ folder, quick, say }: Context): Promise<Figure[]> {
  const scrolled = quick ? 500 : SCROLLED
  const rill = await measureRill(folder, scrolled, say)
  const floor = await measureFloor()
  return [
    {
      line: 'P4',
      what: `memory of an idle view, ${VIEWS} of them`,
      unit: 'KiB',
      value: rill.idle,
      floor,
      goal: { atMostFloors: 1.4 },
    },
    {
      line: 'P4',
      what: `after each has read ${scrolled} messages`,
      unit: 'KiB',
      value: rill.afterwards,
      floor,
      goal: { atMostFloors: 1.6 },
    },
  ]
}

async function measureRill(folder: string, scrolled: number, say: Context['say']) {
  const database = await seededDatabase(folder, { messages: MESSAGES })
  await using server = await startRill(database, { inspect: true })
  const page = await loadRoom(server.url, await signIn(database, 1), 1)
  // Code is compiled, and pools and SQLite's cache are filled, by some that leave again.
  const others = await joined(page, 50)
  await scroll(others, scrolled)
  await leave(others)
  const empty = await server.settledMemory()
  const perView = async () => ((await server.settledMemory()) - empty) / VIEWS / KIB
  const readers = await joined(page, VIEWS)
  const idle = await perView()
  say(`scrolling, ${Math.round(idle)} KiB so far`)
  await scroll(readers, scrolled)
  const afterwards = await perView()
  await leave(readers)
  return { idle, afterwards }
}

async function measureFloor(): Promise<number> {
  await using server = await MeasuredProcess.start({
    script: join(import.meta.dirname, 'floor', 'fan-out.ts'),
    inspect: true,
  })
  const page = floorPage(server.url)
  const empty = await server.settledMemory()
  const clients = await inTurns(AT_ONCE, Array.from({ length: VIEWS }), () => LiveClient.join(page))
  const each = ((await server.settledMemory()) - empty) / VIEWS / KIB
  await Promise.all(clients.map((client) => client.leave()))
  return each
}

function joined(page: HeldPage, count: number): Promise<HistoryReader[]> {
  return inTurns(AT_ONCE, Array.from({ length: count }), () => HistoryReader.join(page))
}

/** Has each read so many messages back from the newest page. */
async function scroll(readers: readonly HistoryReader[], messages: number): Promise<void> {
  for (let read = 0; read < messages; read += PAGE_SIZE) {
    const cursor = MESSAGES - PAGE_SIZE - read + 1
    await inTurns(16, readers, (reader) => reader.before(cursor))
  }
}

async function leave(readers: readonly HistoryReader[]): Promise<void> {
  await Promise.all(readers.map(({ client }) => client.leave()))
}
