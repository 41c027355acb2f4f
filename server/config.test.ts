import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LIMITS } from './chat/limits.ts'
import { readConfig } from './config.ts'

const TOKEN = 'a-token-of-some-length'
const read = (variables: Record<string, string>) => readConfig({ DATABASE_PATH: ':memory:', ...variables })

describe("the configuration of rooms' logs", () => {
  it('keeps everything unless told to', () => {
    assert.deepEqual(read({}).roomLog, { maxAge: null, maxEvents: null })
    assert.deepEqual(read({ ROOM_LOG_MAX_AGE: '', ROOM_LOG_MAX_EVENTS: '' }).roomLog, { maxAge: null, maxEvents: null })
  })

  it('takes an age in days, a count, or both', () => {
    assert.deepEqual(read({ ROOM_LOG_MAX_AGE: '30' }).roomLog, { maxAge: 30 * 24 * 3_600_000, maxEvents: null })
    assert.deepEqual(read({ ROOM_LOG_MAX_AGE: '1', ROOM_LOG_MAX_EVENTS: '100000' }).roomLog, {
      maxAge: 24 * 3_600_000,
      maxEvents: 100_000,
    })
  })

  it('names what is no limit', () => {
    for (const name of ['ROOM_LOG_MAX_AGE', 'ROOM_LOG_MAX_EVENTS']) {
      for (const wrong of ['0', '-1', '1.5', 'never', '30d', 'Infinity']) {
        assert.throws(() => read({ [name]: wrong }), new RegExp(`${name} is wrong: .*It is "${wrong}"`))
      }
    }
  })
})

describe('the configuration of limits', () => {
  it('takes limits on wrong passwords and on those who wait to sign in or up', () => {
    assert.deepEqual([read({}).failedSignIns, read({}).waiting], [{}, {}])
    const set = {
      ...{ MAX_FAILED_SIGN_INS: '1', MAX_FAILED_SIGN_INS_PER_ACCOUNT: '2', MAX_FAILED_SIGN_INS_PER_NETWORK: '3' },
      ...{ MAX_WAITING_SIGN_INS: '4', MAX_WAITING_SIGN_UPS: '5' },
    }
    assert.deepEqual(read(set).failedSignIns, { perAccount: 1, perAccountInAll: 2, perNetwork: 3 })
    assert.deepEqual(read(set).waiting, { sign_in: 4, sign_up: 5 })
    for (const name of Object.keys(set)) {
      for (const wrong of ['0', '-1', '1.5', 'many']) {
        assert.throws(() => read({ [name]: wrong }), new RegExp(`${name} is wrong: .*It is "${wrong}"`))
      }
    }
  })

  it('keeps the defaults of variables that are not set', () => {
    assert.deepEqual([read({}).limits, read({}).maxSocketsPerPerson], [{}, 50])
    assert.deepEqual(read({ RATE_WRITES: '' }).limits, {})
  })

  it('takes points and seconds, for every limit there is', () => {
    const variables = Object.keys(LIMITS).map((name) => `RATE_${name.replace('sign', 'sign_').toUpperCase()}`)
    const { limits } = read(Object.fromEntries(variables.map((name, index) => [name, `${index + 1}/60`])))
    const expected = Object.keys(LIMITS).map((name, index) => [name, { points: index + 1, seconds: 60 }])
    assert.deepEqual(limits, Object.fromEntries(expected))
  })

  it('names what is no limit', () => {
    for (const wrong of ['0/5', '5/0', '-1/5', '100', '100/5s', '1e3/5', 'none']) {
      assert.throws(() => read({ RATE_ROOMS: wrong }), new RegExp(`RATE_ROOMS is wrong: .*It is "${wrong}"`))
    }
    assert.throws(() => read({ MAX_SOCKETS_PER_PERSON: '0' }), /MAX_SOCKETS_PER_PERSON is wrong/)
  })
})

describe('the configuration of workers', () => {
  it('has one process by default', () => {
    assert.equal(read({}).workers, 1)
    assert.equal(read({ WORKERS: '' }).workers, 1)
    assert.equal(readConfig({ WORKERS: '3', SESSION_SECRET: 'x'.repeat(32) }).workers, 3)
  })

  it('names a number that is none', () => {
    for (const wrong of ['0', '-1', '1.5', '129', 'auto']) {
      assert.throws(() => read({ WORKERS: wrong }), new RegExp(`WORKERS is wrong: .* It is "${wrong}"`))
    }
  })

  it('refuses a database in memory, of which each process would have its own', () => {
    const memory = { DATABASE_PATH: ':memory:' }
    assert.throws(() => read({ ...memory, WORKERS: '2' }), /WORKERS is wrong: .* database in memory/)
    assert.equal(read({ ...memory, WORKERS: '1' }).workers, 1)
  })
})

describe('the configuration of streams', () => {
  it('serves none unless told to', () => {
    assert.equal(read({}).streams, null)
    assert.equal(read({ STREAMS_TOKEN: TOKEN }).streams, null)
  })

  it('asks for the token, or for none', () => {
    assert.deepEqual(read({ STREAMS_MOUNT: 'token', STREAMS_TOKEN: TOKEN }).streams, { token: TOKEN, longPoll: 20_000 })
    const open = read({ STREAMS_MOUNT: 'open', STREAMS_TOKEN: TOKEN, STREAMS_LONG_POLL_MS: '500' })
    assert.deepEqual(open.streams, { token: null, longPoll: 500 })
  })

  it('takes limits', () => {
    const set = { STREAMS_MOUNT: 'open', STREAMS_MAX_COUNT: '5', STREAMS_MAX_BYTES: '1000', STREAMS_MAX_VALUES: '10' }
    assert.deepEqual(read(set).streams?.limits, { streams: 5, bytes: 1_000, values: 10 })
    assert.throws(() => read({ STREAMS_MAX_BYTES: '-1' }), /STREAMS_MAX_BYTES is wrong/)
  })

  it('names a token that is missing or easily guessed, and never shows it', () => {
    assert.throws(() => read({ STREAMS_MOUNT: 'token' }), /STREAMS_TOKEN .* needed/)
    assert.throws(() => read({ STREAMS_MOUNT: 'token', STREAMS_TOKEN: 'short' }), {
      message: 'The environment variable STREAMS_TOKEN is wrong: at least 16 characters, and no blanks.',
    })
  })

  it('takes scheme, host and port of the public address', () => {
    assert.equal(read({}).publicOrigin, null)
    assert.equal(read({ PUBLIC_URL: 'https://chat.example.org/' }).publicOrigin, 'https://chat.example.org')
    for (const wrong of ['chat.example.org', 'ftp://chat.example.org']) {
      assert.throws(() => read({ PUBLIC_URL: wrong }), new RegExp(`PUBLIC_URL .*"${wrong}"`))
    }
  })
})
