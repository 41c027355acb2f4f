import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { LIVE_ERRORS, LiveError } from './live-error.ts'
import { CLOSE } from './protocol.ts'

const reference = readFileSync(join(import.meta.dirname, 'SPEC.md'), 'utf8')

test('every code stands in the reference, as it is here', () => {
  const rows = Array.from(reference.matchAll(/^\| `([A-Z_]+)` +\| (.*?) *\|$/gm), ([, code, meaning]) => [
    code,
    meaning,
  ])
  assert.deepEqual(Object.fromEntries(rows), LIVE_ERRORS)
})

test('every code is provoked by a test', () => {
  const others = globSync('*.test.ts', { cwd: import.meta.dirname }).filter(
    (path) => !import.meta.filename.endsWith(path),
  )
  const tests = others.map((path) => readFileSync(join(import.meta.dirname, path), 'utf8')).join()
  assert.deepEqual(
    Object.keys(LIVE_ERRORS).filter((code) => !new RegExp(`\\b${code}\\b`).test(tests)),
    [],
  )
})

test('every code that a socket is closed with stands in a rule', () => {
  const rules = reference.slice(0, reference.indexOf('## Errors'))
  assert.deepEqual(
    Object.values(CLOSE).filter((code) => !rules.includes(String(code))),
    [],
  )
})

test('a message says what is wrong, what was expected and what was got', () => {
  const error = new LiveError('STREAM_UNKNOWN', 'There is no stream "a".', 'one of: b', '"a"')
  assert.equal(error.message, 'There is no stream "a". Expected one of: b; got "a". (STREAM_UNKNOWN)')
})
