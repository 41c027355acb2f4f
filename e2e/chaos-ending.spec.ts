/** A run of chaos that is ended by a signal, at whatever moment, ends soon and leaves nothing. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'

/** Milliseconds from the signal to the end. A machine that is busy takes a few seconds to fill the database. */
const LONGEST_END = 10_000

interface Process {
  readonly pid: number
  readonly command: string
}

/** The processes that a process has started, and those that they have. */
async function descendantsOf(pid: number): Promise<Process[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args='])
  const all = stdout.split('\n').flatMap((line) => {
    const [, own, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return command === undefined ? [] : [{ pid: Number(own), parent: Number(parent), command }]
  })
  const found: Process[] = []
  for (const parents = [pid]; parents.length > 0; ) {
    const parent = parents.shift()
    const children = all.filter((process) => process.parent === parent)
    found.push(...children)
    parents.push(...children.map((child) => child.pid))
  }
  return found
}

function isAlive({ pid }: Process): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const started = (part: string) => (processes: readonly Process[]) =>
  processes.some(({ command }) => command.includes(part))
const moments: readonly [string, (processes: readonly Process[]) => boolean][] = [
  ['its browser starts', started('--headless')],
  ['its server starts', started('server/main.ts')],
  [
    'its people open their pages',
    (processes) => started('server/main.ts')(processes) && started('--type=renderer')(processes),
  ],
]

let folder: string
let chaos: ChildProcess

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rill-chaos-ending-'))
  const program = join(import.meta.dirname, '..', 'chaos', 'command.ts')
  chaos = spawn(process.execPath, [program, '--browsers', '2', '--workers', '2'], {
    env: { ...process.env, TMPDIR: folder },
    stdio: 'ignore',
  })
})
test.afterEach(async () => {
  chaos.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

for (const [moment, isReached] of moments) {
  test(`a run of chaos that gets SIGTERM when ${moment} ends soon and leaves no process and no database`, async () => {
    let processes: Process[] = []
    await expect(async () => {
      processes = await descendantsOf(chaos.pid!)
      expect(isReached(processes), `${moment}, among ${JSON.stringify(processes)}`).toBe(true)
    }).toPass({ timeout: 30_000, intervals: [50] })
    const ended = once(chaos, 'exit', { signal: AbortSignal.timeout(LONGEST_END) })
    chaos.kill('SIGTERM')
    await ended
    await expect.poll(() => processes.filter(isAlive), 'processes that are left').toEqual([])
    const left = await readdir(folder)
    expect(left.filter((name) => name.startsWith('rill-'))).toEqual([])
  })
}
