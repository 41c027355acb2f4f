import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readClosed, readFork, readLifetime, readProducer } from './headers.ts'

const MALFORMED = { code: 'malformed' }
const OFFSET = '0000000000000000_0000000000000005'

describe('the headers of a request', () => {
  it('say how long a stream lives, in seconds or to a date', () => {
    assert.deepEqual(readLifetime({}), { ttl: null, expiresAt: null })
    assert.deepEqual(readLifetime({ 'stream-ttl': '60' }), { ttl: 60, expiresAt: null })
    const date = { 'stream-expires-at': '2030-01-01T02:00:00+02:00' }
    assert.deepEqual(readLifetime(date), { ttl: null, expiresAt: Date.UTC(2030, 0, 1) })
    assert.throws(() => readLifetime({ 'stream-ttl': '60', ...date }), MALFORMED)
    for (const ttl of ['', '-1', '+1', '01', '1.5', '1e3', '99999999999999999']) {
      assert.throws(() => readLifetime({ 'stream-ttl': ttl }), MALFORMED, ttl)
    }
    for (const expires of ['', 'tomorrow', '2030-01-01', '2030-13-01T00:00:00Z', '1893456000000']) {
      assert.throws(() => readLifetime({ 'stream-expires-at': expires }), MALFORMED, expires)
    }
  })

  it('name a producer wholly or not at all', () => {
    const producer = { 'producer-id': 'p', 'producer-epoch': '1', 'producer-seq': '2' }
    assert.deepEqual(readProducer(producer), { producerId: 'p', epoch: 1, seq: 2 })
    assert.equal(readProducer({}), null)
    for (const missing of Object.keys(producer)) {
      assert.throws(() => readProducer({ ...producer, [missing]: undefined }), MALFORMED, missing)
    }
    for (const wrong of [{ 'producer-id': '' }, { 'producer-epoch': '-1' }, { 'producer-seq': '9007199254740992' }]) {
      assert.throws(() => readProducer({ ...producer, ...wrong }), MALFORMED)
    }
  })

  it('close only with the value that means it', () => {
    assert.deepEqual(
      ['true', 'TRUE', 'false', '1', ''].map((value) => readClosed({ 'stream-closed': value })),
      [...[true, true, false, false, false]],
    )
  })

  it('name the source of a fork, with the prefix of the mount or without', () => {
    for (const source of ['a/b%20c', '/a/b%20c', '/streams/a/b%20c']) {
      const fork = readFork({ 'stream-forked-from': source }, '/streams')
      assert.deepEqual(fork, { sourcePath: 'a/b c', position: null, further: 0 })
    }
    const within = { 'stream-forked-from': '/a', 'stream-fork-offset': OFFSET, 'stream-fork-sub-offset': '2' }
    assert.deepEqual(readFork(within, '/streams'), { sourcePath: 'a', position: 5, further: 2 })
    assert.equal(readFork({}, '/streams'), null)
    for (const wrong of [
      { 'stream-forked-from': undefined },
      { 'stream-fork-offset': '5' },
      { 'stream-forked-from': '%' },
    ]) {
      assert.throws(() => readFork({ ...within, ...wrong }, '/streams'), MALFORMED)
    }
    assert.throws(() => readFork({ 'stream-forked-from': '/__ds/a' }, '/streams'), { code: 'not_found' })
  })
})
