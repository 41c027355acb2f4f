/** P11: filling a database with a million messages. */
import { type ChildProcess, spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { ROOT } from './measured-process.ts'
import type { Context, Figure } from './measurement.ts'
import { memoryOf } from './process-usage.ts'

const MESSAGES = 1_000_000
const MIB = 1_024 * 1_024
/** A line for every tenth. */
const PROGRESS = /^messages: (\d+) %/

interface Seeding {
  readonly seconds: number
  /** Bytes that were resident at most until a fifth was done, and until all was. */
  readonly early: number
  readonly peak: number
}

export async function measure({ folder }: Context): Promise<Figure[]> {
  const database = join(folder, 'seeded.db')
  const { seconds, early, peak } = await seeding(database)
  verify(database)
  for (const end of ['', '-wal', '-shm']) await rm(database + end, { force: true })
  return [
    { line: 'P11', what: `seeding ${MESSAGES} messages`, unit: 's', value: seconds, goal: { atMost: 25 } },
    {
      ...{ line: 'P11', what: 'memory at most, against that after a fifth', unit: 'MiB' },
      ...{ value: peak / MIB, floor: early / MIB, goal: { atMostFloors: 1.1 } },
    },
  ]
}

async function seeding(database: string): Promise<Seeding> {
  const startedAt = performance.now()
  const numbers = ['--rooms', '20', '--users', '200', '--messages', String(MESSAGES)]
  const child = spawn(process.execPath, ['seeds/main.ts', ...numbers, '--database', database], {
    ...{ cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
  })
  const memory = watchMemory(child)
  let early = 0
  let progress = 0
  for await (const line of createInterface({ input: child.stdout! })) {
    const percent = PROGRESS.exec(line)?.[1]
    if (!percent) continue
    progress++
    if (percent === '20') early = memory.peak
  }
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`Seeding ended with ${code}.`)
  if (progress !== 10) throw new Error(`Progress was shown ${progress} times in place of 10.`)
  return { seconds: (performance.now() - startedAt) / 1_000, early, peak: memory.peak }
}

/** The most bytes that a process has had resident so far; looked at while it runs. */
function watchMemory(child: ChildProcess): { readonly peak: number } {
  const memory = { peak: 0 }
  const timer = setInterval(() => {
    memory.peak = Math.max(memory.peak, memoryOf(child.pid!).peak)
  }, 20)
  child.once('exit', () => clearInterval(timer))
  return memory
}

function verify(path: string): void {
  const database = new Database(path, { readonly: true })
  try {
    const count = database.prepare('select count(*) from messages').pluck().get()
    if (count !== MESSAGES) throw new Error(`There are ${count} messages.`)
  } finally {
    database.close()
  }
}
