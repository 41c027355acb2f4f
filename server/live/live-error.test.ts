import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { LIVE_ERRORS, LiveError } from './live-error.ts'

test('every code stands in the reference, as it is here', () => {
  const reference = readFileSync(join(import.meta.dirname, 'SPEC.md'), 'utf8')
  const rows = Array.from(reference.matchAll(/^\| `([A-Z_]+)` +\| (.*?) *\|$/gm), ([, code, meaning]) => [
    code,
    meaning,
  ])
  assert.deepEqual(Object.fromEntries(rows), LIVE_ERRORS)
})

test('a message says what is wrong, what was expected and what was got', () => {
  const error = new LiveError('STREAM_UNKNOWN', 'There is no stream "a".', 'one of: b', '"a"')
  assert.equal(error.message, 'There is no stream "a". Expected one of: b; got "a". (STREAM_UNKNOWN)')
})
