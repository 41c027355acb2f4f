/** The command line of `npm run seed`. */
import { parseArgs } from 'node:util'
import { DEFAULTS } from './seed.ts'

export interface SeedOptions {
  readonly rooms: number
  readonly users: number
  readonly messages: number
  readonly seed: number
  readonly database: string
  readonly force: boolean
  readonly append: boolean
  readonly help: boolean
}

export const HELP = `Fills the database with people, rooms and conversations.

  --rooms N        how many rooms (${DEFAULTS.rooms}; with --append 0)
  --users N        how many people (${DEFAULTS.users}; with --append 0)
  --messages N     how many messages (${DEFAULTS.messages})
  --seed N         another number gives other conversations (${DEFAULTS.seed})
  --database PATH  the database (DATABASE_PATH, or else data/rill.db)
  --append         add to a database that has people already
  --force          also in production`

/** What is wrong with the command line, for the person who wrote it. */
export class UsageError extends Error {}

/** Reads the arguments that follow the program's name. Throws UsageError. */
export function parseOptions(args: readonly string[], defaultDatabase: string): SeedOptions {
  const values = parse(args)
  const append = values.append ?? false
  return {
    rooms: wholeNumber('rooms', values.rooms, append ? 0 : DEFAULTS.rooms, append ? 0 : 1),
    users: wholeNumber('users', values.users, append ? 0 : DEFAULTS.users, append ? 0 : 1),
    messages: wholeNumber('messages', values.messages, DEFAULTS.messages, 0),
    seed: wholeNumber('seed', values.seed, DEFAULTS.seed, 0),
    database: values.database ?? defaultDatabase,
    force: values.force ?? false,
    append,
    help: values.help ?? false,
  }
}

function parse(args: readonly string[]) {
  const string = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  try {
    return parseArgs({
      args: [...args],
      options: {
        ...{ rooms: string, users: string, messages: string, seed: string, database: string },
        ...{ force: flag, append: flag, help: flag },
      },
    }).values
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error })
  }
}

function wholeNumber(name: string, text: string | undefined, otherwise: number, lowest: number): number {
  if (text === undefined) return otherwise
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= lowest && Number.isSafeInteger(number)) return number
  throw new UsageError(`--${name} must be a whole number, at least ${lowest}. It is "${text}".`)
}
