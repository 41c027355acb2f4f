import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { openDatabase } from '../../db/open.ts'
import { signInLines } from '../sign-in.ts'
import { parseRoom } from './script.ts'
import { seedDemo } from './seed-demo.ts'

const NOW = new Date(2030, 4, 20, 13, 30).getTime()

describe('the demo', () => {
  let folder: string
  let path: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rill-demo-'))
    path = join(folder, 'rill.db')
    assert.equal(await seedDemo(path, NOW), true)
  })
  after(() => rm(folder, { recursive: true, force: true }))

  function query<Row>(sql: string): Row[] {
    const database = openDatabase(path)
    try {
      return database.prepare<[], Row>(sql).all()
    } finally {
      database.close()
    }
  }

  it('has ten rooms in which twenty people talk, everybody at least once', () => {
    assert.equal(query('select id from rooms').length, 10)
    assert.equal(query('select distinct author_id from messages').length, 20)
    const quiet = 'select name from rooms where (select count(*) from messages where room_id = rooms.id) < 15'
    assert.deepEqual(query(quiet), [])
  })

  it('ends a short while ago, in the order in which it was said', () => {
    const times = query<{ at: number }>('select created_at as at from messages order by id').map(({ at }) => at)
    assert.deepEqual(times, times.toSorted())
    assert.ok(times.at(-1)! < NOW && times.at(-1)! > NOW - 30 * 60_000)
  })

  it('says how to sign in, and leaves a database alone that has people', async () => {
    assert.match(
      signInLines(path).join('\n'),
      /^sign in as maya@rill\.example\nsign in as jonas@rill\.example\npassword: /,
    )
    assert.equal(await seedDemo(path, NOW), false)
  })
})

describe('a script', () => {
  it('has exchanges that begin some days, hours or minutes ago, and messages of one line or several', () => {
    const { description, exchanges } = parseRoom(
      'tea',
      'On tea.\n\n@ 2 days ago 18:10\nAnn: Hello\nTomás:\n  a\n    b\n@ 5 minutes ago\nAnn: Bye\n',
    )
    assert.equal(description, 'On tea.')
    assert.deepEqual(
      exchanges.map(({ startsAt }) => startsAt(NOW)),
      [new Date(2030, 4, 18, 18, 10).getTime(), NOW - 5 * 60_000],
    )
    assert.deepEqual(exchanges[0]!.messages, [
      { author: 'Ann', body: 'Hello' },
      { author: 'Tomás', body: 'a\n  b' },
    ])
  })

  for (const wrong of ['@ yesterday', 'Ann: before any exchange', '@ 1 days ago 10:00\nno author']) {
    it(`is refused with the line that is wrong: ${JSON.stringify(wrong)}`, () => {
      assert.throws(() => parseRoom('tea', `On tea.\n${wrong}`), /"(@ yesterday|Ann: before any exchange|no author)"/)
    })
  }
})
