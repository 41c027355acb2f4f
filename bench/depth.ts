/** P9: a page of older messages near the newest and far back, by turns. */
import { join } from 'node:path'
import { loadRoom } from './load/held-page.ts'
import { HistoryReader } from './load/history-reader.ts'
import { AT_ONCE, inTurns } from './load/in-turns.ts'
import { numberFrom } from './measured-program.ts'
import type { Context, Figure } from './measurement.ts'
import { seededDatabase, signIn, startRill } from './rill.ts'

const MESSAGES = 1_000_000
const NEAR = 10
const FAR = 900_000
/** Pages that a socket asks for in a row: so many that no server would hold it back for all of them. */
const PAGES = 10
const ROUNDS = 4
const SENDING_AT_ONCE = 16

export async function measure({ folder, quick, say }: Context): Promise<Figure[]> {
  say('filling the room')
  const database = await seededDatabase(folder, { messages: MESSAGES })
  const { near, far } = await measureRill(database, quick ? 50 : 250)
  const query = await numberFrom(join(import.meta.dirname, 'floor', 'history.ts'), {
    ...{ DATABASE_PATH: database, CURSOR: String(MESSAGES - NEAR) },
  })
  return [
    {
      ...{ line: 'P9', what: `CPU of a page at depth ${FAR}, against one at depth ${NEAR}`, unit: 'us' },
      ...{ value: far, floor: near, goal: { atMostFloors: 1.1 } },
    },
    { line: 'P9', what: 'CPU of a page, against the bare query', unit: 'us', value: near, floor: query },
  ]
}

/** Microseconds of the server's CPU a page. */
async function measureRill(database: string, sockets: number): Promise<{ near: number; far: number }> {
  await using server = await startRill(database)
  const page = await loadRoom(server.url, await signIn(database, 1), 1)
  const readers = await inTurns(AT_ONCE, Array.from({ length: sockets }), () => HistoryReader.join(page))
  const read = async (depth: number) => {
    const before = server.cpu
    await inTurns(SENDING_AT_ONCE, readers, async (reader) => {
      for (let count = 0; count < PAGES; count++) await reader.before(MESSAGES - depth)
    })
    return ((server.cpu - before) * 1_000) / (sockets * PAGES)
  }
  // The compiler of JavaScript has seen everything before it counts.
  await read(NEAR)
  let [near, far] = [0, 0]
  for (let round = 0; round < ROUNDS; round++) {
    near += (await read(NEAR)) / ROUNDS
    far += (await read(FAR)) / ROUNDS
  }
  await Promise.all(readers.map(({ client }) => client.leave()))
  return { near, far }
}
