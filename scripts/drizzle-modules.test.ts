import assert from 'node:assert/strict'
import { registerHooks } from 'node:module'
import { test } from 'node:test'
import { resolveDrizzleDirectly } from './drizzle-modules.ts'

test('drizzle works without Node looking for what its modules import of each other', async () => {
  const looked: string[] = []
  // Asked after the one that is tested, which was registered later.
  registerHooks({
    resolve(specifier, context, next) {
      if (context.parentURL?.includes('/drizzle-orm/')) looked.push(specifier)
      return next(specifier, context)
    },
  })
  resolveDrizzleDirectly()
  const { drizzle } = await import('drizzle-orm/better-sqlite3')
  const { sql } = await import('drizzle-orm')
  assert.deepEqual(drizzle(':memory:').get(sql`select 1 + 1 as two`), { two: 2 })
  assert.ok(looked.includes('better-sqlite3'), 'other packages are looked for')
  assert.deepEqual(
    looked.filter((specifier) => specifier.startsWith('.')),
    [],
  )
})
