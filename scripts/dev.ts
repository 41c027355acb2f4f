/** `npm run dev`: serves, and builds and restarts whenever a source of the client or the server changes. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { DIST, watchClient } from '../client/build.ts'

// The client's builds end in the manifest, which the server reads when it starts.
const WATCHED = ['server', 'db', 'dist']

const client = await watchClient({ outdir: DIST })
const watching = WATCHED.map((folder) => `--watch-path=${folder}`)
const server = spawn(process.execPath, ['--watch', '--watch-preserve-output', ...watching, 'server/main.ts'], {
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal))
await once(server, 'close')
await client.stop()
