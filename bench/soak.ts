/** What must not grow: memory and counters of a server under all sorts of traffic, for as many minutes as one likes. */
import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { Crowd } from './load/crowd.ts'
import { loadPage, loadRoom } from './load/held-page.ts'
import { HistoryReader } from './load/history-reader.ts'
import { LiveClient } from './load/live-client.ts'
import type { MeasuredProcess } from './measured-process.ts'
import type { Context, Figure } from './measurement.ts'
import { seededDatabase, signIn, startRill } from './rill.ts'
import { median } from './statistics.ts'

const MESSAGES = 10_000
const READERS = 200
/** Whose deliveries are verified, and the one where messages are edited and deleted. */
const [ROOM, OTHER_ROOM] = [1, 2]
const PER_SECOND = 20
const SAMPLES = 20
const MIB = 1_024 * 1_024

export async function measure({ folder, minutes, say }: Context): Promise<Figure[]> {
  const database = await seededDatabase(folder, { messages: MESSAGES, rooms: 2, purpose: 'soak' })
  await using server = await startRill(database, { inspect: true })
  const cookie = await signIn(database, 1)
  const crowd = await Crowd.gather(await loadRoom(server.url, cookie, ROOM), READERS, ROOM)
  const traffic = new Traffic(server.url, cookie)
  const memory: number[] = []
  for (let sample = 1; sample <= SAMPLES; sample++) {
    const seconds = (minutes * 60) / SAMPLES
    await Promise.all([crowd.sendSteadily(PER_SECOND, seconds), traffic.flow(seconds)])
    await crowd.settle()
    memory.push((await server.settledMemory()) / MIB)
    say(`${sample}/${SAMPLES}: ${Math.round(memory.at(-1)!)} MiB, ${await counters(server)}`)
  }
  await crowd.ledger.verifyAgainst(database, ROOM)
  await crowd.leave()
  await allGone(server)
  const part = (from: number, to: number) => median(memory.slice(SAMPLES * from, SAMPLES * to))
  return [
    {
      ...{ line: 'soak', what: `memory of the last quarter of ${minutes} min, against the second`, unit: 'MiB' },
      ...{ value: part(0.75, 1), floor: part(0.25, 0.5), goal: { atMostFloors: 1.1 } },
    },
    { line: 'soak', what: 'deliveries, each verified', unit: '', value: crowd.ledger.sent * READERS },
  ]
}

/** Beside the crowd: pages are loaded, people come, read back and go, messages are edited and deleted. */
class Traffic {
  readonly #server: string
  readonly #cookie: string

  constructor(server: string, cookie: string) {
    this.#server = server
    this.#cookie = cookie
  }

  async flow(seconds: number): Promise<void> {
    const end = performance.now() + seconds * 1_000
    while (performance.now() < end) {
      await Promise.all([this.#visit(), this.#change(), setTimeout(250)])
    }
  }

  async #visit(): Promise<void> {
    const reader = await HistoryReader.join(await loadRoom(this.#server, this.#cookie, ROOM))
    // Ids of two rooms alternate at random, so of these pages only the size is known.
    for (let count = 0; count < 10; count++) await reader.client.event('older_messages', { cursor: MESSAGES - count })
    await reader.client.leave()
    const rooms = await LiveClient.join(await loadPage(this.#server, this.#cookie, '/rooms'))
    await rooms.leave()
  }

  async #change(): Promise<void> {
    const client = await LiveClient.join(await loadRoom(this.#server, this.#cookie, OTHER_ROOM))
    const message = { roomId: OTHER_ROOM, clientId: randomUUID(), body: 'Soon to be another.' }
    const { id } = (await client.event('send_message', message)) as { id: number }
    await client.event('edit_message', { id, body: 'Soon to be gone.' })
    await client.event('delete_message', { id })
    await client.leave()
  }
}

/** What the server counts: sockets and views that are open. */
async function counters(server: MeasuredProcess): Promise<string> {
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  const value = (name: string) => new RegExp(`^${name} (\\d+)$`, 'm').exec(metrics)?.[1] ?? 'no'
  return `${value('rill_live_sockets')} sockets, ${value('rill_live_views')} views`
}

/** Nothing may be left of those who have gone. */
async function allGone(server: MeasuredProcess): Promise<void> {
  const deadline = performance.now() + 10_000
  for (let left = await counters(server); left !== '0 sockets, 0 views'; left = await counters(server)) {
    if (performance.now() > deadline) throw new Error(`Everybody has gone, and there are ${left}.`)
    await setTimeout(50)
  }
}
