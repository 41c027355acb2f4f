/** The server that the suite is held against: the real one, a process of its own with a database of its own. */
import type { TestProject } from 'vitest/node'
import { RillServer } from '../e2e/support/server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    streamsUrl: string
    longPollMs: number
  }
}

/** Short, because the suite waits for the end of several. */
const LONG_POLL_MS = 500

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await RillServer.launch({
    messages: 0,
    variables: { STREAMS_MOUNT: 'open', STREAMS_LONG_POLL_MS: String(LONG_POLL_MS) },
  })
  project.provide('streamsUrl', `${server.url}/streams`)
  project.provide('longPollMs', LONG_POLL_MS)
  return () => server.dispose()
}
