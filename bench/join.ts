/** P5: what it costs when many who hold the page join at once. */
import { join } from 'node:path'
import { Crowd } from './load/crowd.ts'
import { floorPage, loadRoom } from './load/held-page.ts'
import { AT_ONCE, inTurns } from './load/in-turns.ts'
import { LiveClient } from './load/live-client.ts'
import { MeasuredProcess } from './measured-process.ts'
import type { Context, Figure } from './measurement.ts'
import { seededDatabase, signIn, startRill } from './rill.ts'

const CLIENTS = 2_000
const ROOM = 1
/** Bytes to each who joins, at most: there is no room for a message's row. */
const MOST_BYTES = 300

interface Joining {
  readonly seconds: number
  /** Milliseconds of the server's CPU for each. */
  readonly cpu: number
}

export async function measure({ folder, quick }: Context): Promise<Figure[]> {
  const rounds = quick ? 1 : 3
  const rill = await measureRill(folder, rounds)
  const floor = await measureFloor(rounds)
  const goal = { atMostFloors: 2 }
  return [
    { line: 'P5', what: `CPU a join, ${CLIENTS} at once`, unit: 'ms', value: rill.cpu, floor: floor.cpu, goal },
    { line: 'P5', what: 'until all have joined', unit: 's', value: rill.seconds, floor: floor.seconds, goal },
  ]
}

async function measureRill(folder: string, rounds: number): Promise<Joining> {
  const database = await seededDatabase(folder, { messages: 1_000 })
  await using server = await startRill(database)
  const page = await loadRoom(server.url, await signIn(database, 1), ROOM)
  return await joinings(server, rounds, async () => {
    const { clients, ledger } = await Crowd.gather(page, CLIENTS, ROOM)
    ledger.verify()
    const most = Math.max(...clients.map(({ received }) => received))
    if (most > MOST_BYTES) throw new Error(`Joining brought ${most} bytes.`)
    return clients
  })
}

async function measureFloor(rounds: number): Promise<Joining> {
  await using server = await MeasuredProcess.start({ script: join(import.meta.dirname, 'floor', 'upgrades.ts') })
  const page = floorPage(server.url)
  const sockets = Array.from({ length: CLIENTS }, () => page)
  return await joinings(server, rounds, () => inTurns(AT_ONCE, sockets, () => LiveClient.open(page)))
}

/** What the last of these rounds cost: by then the compiler of JavaScript has seen everything. */
async function joinings(
  server: MeasuredProcess,
  rounds: number,
  gather: () => Promise<readonly LiveClient[]>,
): Promise<Joining> {
  const all: Joining[] = []
  for (let round = 0; round <= rounds; round++) {
    const before = server.cpu
    const startedAt = performance.now()
    const clients = await gather()
    all.push({ seconds: (performance.now() - startedAt) / 1_000, cpu: (server.cpu - before) / CLIENTS })
    await Promise.all(clients.map((client) => client.leave()))
  }
  return all.at(-1)!
}
