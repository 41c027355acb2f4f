import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { it } from 'node:test'
import { isComposing, keyOf } from './keys.ts'

const KEYS = ['Enter', 'Escape', 'Tab', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'k', 'Process']

for (const [what, event, isOurs] of [
  ['a plain key press', { isComposing: false, keyCode: 13 }, true],
  ['a key press during a composition', { isComposing: true, keyCode: 13 }, false],
  ['a key press during a composition, as Chrome reports it', { isComposing: true, keyCode: 229 }, false],
  ['the key that ended a composition, as Safari reports it', { isComposing: false, keyCode: 229 }, false],
] as const) {
  it(`EVENT3: ${what} is ${isOurs ? 'the page’s' : 'the input method’s'}, whatever the key`, () => {
    assert.equal(isComposing(event), !isOurs)
    for (const key of KEYS) assert.equal(keyOf({ ...event, key }), isOurs ? key : null)
  })
}

it('a key event without a key, as autofill sends it, has none', () => {
  assert.equal(keyOf({ isComposing: false, keyCode: 0, key: undefined as unknown as string }), null)
})

it('no other file of the client reads a key by itself, but for the one that takes what an input method types', () => {
  const root = new URL('../..', import.meta.url).pathname
  const allowed = ['client/live/keys.ts', 'client/chat/typing.ts']
  const files = globSync('client/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
  const offenders = files.filter((file) =>
    /\bkeyCode\b|\bevent\b.{0,20}\.key\b/.test(readFileSync(root + file, 'utf8')),
  )
  assert.deepEqual(
    offenders.filter((file) => !allowed.includes(file)),
    [],
  )
})
