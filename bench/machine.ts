/** On what and beside whom something was measured. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { cpuTotals } from './process-usage.ts'

const ROOT = join(import.meta.dirname, '..')

export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryGiB: number
  readonly kernel: string
  readonly versions: Readonly<Record<string, string>>
}

export function describeMachine(): Machine {
  return {
    processor: cpus()[0]!.model,
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    versions: {
      rill: commit(),
      node: process.versions.node,
      ...Object.fromEntries(['fastify', 'ws', 'better-sqlite3', 'drizzle-orm'].map((name) => [name, versionOf(name)])),
      sqlite: sqliteVersion(),
    },
  }
}

/** Watches the machine until the function returned is called, which tells what part of it others took. */
export function watchOthers(): () => number {
  const before = cpuTotals()
  const startedAt = performance.now()
  return () => {
    const after = cpuTotals()
    const others = after.machine - before.machine - (after.own - before.own)
    return Math.max(0, others) / ((performance.now() - startedAt) * availableParallelism())
  }
}

function versionOf(name: string): string {
  const text = readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

function sqliteVersion(): string {
  const database = new Database(':memory:')
  try {
    return String(database.prepare('select sqlite_version()').pluck().get())
  } finally {
    database.close()
  }
}

/** Which sources were measured; "+" when they are not as committed. */
function commit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '-uno') ? '+' : '')
  } catch {
    return 'unknown'
  }
}
