/** Rill as it is measured: as for production, on a database that was made for this. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildClient, DIST } from '../client/build.ts'
import { openStore } from '../db/open.ts'
import { seed } from '../seeds/seed.ts'
import type { User } from '../server/chat/entities.ts'
import { Sessions } from '../server/chat/sessions.ts'
import { MeasuredProcess, type ProcessOptions, ROOT } from './measured-process.ts'

export interface Contents {
  readonly messages: number
  readonly rooms?: number
  readonly users?: number
  /** Of databases with the same contents, one for each purpose; what is not named is shared. */
  readonly purpose?: string
}

/** The path of a database with these contents, made once in a folder. Its people are the users 1 to `users`. */
export async function seededDatabase(
  folder: string,
  { messages, rooms = 1, users = 20, purpose = 'shared' }: Contents,
): Promise<string> {
  const path = join(folder, `${purpose}-${rooms}-${users}-${messages}.db`)
  if (!existsSync(path)) await seed({ database: path, messages, rooms, users, seed: 1 })
  return path
}

let building: Promise<unknown> | undefined

/** The configuration of a server that is measured on this database. */
export function measuredVariables(database: string): Record<string, string> {
  return {
    ...{ NODE_ENV: 'production', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'warn', DATABASE_PATH: database },
    SESSION_SECRET: 'a secret for measurements that nobody keeps',
    // One person stands for thousands.
    ...{ RATE_PERSON: '100000000/15', RATE_WRITES: '1000000/5', MAX_SOCKETS_PER_PERSON: '100000' },
  }
}

/** As `npm start` has it. */
const COMPILE_CACHE = join(ROOT, 'node_modules', '.cache', 'rill')

/** Starts the server on a database, with the client that belongs to it. */
export async function startRill(
  database: string,
  { variables, nodeArguments = [], ...options }: Omit<ProcessOptions, 'script'> = {},
): Promise<MeasuredProcess> {
  building ??= buildClient({ outdir: DIST })
  await building
  return await MeasuredProcess.start({
    ...options,
    script: join(ROOT, 'server', 'main.ts'),
    nodeArguments: [...nodeArguments, '--import', join(ROOT, 'scripts', 'preload.ts')],
    variables: { ...measuredVariables(database), NODE_COMPILE_CACHE: COMPILE_CACHE, ...variables },
  })
}

/** Signs a seeded user in, past the sign-in form; the value of the Cookie header. */
export async function signIn(database: string, userId: number): Promise<string> {
  const store = openStore({ path: database })
  try {
    const sessions = new Sessions({ store, now: Date.now })
    const { token } = await sessions.begin({ id: userId } as User)
    return `rill_session=${token}`
  } finally {
    await store.close()
  }
}
