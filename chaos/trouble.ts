/** What befalls the server, drawn at random: crashes, restarts, standing still, somebody else writing for long. */
import { setTimeout } from 'node:timers/promises'
import Database from 'better-sqlite3'
import type { RillServer } from '../e2e/support/server.ts'
import type { Deeds } from './deeds.ts'
import type { Tally } from './tally.ts'

/** To draw from. */
const KINDS = ['kill', 'kill', 'kill', 'stop', 'suspend', 'lock'] as const
const KINDS_WITH_WORKERS = [...KINDS, 'kill worker', 'kill worker'] as const

type Kind = (typeof KINDS_WITH_WORKERS)[number]

export interface TroublePlan {
  readonly random: () => number
  readonly hasWorkers: boolean
  /** Milliseconds between two troubles, at least and at most. */
  readonly rest: readonly [number, number]
  readonly deeds: Deeds
  readonly tally: Tally
}

/** Troubles the server until the signal fires; then it runs as it should. */
export async function trouble(server: RillServer, plan: TroublePlan, signal: AbortSignal): Promise<void> {
  const { random, deeds, tally } = plan
  const [least, most] = plan.rest
  const kinds: readonly Kind[] = plan.hasWorkers ? KINDS_WITH_WORKERS : KINDS
  for (;;) {
    const rest = least + random() * (most - least)
    const kind = kinds[Math.floor(random() * kinds.length)]!
    const length = random()
    await setTimeout(rest, null, { signal }).catch(() => null)
    if (signal.aborted) return
    deeds.note(`server: ${kind} ${length.toFixed(3)}`)
    tally.add(kind)
    await befall(server, kind, length)
  }
}

async function befall(server: RillServer, kind: Kind, length: number): Promise<void> {
  switch (kind) {
    case 'kill':
    case 'stop':
      await server[kind]()
      await setTimeout(length * 3_000)
      return await server.start()
    case 'kill worker':
      return await server.killWorker()
    case 'suspend':
      server.suspend()
      await setTimeout(length * 5_000)
      return server.resume()
    case 'lock':
      return await lock(server.databasePath, length * 4_000)
  }
}

/** Another program writes for so long. */
async function lock(databasePath: string, duration: number): Promise<void> {
  const database = new Database(databasePath, { timeout: 5_000 })
  try {
    database.exec('begin immediate')
    await setTimeout(duration)
    database.exec('rollback')
  } finally {
    database.close()
  }
}
