/** vitest runs one thing: the public conformance suite of Durable Streams, which is written for it. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['conformance/*.conformance.ts'], globalSetup: 'conformance/server.ts', reporters: 'default' },
})
