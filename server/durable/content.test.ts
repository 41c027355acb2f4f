import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bodyOf, contentTypeOf, entryOf, isSameType, isText, prefixLength } from './content.ts'

const JSON_TYPE = 'application/json; charset=utf-8'
const MOST = 1_000

/** What a JSON stream hands out to which these bodies were appended. */
function read(...bodies: string[]): string {
  return bodyOf(JSON_TYPE, Buffer.concat(bodies.map((body) => entryOf(JSON_TYPE, Buffer.from(body), MOST)))).toString()
}

describe('a JSON stream', () => {
  it('takes an array for its elements, and anything else for one message', () => {
    assert.equal(
      read('[1, 2]', '{"a": [3]}', ' "four" ', '[[5, 6]]', '[]', 'null'),
      '[1,2,{"a": [3]},"four",[5, 6],null]',
    )
    assert.equal(read(), '[]')
  })

  it('is not misled by what stands in strings', () => {
    const messages = ['a,b', ']', '[{', '\\', '"', '\\"', 'é\u2028😀', '']
    assert.deepEqual(JSON.parse(read(JSON.stringify(messages))), messages)
    assert.deepEqual(JSON.parse(read(` [\n${JSON.stringify({ '],"': messages })} ] `)), [{ '],"': messages }])
  })

  it('keeps numbers as they were written', () => {
    assert.equal(read('[12345678901234567890, 1.10, 1e400]'), '[12345678901234567890,1.10,1e400]')
  })

  it('refuses what is no JSON', () => {
    for (const body of ['{', '[1,]', '1 2', '\ufeff1', 'undefined']) {
      assert.throws(() => entryOf(JSON_TYPE, Buffer.from(body), MOST), { code: 'malformed' }, body)
    }
    assert.throws(() => entryOf(JSON_TYPE, Buffer.from([0x22, 0xff, 0x22]), MOST), { code: 'malformed' })
  })

  it('is counted in messages, any other in bytes', () => {
    const entry = entryOf(JSON_TYPE, Buffer.from('["é",{"b": 2},3]'), MOST)
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((units) => prefixLength(JSON_TYPE, entry, units)),
      [0, 5, 14, 16, null],
    )
    const bytes = Buffer.from('hello')
    assert.deepEqual(
      [0, 5, 6].map((units) => prefixLength('text/plain', bytes, units)),
      [0, 5, null],
    )
  })
})

describe('the number of JSON values in a body', () => {
  const large: readonly [string, string][] = [
    ['an array of numbers', `[${Array(20).fill('1')}]`],
    ['an array of empty arrays', `[${Array(20).fill('[]')}]`],
    ['nested arrays', '['.repeat(20) + ']'.repeat(20)],
    ['an object of many members', `{${Array.from({ length: 20 }, (_, index) => `"${index}":1`)}}`],
    ['objects with lists', `[${Array(5).fill('{"a":[1,2,3]}')}]`],
    ['what is no JSON', ','.repeat(20)],
  ]
  for (const [what, body] of large) {
    it(`is limited: ${what}`, () => {
      assert.throws(() => entryOf(JSON_TYPE, Buffer.from(body), 10), { code: 'too_large' })
    })
  }

  it('does not count what stands in strings, or what fits', () => {
    const text = `[${JSON.stringify(',[{"\\'.repeat(20))},2,3]`
    assert.equal(entryOf(JSON_TYPE, Buffer.from(text), 4).toString(), `${text.slice(1, -1)},`)
    assert.throws(() => entryOf(JSON_TYPE, Buffer.from(text), 3), { code: 'too_large' })
    assert.equal(entryOf('text/plain', Buffer.from(','.repeat(20)), 3).length, 20)
  })

  it('is found without reading the rest', () => {
    const body = Buffer.from(`[${'1,'.repeat(7_900_000)}1]`)
    const begun = performance.now()
    assert.throws(() => entryOf(JSON_TYPE, body, 100_000), { code: 'too_large' })
    // Parsing all of it takes seconds.
    assert.ok(performance.now() - begun < 200, `${performance.now() - begun} ms`)
  })
})

describe('a content type', () => {
  it('is compared without case and parameters', () => {
    assert.ok(isSameType('Application/JSON;charset=utf-8', 'application/json'))
    assert.ok(!isSameType('application/json', 'application/jsonl'))
  })

  it('says whether events can hold the stream as it is', () => {
    assert.deepEqual(['text/csv', 'application/json', 'application/octet-stream', 'image/png'].map(isText), [
      ...[true, true, false, false],
    ])
  })

  it('counts only where it is one', () => {
    for (const type of ['text/plain', 'application/vnd.a+json; v=1', 'TEXT/Plain ;x'])
      assert.equal(contentTypeOf(type), type)
    for (const type of [undefined, '', 'text', 'text/', 'a b/c', 'text/plain, text/html']) {
      assert.equal(contentTypeOf(type), null, type)
    }
  })
})
