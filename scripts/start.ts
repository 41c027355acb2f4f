/** `npm start`: builds the client and serves, in production. */
import { runNode } from './run.ts'

await runNode('client/build.ts')
process.env.NODE_ENV = 'production'
// In this very process: signals reach the server, and its exit code is npm's.
await import('../server/main.ts')
