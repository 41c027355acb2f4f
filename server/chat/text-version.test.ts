import assert from 'node:assert/strict'
import { it } from 'node:test'
import { versionOf } from './text-version.ts'

it('the version of a text is the same everywhere and for good, since browsers keep it', () => {
  assert.equal(versionOf('hello'), versionOf('hel' + 'lo'))
  assert.match(versionOf(''), /^[a-z0-9]{14}$/)
  assert.match(versionOf('x'.repeat(10_000)), /^[a-z0-9]{14}$/)
  assert.deepEqual(['', 'hello', 'こんにちは 🐶'].map(versionOf), [
    '0pzzzep0000000',
    '091wfjr0sys0mk',
    '01ptr1a0g9h5lc',
  ])
})

it('texts that differ in little have different versions', () => {
  const texts = new Set<string>()
  for (let index = 0; index < 20_000; index++) texts.add(`message ${index}`).add(`${index}`.repeat(3))
  for (const text of ['a b', 'ab ', ' ab', 'ba', 'a', 'aa', 'aaa', 'a\n', '\na', 'é', 'e\u0301', 'A']) texts.add(text)
  for (let length = 0; length < 200; length++) texts.add('\0'.repeat(length))
  assert.equal(new Set(Array.from(texts, versionOf)).size, texts.size)
})
