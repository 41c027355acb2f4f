/** The command line of `npm run bench`. */
import { parseArgs } from 'node:util'
import { COMMANDS, type Command } from './commands.ts'

export interface BenchOptions {
  /** Empty when the list of commands is asked for. */
  readonly commands: readonly Command[]
  readonly quick: boolean
  readonly runs: number
  readonly minutes: number
  readonly json: string | null
  /** Measures only the cases of a command whose name contains this; null for all of them. */
  readonly only: string | null
  /** History pages to scroll through; null for the number of the command itself. */
  readonly pages: number | null
}

/** A mistake in the command line, described for the person who typed it. */
export class UsageError extends Error {}

export function help(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length))
  const lines = COMMANDS.map(({ name, lines, says }) => `  ${name.padEnd(width)}  ${lines ? `${lines}: ` : ''}${says}`)
  return `npm run bench -- NAME [--quick] [--runs N] [--json FILE]

${lines.join('\n')}
  ${'all'.padEnd(width)}  one after another

  --quick      a look of about a minute
  --runs N     how often to measure (3; with --quick 1), at most
  --json FILE  write what was measured to a file too
  --minutes N  how long a soak lasts (60; with --quick 1)
  --only TEXT  browser-motion: only the cases whose name has this text, such as "touch" or "up, CPU 4 x"
  --pages N    browser-motion: history pages of each case (500; with --quick 30)`
}

/** Reads the arguments that follow the program's name. Throws UsageError. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parse(args)
  const quick = values.quick ?? false
  return {
    commands: positionals.flatMap(commandsNamed),
    quick,
    runs: positiveNumber('runs', values.runs, quick ? 1 : 3),
    minutes: positiveNumber('minutes', values.minutes, quick ? 1 : 60),
    json: values.json ?? null,
    only: values.only ?? null,
    pages: values.pages === undefined ? null : positiveNumber('pages', values.pages, 1),
  }
}

function parse(args: readonly string[]) {
  const string = { type: 'string' } as const
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { quick: { type: 'boolean' }, runs: string, minutes: string, json: string, only: string, pages: string },
    })
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error })
  }
}

function commandsNamed(name: string): readonly Command[] {
  const found = COMMANDS.filter((command) => (name === 'all' ? !command.isAside : command.name === name))
  if (found.length === 0) throw new UsageError(`There is no command "${name}".`)
  return found
}

function positiveNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  throw new UsageError(`--${name} must be a whole number, at least 1. It is "${text}".`)
}
