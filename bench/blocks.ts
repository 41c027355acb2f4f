/**
 * P16: how long one permitted request keeps everybody else waiting: the longest turn of the event loop from the request
 * until all that it caused, such as indexing, is done.
 */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { PASSWORD } from '../seeds/sign-in.ts'
import { LONG_TEXTS } from './load/long-texts.ts'
import type { MeasuredProcess } from './measured-process.ts'
import { numberFrom } from './measured-program.ts'
import type { Context, Figure } from './measurement.ts'
import { seededDatabase, signIn, startRill } from './rill.ts'
import { median } from './statistics.ts'

/** Longer messages than one page of a log holds. */
const LOG_MESSAGES = 500
const GOAL = { atMost: 15 }

interface Kind {
  readonly what: string
  /** Sends the request; throws when it is refused. */
  request(): Promise<unknown>
}

export async function measure({ folder, quick, say }: Context): Promise<Figure[]> {
  const database = await seededDatabase(folder, { messages: 1_000, purpose: 'blocks' })
  await using server = await startRill(database, {
    inspect: true,
    nodeArguments: ['--import', join(import.meta.dirname, 'loop-watch.ts')],
  })
  const client = new Client(server.url, await signIn(database, 1))
  const times = quick ? 3 : 9
  const figures = [
    ...(await measureTexts(server, client, database, { times, say })),
    ...(await measureOthers(server, client, database, times)),
  ]
  const floor = await numberFrom(join(import.meta.dirname, 'floor', 'block.ts'), {
    ...{ DATABASE_PATH: database, BODY: LONG_TEXTS.Chinese! },
  })
  return figures.map((figure) => ({ ...figure, floor }))
}

/** Measures each change of a long message in every script, and answers with the slowest script of each. */
async function measureTexts(
  server: MeasuredProcess,
  client: Client,
  database: string,
  { times, say }: { times: number; say: (what: string) => void },
): Promise<Figure[]> {
  const worst = new Map<string, { value: number; script: string }>()
  for (const [script, body] of Object.entries(LONG_TEXTS)) {
    say(script)
    const blocks: Record<string, number[]> = { sent: [], edited: [], deleted: [] }
    for (let time = 0; time < times; time++) {
      let id = 0
      const kinds: Record<string, () => Promise<unknown>> = {
        sent: async () => {
          id = ((await client.send('POST', '/rooms/1/messages', { body })) as { id: number }).id
        },
        edited: () => client.send('PATCH', `/messages/${id}`, { body: body.replace(/^./su, '') }),
        deleted: () => client.send('DELETE', `/messages/${id}`),
      }
      for (const [kind, request] of Object.entries(kinds)) {
        blocks[kind]!.push(await longestTurn(server, database, request))
      }
    }
    for (const [kind, values] of Object.entries(blocks)) {
      const value = median(values)
      if (value > (worst.get(kind)?.value ?? 0)) worst.set(kind, { value, script })
    }
  }
  return Array.from(worst, ([kind, { value, script }]) => {
    say(`${kind}: ${script}`)
    return { line: 'P16', what: `longest turn, 10,000 characters ${kind}`, unit: 'ms', value, goal: GOAL }
  })
}

async function measureOthers(
  server: MeasuredProcess,
  client: Client,
  database: string,
  times: number,
): Promise<Figure[]> {
  fillLog(database)
  let rooms = 0
  const kinds: readonly Kind[] = [
    { what: 'page of a log, 4 MB', request: () => client.get('/rooms/2/log?offset=-1') },
    { what: 'room created', request: () => client.form('/rooms', { name: `Room ${Date.now()} ${rooms++}` }) },
    { what: 'sign-in', request: () => client.form('/sign-in', { email: emailOf(database), password: PASSWORD }) },
    { what: 'page of a room', request: () => client.get('/rooms/1') },
    { what: 'page of a room with the longest messages', request: () => client.get('/rooms/2') },
    { what: 'search', request: () => client.get('/search?q=word&complete=1') },
  ]
  const figures: Figure[] = []
  for (const { what, request } of kinds) {
    await request()
    const values: number[] = []
    for (let time = 0; time < times; time++) values.push(await longestTurn(server, database, request))
    figures.push({ line: 'P16', what: `longest turn, ${what}`, unit: 'ms', value: median(values), goal: GOAL })
  }
  return figures
}

/** Milliseconds of the longest turn until the request is answered and nothing waits for the search index. */
async function longestTurn(server: MeasuredProcess, path: string, request: () => Promise<unknown>): Promise<number> {
  const database = new Database(path, { readonly: true })
  try {
    const pending = database.prepare('select 1 from search_pending limit 1')
    while (pending.get() !== undefined) await pause(20)
    await server.evaluate('loopWatch.begin()')
    await request()
    while (pending.get() !== undefined) await pause(20)
    return Number(await server.evaluate('loopWatch.end()'))
  } finally {
    database.close()
  }
}

/** Gives the second room a log of long messages. */
function fillLog(path: string): void {
  const database = new Database(path, { timeout: 5_000 })
  const body = LONG_TEXTS.Latin!
  const at = Date.now()
  database.transaction(() => {
    const room = database.prepare("insert or ignore into rooms (id, name, created_at) values (2, 'Long texts', ?)")
    if (room.run(at).changes === 0) return
    const message = database.prepare('insert into messages (room_id, author_id, body, created_at) values (2, 1, ?, ?)')
    const entry = database.prepare(
      "insert into room_events (room_id, offset, kind, message_id, payload, created_at) values (2, ?, 'message_created', ?, ?, ?)",
    )
    for (let offset = 1; offset <= LOG_MESSAGES; offset++) {
      const id = Number(message.run(body, at).lastInsertRowid)
      const author = { id: 1, kind: 'person', name: 'One' }
      const value = { id, roomId: 2, author, clientId: null, body, createdAt: at, editedAt: null }
      entry.run(offset, id, JSON.stringify(value), at)
    }
    database.prepare('update rooms set log_head = ? where id = 2').run(LOG_MESSAGES)
  })()
  database.close()
}

function emailOf(path: string): string {
  const database = new Database(path, { readonly: true })
  try {
    return database.prepare<[], string>('select email from users where id = 1').pluck().get()!
  } finally {
    database.close()
  }
}

/** Asks as one person, and takes no refusal. */
class Client {
  readonly #server: string
  readonly #headers: Record<string, string>

  constructor(server: string, cookie: string) {
    this.#server = server
    this.#headers = { cookie, origin: server }
  }

  async get(path: string): Promise<void> {
    await this.#ask(path, {})
  }

  async send(method: string, path: string, value?: unknown): Promise<unknown> {
    const json = value === undefined ? {} : { body: JSON.stringify(value) }
    const headers = value === undefined ? {} : { 'content-type': 'application/json' }
    const text = await this.#ask(path, { method, headers, ...json })
    return text === '' ? null : JSON.parse(text)
  }

  async form(path: string, fields: Record<string, string>): Promise<void> {
    await this.#ask(path, { method: 'POST', body: new URLSearchParams(fields) })
  }

  async #ask(path: string, { headers, ...request }: RequestInit): Promise<string> {
    const all = { ...this.#headers, ...(headers as Record<string, string>) }
    const response = await fetch(this.#server + path, { ...request, headers: all, redirect: 'manual' })
    const text = await response.text()
    if (response.status >= 400) throw new Error(`${path}: ${response.status} ${text}`)
    return text
  }
}
