/** P3: how many deliveries a second there can be before they come late, and what slow readers do to the others. */
import { join } from 'node:path'
import { Crowd } from './load/crowd.ts'
import { floorPage, type HeldPage, loadRoom } from './load/held-page.ts'
import { MeasuredProcess } from './measured-process.ts'
import type { Context, Figure } from './measurement.ts'
import { seededDatabase, signIn, startRill } from './rill.ts'

const READERS = 500
const ROOM = 1
/** Milliseconds that p99 may take. */
const LATE = 250
/** Messages a second to begin with, and by how much there are more each time. */
const FIRST = 30
const STEP = 1.2

export async function measure({ folder, quick, say }: Context): Promise<Figure[]> {
  const seconds = quick ? 2 : 5
  const database = await seededDatabase(folder, { messages: 1_000 })
  const rill = await measureRill(database, seconds)
  say(`the floor, after ${Math.round(rill.perSecond)} a second`)
  const floor = await measureFloor(seconds, rill.frameBytes)
  return [
    {
      ...{ line: 'P3', what: `deliveries a second, R = ${READERS}, p99 under ${LATE} ms`, unit: '/s' },
      ...{ value: rill.perSecond, floor: floor.perSecond, goal: { atLeastFloors: 0.95 } },
    },
  ]
}

interface Saturation {
  readonly perSecond: number
  readonly frameBytes: number
}

async function measureRill(database: string, seconds: number): Promise<Saturation> {
  await using server = await startRill(database)
  const page = await loadRoom(server.url, await signIn(database, 1), ROOM)
  const { saturation, crowd } = await saturate(page, seconds)
  await crowd.ledger.verifyAgainst(database, ROOM)
  return saturation
}

async function measureFloor(seconds: number, frameBytes: number): Promise<Saturation> {
  await using server = await MeasuredProcess.start({
    script: join(import.meta.dirname, 'floor', 'fan-out.ts'),
    variables: { FRAME_BYTES: String(frameBytes) },
  })
  return (await saturate(floorPage(server.url), seconds)).saturation
}

/** Sends more and more until deliveries come late; throws when one is lost. */
async function saturate(page: HeldPage, seconds: number) {
  const crowd = await Crowd.gather(page, READERS, ROOM)
  const { ledger } = crowd
  await crowd.sendSteadily(FIRST, 2)
  await crowd.settle()
  let perSecond = 0
  for (let rate = FIRST; ; rate *= STEP) {
    ledger.latencies.clear()
    const startedAt = performance.now()
    await crowd.sendSteadily(rate, seconds)
    await crowd.settle()
    const elapsed = (performance.now() - startedAt) / 1_000
    if (ledger.latencies.quantile(0.99) > LATE) break
    perSecond = ledger.latencies.count / elapsed
  }
  await crowd.leave()
  return { saturation: { perSecond, frameBytes: ledger.at(ledger.head)!.frame!.length }, crowd }
}
