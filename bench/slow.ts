/**
 * P3, its second half: some readers take next to nothing. The others must not notice, memory must not grow, and what the
 * slow ones missed they get later.
 */
import { setTimeout } from 'node:timers/promises'
import { Crowd } from './load/crowd.ts'
import { loadRoom } from './load/held-page.ts'
import { ReturningReader } from './load/returning-reader.ts'
import { SlowNetwork } from './load/slow-network.ts'
import type { MeasuredProcess } from './measured-process.ts'
import type { Context, Figure } from './measurement.ts'
import { seededDatabase, signIn, startRill } from './rill.ts'

const READERS = 500
const SLOW = 25
const BYTES_PER_SECOND = 1_000
const ROOM = 1
const PER_SECOND = 20
/** Characters of a message: with short ones the kernel alone would hold all that is late for minutes. */
const LENGTH = 4_000
const MIB = 1_024 * 1_024
/** Milliseconds that the slow have to catch up once their network has recovered. */
const PATIENCE = 30_000

export async function measure({ folder, quick, say }: Context): Promise<Figure[]> {
  const seconds = quick ? 15 : 40
  const database = await seededDatabase(folder, { messages: 1_000 })
  await using server = await startRill(database)
  const page = await loadRoom(server.url, await signIn(database, 1), ROOM)
  const crowd = await Crowd.gather(page, READERS - SLOW, ROOM)
  const slow = Array.from({ length: SLOW }, () => new ReturningReader(page, crowd.ledger))
  await Promise.all(slow.map(({ client }) => client))
  const without = await look(server, crowd, seconds)
  await caughtUp(slow, crowd)
  say('with slow readers')
  const networks = await Promise.all(slow.map(async ({ client }) => new SlowNetwork(await client, BYTES_PER_SECOND)))
  const beside = await look(server, crowd, seconds)
  const behind = slow.filter(({ reader }) => reader.offset < crowd.ledger.head).length
  if (behind < SLOW) throw new Error(`Only ${behind} of ${SLOW} slow readers are behind.`)
  for (const network of networks) network.recover()
  const recovery = await caughtUp(slow, crowd)
  await crowd.ledger.verifyAgainst(database, ROOM)
  await Promise.all([crowd.leave(), ...slow.map((reader) => reader.leave())])
  return [
    {
      ...{ line: 'P3', what: `p99 of the others beside ${SLOW} of ${READERS} who read 1 kB a second`, unit: 'ms' },
      ...{ value: beside.p99, floor: without.p99, goal: { atMostFloors: 1.25 } },
    },
    {
      ...{ line: 'P3', what: 'memory of the server meanwhile, at most', unit: 'MiB' },
      ...{ value: beside.memory, floor: without.memory, goal: { atMostFloors: 1.25 } },
    },
    { line: 'P3', what: 'until the slow have everything, once they can', unit: 's', value: recovery },
  ]
}

/** How those fare who keep up. */
async function look(server: MeasuredProcess, crowd: Crowd, seconds: number) {
  crowd.ledger.latencies.clear()
  await crowd.sendSteadily(PER_SECOND, seconds, LENGTH)
  await crowd.settle()
  return { p99: crowd.ledger.latencies.quantile(0.99), memory: server.peak / MIB }
}

/** Waits until readers have all that was sent; resolves with the seconds that it took. */
async function caughtUp(readers: readonly ReturningReader[], { ledger }: Crowd): Promise<number> {
  const startedAt = performance.now()
  const elapsed = () => performance.now() - startedAt
  const isBehind = () => readers.some(({ reader }) => reader.offset < ledger.head)
  while (isBehind() && elapsed() < PATIENCE) await setTimeout(20)
  if (isBehind()) throw new Error('Slow readers did not catch up.')
  ledger.verify()
  return elapsed() / 1_000
}
