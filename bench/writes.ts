/**
 * P10: how many messages a second are committed, and indexed for search, when many send as fast as they are answered.
 */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { gramsOfMessage } from '../server/chat/search-grams.ts'
import { Crowd } from './load/crowd.ts'
import { loadPage, loadRoom } from './load/held-page.ts'
import { inTurns } from './load/in-turns.ts'
import { LiveClient } from './load/live-client.ts'
import { numberFrom } from './measured-program.ts'
import type { Context, Figure } from './measurement.ts'
import { seededDatabase, signIn, startRill } from './rill.ts'
import { quantile } from './statistics.ts'

const SENDERS = 16
const READERS = 1
const ROOM = 1
/** What a socket may send at once; a sender goes on over another before a server would hold it back. */
const BURST = 90

export async function measure({ folder, quick }: Context): Promise<Figure[]> {
  const each = quick ? 250 : 1_500
  const database = await seededDatabase(folder, { messages: 1_000, users: SENDERS })
  const { perSecond, p99, cpu } = await measureRill(database, each)
  const floor = await numberFrom(join(import.meta.dirname, 'floor', 'writes.ts'), {
    ...{ DATABASE_PATH: database, GROUP: String(SENDERS), SECONDS: quick ? '2' : '5' },
    GRAMS: gramsOfMessage(ROOM, 'Measured message 12345.').grams.join(' '),
  })
  return [
    {
      ...{ line: 'P10', what: `messages committed a second, ${SENDERS} senders`, unit: '/s' },
      ...{ value: perSecond, floor, goal: { atLeastFloors: 0.65 } },
    },
    { line: 'P10', what: 'until confirmed, p99', unit: 'ms', value: p99, goal: { atMost: 50 } },
    { line: 'P10', what: 'CPU a message', unit: 'us', value: cpu },
  ]
}

async function measureRill(database: string, each: number) {
  await using server = await startRill(database)
  const cookies = await Promise.all(Array.from({ length: SENDERS }, (_, index) => signIn(database, index + 1)))
  const crowd = await Crowd.gather(await loadRoom(server.url, cookies[0]!, ROOM), READERS, ROOM)
  const warm = await senders(server.url, cookies, BURST)
  await send(crowd, warm, BURST)
  const ready = await senders(server.url, cookies, each)
  const before = server.cpu
  const startedAt = performance.now()
  const times = await send(crowd, ready, each)
  await indexed(database)
  const seconds = (performance.now() - startedAt) / 1_000
  const cpu = ((server.cpu - before) * 1_000) / times.length
  await crowd.settle()
  await crowd.ledger.verifyAgainst(database, ROOM)
  return { perSecond: times.length / seconds, p99: quantile(times, 0.99), cpu }
}

/** Waits until every message is indexed: what was only put off is no speed. */
async function indexed(path: string): Promise<void> {
  const database = new Database(path, { readonly: true })
  try {
    const pending = database.prepare('select 1 from search_pending limit 1')
    while (pending.get() !== undefined) await pause(5)
  } finally {
    database.close()
  }
}

/** For each person the sockets to send so many messages over, on a page that shows no messages. */
async function senders(server: string, cookies: readonly string[], each: number): Promise<LiveClient[][]> {
  const sockets = Array.from({ length: Math.ceil(each / BURST) })
  return await inTurns(4, cookies, async (cookie) => {
    const page = await loadPage(server, cookie, '/rooms/new')
    return await Promise.all(sockets.map(() => LiveClient.join(page)))
  })
}

/** Everybody sends the next message when the last is confirmed; resolves with the milliseconds that each took. */
async function send({ ledger }: Crowd, people: readonly LiveClient[][], each: number): Promise<number[]> {
  const times = await inTurns(people.length, people, async (sockets) => {
    const own: number[] = []
    for (let count = 0; count < each; count++) {
      const socket = sockets[Math.floor(count / BURST)]!
      const startedAt = performance.now()
      await socket.event('send_message', { roomId: ROOM, ...ledger.compose() })
      own.push(performance.now() - startedAt)
    }
    return own
  })
  return times.flat()
}
