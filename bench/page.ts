/** P8: the first page of a room over HTTP, in a small room and in a large one, by turns with a constant page. */
import { join } from 'node:path'
import { HttpConnection } from './load/http-connection.ts'
import { inTurns } from './load/in-turns.ts'
import { MeasuredProcess } from './measured-process.ts'
import type { Context, Figure } from './measurement.ts'
import { seededDatabase, signIn, startRill } from './rill.ts'
import { quantile } from './statistics.ts'

const CONNECTIONS = 32
const ROUNDS = 4
const SMALL = 1_000
const LARGE = 1_000_000

/** A server that is asked for one page, and what that came to. */
class Subject {
  readonly server: MeasuredProcess
  readonly #connections: readonly HttpConnection[]
  readonly size: number
  readonly #marks: readonly string[]
  readonly #times: number[] = []
  #cpu = 0
  #elapsed = 0

  private constructor(
    server: MeasuredProcess,
    connections: readonly HttpConnection[],
    size: number,
    marks: readonly string[],
  ) {
    this.server = server
    this.#connections = connections
    this.size = size
    this.#marks = marks
  }

  /** `marks`: what every answer must hold. */
  static async of(server: MeasuredProcess, path: string, cookie: string, marks: readonly string[]): Promise<Subject> {
    const places = Array.from({ length: CONNECTIONS })
    const connections = await Promise.all(places.map(() => HttpConnection.open(server.url, path, cookie)))
    const { body } = await connections[0]!.get()
    const subject = new Subject(server, connections, body.length, marks)
    await subject.#ask(500)
    return subject
  }

  async measure(requests: number): Promise<void> {
    const before = this.server.cpu
    const startedAt = performance.now()
    this.#times.push(...(await this.#ask(requests)))
    this.#elapsed += performance.now() - startedAt
    this.#cpu += this.server.cpu - before
  }

  /** Microseconds of CPU a request. */
  get cpu(): number {
    return (this.#cpu * 1_000) / this.#times.length
  }

  get perSecond(): number {
    return (this.#times.length * 1_000) / this.#elapsed
  }

  get p99(): number {
    return quantile(this.#times, 0.99)
  }

  close(): void {
    for (const connection of this.#connections) connection.close()
  }

  async #ask(requests: number): Promise<number[]> {
    const share = Math.ceil(requests / CONNECTIONS)
    const times = await inTurns(CONNECTIONS, this.#connections, async (connection) => {
      const own: number[] = []
      for (let count = 0; count < share; count++) {
        const startedAt = performance.now()
        const { status, body } = await connection.get()
        own.push(performance.now() - startedAt)
        if (status !== 200 || body.length !== this.size) throw new Error(`${status}, ${body.length} bytes`)
        // Of the first alone: to read every page would cost more than to make it.
        if (count === 0) this.#verify(String(body))
      }
      return own
    })
    return times.flat()
  }

  #verify(page: string): void {
    const lacking = this.#marks.filter((mark) => !page.includes(mark))
    if (lacking.length > 0) throw new Error(`A page lacks ${lacking.join(' and ')}.`)
  }
}

export async function measure({ folder, quick, say }: Context): Promise<Figure[]> {
  say('filling the rooms')
  const [smallDatabase, largeDatabase] = [
    await seededDatabase(folder, { messages: SMALL }),
    await seededDatabase(folder, { messages: LARGE }),
  ]
  await using smallServer = await startRill(smallDatabase)
  await using largeServer = await startRill(largeDatabase)
  const small = await room(smallServer, smallDatabase)
  const large = await room(largeServer, largeDatabase, LARGE)
  await using floorServer = await MeasuredProcess.start({
    script: join(import.meta.dirname, 'floor', 'page.ts'),
    variables: { PAGE_BYTES: String(small.size) },
  })
  const floor = await Subject.of(floorServer, '/', '', [])
  say('asking')
  const subjects = [small, large, floor]
  for (let round = 0; round < ROUNDS; round++) {
    for (const subject of subjects) await subject.measure(quick ? 800 : 4_000)
  }
  for (const subject of subjects) subject.close()
  return figures(small, large, floor)
}

/** The newest messages of a room; `newest` is the id of the very newest, where nothing is ever sent. */
async function room(server: MeasuredProcess, database: string, newest?: number): Promise<Subject> {
  const marks = newest === undefined ? [] : [`id="messages-${newest}"`, `id="messages-${newest - 49}"`]
  return await Subject.of(server, '/rooms/1', await signIn(database, 1), [...marks, '</html>'])
}

function figures(small: Subject, large: Subject, floor: Subject): Figure[] {
  const perCpuSecond = ({ cpu }: Subject) => 1_000_000 / cpu
  return [
    {
      ...{ line: 'P8', what: `first page of a room of ${SMALL}: requests a second of CPU`, unit: '/s' },
      ...{ value: perCpuSecond(small), floor: perCpuSecond(floor), goal: { atLeastFloors: 0.25 } },
    },
    {
      ...{ line: 'P8', what: `CPU in a room of ${LARGE}, against one of ${SMALL}`, unit: 'us' },
      ...{ value: large.cpu, floor: small.cpu, goal: { atMostFloors: 1.1 } },
    },
    { line: 'P8', what: 'requests a second', unit: '/s', value: small.perSecond, floor: floor.perSecond },
    { line: 'P8', what: `p99, ${CONNECTIONS} at once`, unit: 'ms', value: small.p99, floor: floor.p99 },
  ]
}
