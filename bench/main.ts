/** `npm run bench`: measures what the table of goals asks for. See README.md. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from './commands.ts'
import { describeMachine, watchOthers } from './machine.ts'
import type { Figure } from './measurement.ts'
import { type BenchOptions, help, parseOptions, UsageError } from './options.ts'
import { type Report, table } from './report.ts'
import { summarize } from './summary.ts'

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2))
  if (options.commands.length === 0) return console.log(help())
  const folder = await mkdtemp(join(tmpdir(), 'rill-bench-'))
  try {
    await runAll(options, folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function runAll(options: BenchOptions, folder: string): Promise<void> {
  const reports: Report[] = []
  for (const command of options.commands) {
    const report = await run(command, options, folder)
    console.log(`${table(report)}\n`)
    reports.push(report)
    // After every command, so that what was measured is kept when a later one fails.
    if (options.json) await writeFile(options.json, `${JSON.stringify(reports, null, 2)}\n`)
  }
}

async function run(command: Command, options: BenchOptions, folder: string): Promise<Report> {
  const { quick, minutes, only, pages } = options
  const { measure } = await command.load()
  const runs = Math.min(options.runs, command.mostRuns ?? options.runs)
  const figures: (readonly Figure[])[] = []
  const others: number[] = []
  for (let run = 1; run <= runs; run++) {
    const say = (what: string) => console.error(`${command.name} ${run}/${runs}: ${what}`)
    const othersShare = watchOthers()
    figures.push(await measure({ quick, minutes, only, pages, folder, say }))
    others.push(othersShare())
  }
  const at = new Date().toISOString()
  return { command: command.name, at, quick, runs, machine: describeMachine(), others, figures: summarize(figures) }
}

try {
  await main()
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  console.error(`${error.message}\n\n${help()}`)
  process.exitCode = 2
}
