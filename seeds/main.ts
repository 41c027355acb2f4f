/** `npm run seed`: see `options.ts` for what it understands. */
import { HELP, parseOptions, type SeedOptions, UsageError } from './options.ts'
import { createProgress, type Progress } from './progress.ts'
import { seed, signInLines } from './seed.ts'

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

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  console.error(`${error.message}\n\n${HELP}`)
  process.exitCode = 2
}
