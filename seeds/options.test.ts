import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseOptions, UsageError } from './options.ts'

describe('the options of the seed command', () => {
  it('default to two rooms, ten people and a hundred messages', () => {
    const expected = { rooms: 2, users: 10, messages: 100, seed: 1, force: false, append: false, help: false }
    assert.deepEqual(parseOptions([], 'data/rill.db'), { ...expected, database: 'data/rill.db' })
  })

  it('are what was given', () => {
    const args = '--rooms 3 --users 4 --messages 0 --seed=7 --database other.db --force'.split(' ')
    const { rooms, users, messages, seed, database, force } = parseOptions(args, 'data/rill.db')
    assert.deepEqual([rooms, users, messages, seed, database, force], [3, 4, 0, 7, 'other.db', true])
  })

  it('append no people and no rooms unless they are asked for', () => {
    const { rooms, users, messages } = parseOptions(['--append', '--users', '1'], 'data/rill.db')
    assert.deepEqual([rooms, users, messages], [0, 1, 100])
  })

  it('refuse what they do not know', () => {
    assert.throws(
      () => parseOptions(['--room', '1'], ''),
      (error) => error instanceof UsageError && /--room/.test(error.message),
    )
    assert.throws(() => parseOptions(['12'], ''), UsageError)
  })

  it('refuse what is no whole number, and say which and why', () => {
    for (const text of ['x', '', '1.5', '1e3', '9007199254740993', '0']) {
      const message = `--users must be a whole number, at least 1. It is "${text}".`
      assert.throws(() => parseOptions([`--users=${text}`], ''), new UsageError(message))
    }
    assert.throws(() => parseOptions(['--messages=-1'], ''), /--messages must be a whole number, at least 0/)
  })
})
