/** `npm run chaos`: builds the client, then runs `command.ts`. */
import { buildClient, DIST } from '../client/build.ts'

await buildClient({ outdir: DIST })
await import('./command.ts')
