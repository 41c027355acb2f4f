/** `npm start`: builds the client and serves, in production. What Node compiles is kept for the next start. */
import { runNode } from './run.ts'

process.env.NODE_ENV = 'production'
// The server's modules are loaded while the client is built.
await Promise.all([runNode('client/build.ts'), import('../server/serve.ts')])
// In this very process: signals reach the server, and its exit code is npm's.
await import('../server/main.ts')
