/** `npm start`: builds the client and serves, in production. */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { runNode } from './run.ts'

process.env.NODE_ENV = 'production'
// What was compiled once is kept for the next start; that is most of the time that one takes.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'rill'))
// The server's modules are loaded while the client is built.
await Promise.all([runNode('client/build.ts'), import('../server/app.ts')])
// In this very process: signals reach the server, and its exit code is npm's.
await import('../server/main.ts')
