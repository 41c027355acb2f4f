/** P15: from `npm start` on a large database to the first page answered. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { loadRoom } from './load/held-page.ts'
import { ROOT } from './measured-process.ts'
import type { Context, Figure } from './measurement.ts'
import { measuredVariables, seededDatabase, signIn } from './rill.ts'

const MESSAGES = 1_000_000
const READY = /\bready at (http:\/\/\S+)$/

export async function measure({ folder, say }: Context): Promise<Figure[]> {
  say('filling the room')
  const database = await seededDatabase(folder, { messages: MESSAGES })
  const cookie = await signIn(database, 1)
  const startedAt = performance.now()
  const child = spawn('npm', ['start'], {
    ...{ cwd: ROOT, env: { ...process.env, ...measuredVariables(database) }, detached: true },
    ...{ stdio: ['ignore', 'pipe', 'inherit'] },
  })
  try {
    const url = await announced(child)
    const listening = performance.now() - startedAt
    await loadRoom(url, cookie, 1)
    const answered = performance.now() - startedAt
    return [
      { line: 'P15', what: 'npm start to the first page', unit: 'ms', value: answered, goal: { atMost: 1_000 } },
      { line: 'P15', what: 'of these until it listens', unit: 'ms', value: listening },
    ]
  } finally {
    await end(child)
  }
}

async function announced(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const url = READY.exec(line)?.[1]
    if (url) return url
  }
  throw new Error('npm start ended before it was ready.')
}

/** With the processes that npm started. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const closed = new Promise((resolve) => child.once('exit', resolve))
  process.kill(-child.pid!, 'SIGTERM')
  await closed
}
