import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const ROOT = join(import.meta.dirname, '..', '..')
const RULE = /^- \*\*([A-Z]+\d+)\*\*/gm
/** The ids at the beginning of a test's title, or of a group's; of one that is not run they do not count. */
const TITLE = /\b(?:test|describe)(?:\.(?!skip|fixme|todo)[a-z]+)*\(\s*['"`]([A-Z]+\d+(?:[ ,]+[A-Z]+\d+)*)[ :]/g

const rules = Array.from(readFileSync(join(import.meta.dirname, 'SPEC.md'), 'utf8').matchAll(RULE), ([, id]) => id!)

function provedIn(path: string): string[] {
  const titles = readFileSync(join(ROOT, path), 'utf8').matchAll(TITLE)
  return Array.from(titles, ([, ids]) => ids!.split(/[ ,]+/)).flat()
}

const proved = new Set(
  globSync(['server/**/*.test.ts', 'server/**/*-contract.fixture.ts', 'client/**/*.test.ts', 'e2e/**/*.spec.ts'], {
    cwd: ROOT,
  }).flatMap(provedIn),
)

test('every rule has an id of its own, and a test whose title begins with it', () => {
  assert.ok(rules.length > 80)
  assert.deepEqual(
    rules.filter((rule, index) => rules.indexOf(rule) !== index),
    [],
  )
  assert.deepEqual(
    rules.filter((rule) => !proved.has(rule)),
    [],
  )
})

test('every rule that a test claims to prove exists', () => {
  assert.deepEqual(
    [...proved].filter((id) => !rules.includes(id)),
    [],
  )
})
