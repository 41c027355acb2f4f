/** P1 and P2: what it costs to tell everybody in a room of a message, and how long that takes. */
import { join } from 'node:path'
import { Crowd } from './load/crowd.ts'
import { floorPage, type HeldPage, loadRoom } from './load/held-page.ts'
import { MeasuredProcess } from './measured-process.ts'
import type { Context, Figure } from './measurement.ts'
import { seededDatabase, signIn, startRill } from './rill.ts'

const READERS = [100, 500, 1_000, 2_000]
const PER_SECOND = 10
/** Where latency is looked at. */
const LATENCY_READERS = 1_000
const ROOM = 1

interface FanOut {
  /** Microseconds of the server's CPU for each delivery. */
  readonly cpu: number
  readonly p50: number
  readonly p99: number
  readonly frameBytes: number
}

export async function measure({ quick, folder, say }: Context): Promise<Figure[]> {
  const seconds = quick ? 4 : 20
  const figures: Figure[] = []
  for (const readers of READERS) {
    say(`${readers} readers`)
    const rill = await measureRill(folder, readers, seconds)
    const floor = await measureFloor(readers, seconds, rill.frameBytes)
    figures.push({
      ...{ line: 'P1', what: `CPU a delivery, R = ${readers}`, unit: 'us' },
      ...{ value: rill.cpu, floor: floor.cpu, goal: { atMostFloors: readers >= 500 ? 1.15 : 1.6 } },
    })
    if (readers !== LATENCY_READERS) continue
    for (const part of ['p50', 'p99'] as const) {
      const what = `latency ${part}, R = ${readers}`
      figures.push({
        ...{ line: 'P2', what, unit: 'ms' },
        ...{ value: rill[part], floor: floor[part], goal: { atMostFloors: 1.2 } },
      })
    }
  }
  return figures
}

async function measureRill(folder: string, readers: number, seconds: number): Promise<FanOut> {
  const database = await seededDatabase(folder, { messages: 1_000 })
  await using server = await startRill(database)
  const page = await loadRoom(server.url, await signIn(database, 1), ROOM)
  const { result, crowd } = await fanOut(server, page, readers, seconds)
  await crowd.ledger.verifyAgainst(database, ROOM)
  return result
}

async function measureFloor(readers: number, seconds: number, frameBytes: number): Promise<FanOut> {
  await using server = await MeasuredProcess.start({
    script: join(import.meta.dirname, 'floor', 'fan-out.ts'),
    variables: { FRAME_BYTES: String(frameBytes) },
  })
  return (await fanOut(server, floorPage(server.url), readers, seconds)).result
}

async function fanOut(server: MeasuredProcess, page: HeldPage, readers: number, seconds: number) {
  const crowd = await Crowd.gather(page, readers, ROOM)
  const { ledger } = crowd
  // The compiler of JavaScript has seen everything before it counts.
  await crowd.sendSteadily(PER_SECOND, 2)
  await crowd.settle()
  ledger.latencies.clear()
  const before = server.cpu
  await crowd.sendSteadily(PER_SECOND, seconds)
  await crowd.settle()
  const cpu = ((server.cpu - before) * 1_000) / ledger.latencies.count
  await crowd.leave()
  const [p50, p99] = [ledger.latencies.quantile(0.5), ledger.latencies.quantile(0.99)]
  return { result: { cpu, p50, p99, frameBytes: ledger.at(ledger.head)!.frame!.length }, crowd }
}
