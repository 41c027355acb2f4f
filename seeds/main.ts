/** `npm run seed`: see `options.ts` for what it understands. */
import { HELP, parseOptions, type SeedOptions, UsageError } from './options.ts'
import type { Progress } from './progress.ts'
import { signInLines } from './sign-in.ts'

/** Answers the exit code. */
async function main(): Promise<number> {
  const { DATABASE_PATH, NODE_ENV } = process.env
  const options = parseOptions(process.argv.slice(2), DATABASE_PATH || 'data/rill.db')
  if (options.help) {
    console.log(HELP)
    return 0
  }
  if (NODE_ENV === 'production' && !options.force) {
    console.error('This is production (NODE_ENV): nothing was written. To seed it all the same, add --force.')
    return 1
  }
  await run(options)
  return 0
}

async function run(options: SeedOptions): Promise<void> {
  // Both need packages that are installed for development only.
  const { seed } = await import('./seed.ts')
  const { createProgress } = await import('./progress.ts')
  const { users, rooms, messages, database } = options
  let progress: Progress | undefined
  const onProgress = (count: number) => {
    progress ??= createProgress(messages)
    progress.advance(count)
  }
  const written = await seed({ ...options, onProgress })
  progress?.finish()
  if (written) console.log(`Wrote ${users} people, ${rooms} rooms and ${messages} messages to ${database}.`)
  else console.log(`${database} has people already: nothing was added. To add to it, use --append.`)
  for (const line of signInLines(database)) console.log(line)
}

/** Explains an error that the person at the terminal can fix; throws any other again. */
function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${HELP}`)
    return 2
  }
  if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
  console.error(`Seeding needs the packages for development: npm install --include=dev\n(${(error as Error).message})`)
  return 1
}

try {
  process.exitCode = await main()
} catch (error) {
  process.exitCode = exitCodeOf(error)
}
