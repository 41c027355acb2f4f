import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import Database from 'better-sqlite3'
import { RillError } from '../server/errors.ts'
import { GroupCommit } from './group-commit.ts'

function opened(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'rill-group-commit-'))
  const path = join(folder, 'test.db')
  const [database, other] = [new Database(path, { timeout: 0 }), new Database(path, { timeout: 0 })]
  t.after(() => {
    for (const connection of [database, other]) connection.close()
    rmSync(folder, { recursive: true })
  })
  database.pragma('journal_mode = WAL')
  database.exec('create table numbers (number integer primary key)')
  const insert = database.prepare('insert into numbers values (?)')
  const numbers = () => other.prepare('select number from numbers order by number').pluck().all()
  return { database, other, numbers, add: (number: number) => void insert.run(number) }
}

describe('a group commit', () => {
  it('makes one transaction of all that is asked for in one turn, in its order', async (t) => {
    const { database, numbers, add } = opened(t)
    const commits = new GroupCommit(database)
    const seen: unknown[] = []
    const write = (number: number) =>
      commits.add(() => {
        add(number)
        seen.push(numbers())
        return number * 2
      })
    assert.deepEqual(await Promise.all([write(1), write(2), write(3)]), [2, 4, 6])
    assert.deepEqual(seen, [[], [], []], 'nobody sees a part of the group')
    assert.deepEqual(numbers(), [1, 2, 3])
  })

  it('answers nothing before it is committed', async (t) => {
    const { database, numbers, add } = opened(t)
    await new GroupCommit(database).add(() => add(1))
    assert.deepEqual(numbers(), [1])
  })

  it('undoes a write that fails, and only that', async (t) => {
    const { database, numbers, add } = opened(t)
    const commits = new GroupCommit(database)
    const refusal = new Error('refused')
    const outcomes = await Promise.allSettled([
      commits.add(() => add(1)),
      commits.add(() => {
        add(2)
        throw refusal
      }),
      commits.add(() => add(3)),
    ])
    assert.deepEqual(outcomes, [
      { status: 'fulfilled', value: undefined },
      { status: 'rejected', reason: refusal },
      { status: 'fulfilled', value: undefined },
    ])
    assert.deepEqual(numbers(), [1, 3])
  })

  it('refuses all of a group that cannot begin, and goes on when it can', async (t) => {
    const { database, other, numbers, add } = opened(t)
    const commits = new GroupCommit(database)
    other.exec('begin immediate')
    const outcomes = await Promise.allSettled([1, 2].map((number) => commits.add(() => add(number))))
    const isUnavailable = (outcome: PromiseSettledResult<void>) =>
      outcome.status === 'rejected' && outcome.reason instanceof RillError && outcome.reason.code === 'unavailable'
    assert.ok(outcomes.every(isUnavailable))
    other.exec('commit')
    await commits.add(() => add(3))
    assert.deepEqual(numbers(), [3])
  })

  it('refuses all of a group that cannot be committed', async (t) => {
    const { database, numbers, add } = opened(t)
    const commits = new GroupCommit(database)
    database.pragma('foreign_keys = on')
    database.exec('create table parts (number references numbers deferrable initially deferred)')
    const orphan = database.prepare('insert into parts values (7)')
    const outcomes = await Promise.allSettled([commits.add(() => add(1)), commits.add(() => void orphan.run())])
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['rejected', 'rejected'],
    )
    assert.deepEqual(numbers(), [])
    await commits.add(() => add(2))
    assert.deepEqual(numbers(), [2])
  })

  it('refuses what is asked of a database that is closed', async (t) => {
    const { database, add } = opened(t)
    const commits = new GroupCommit(database)
    const late = commits.add(() => add(1))
    database.close()
    await assert.rejects(late, { code: 'unavailable' })
  })
})
