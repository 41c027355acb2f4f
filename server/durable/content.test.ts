import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bodyOf, contentTypeOf, entryOf, isSameType, isText, prefixLength } from './content.ts'

const JSON_TYPE = 'application/json; charset=utf-8'

/** What a JSON stream hands out to which these bodies were appended. */
function read(...bodies: string[]): string {
  return bodyOf(JSON_TYPE, Buffer.concat(bodies.map((body) => entryOf(JSON_TYPE, Buffer.from(body))))).toString()
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
      assert.throws(() => entryOf(JSON_TYPE, Buffer.from(body)), { code: 'malformed' }, body)
    }
    assert.throws(() => entryOf(JSON_TYPE, Buffer.from([0x22, 0xff, 0x22])), { code: 'malformed' })
  })

  it('is counted in messages, any other in bytes', () => {
    const entry = entryOf(JSON_TYPE, Buffer.from('["é",{"b": 2},3]'))
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
