/** `npm run demo`: builds the client, fills a new database with people who talk, and serves. */
import { seedDemo } from '../seeds/demo/seed-demo.ts'
import { signInLines } from '../seeds/sign-in.ts'
import { type Config, readConfig } from '../server/config.ts'
import { runNode } from './run.ts'

// The last lines on the terminal are how to sign in and the address; a log would come between.
process.env.LOG_LEVEL ||= 'warn'

function configOrExit(): Config {
  try {
    return readConfig()
  } catch (error) {
    console.error((error as Error).message)
    process.exit(1)
  }
}

const { databasePath } = configOrExit()
await runNode('client/build.ts')
await seedDemo(databasePath)
for (const line of signInLines(databasePath)) console.log(line)
await import('../server/main.ts')
