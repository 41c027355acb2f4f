import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import Database from 'better-sqlite3'
import { applyMigrations } from './migrate.ts'

const START = `create table people (id integer primary key, name text);
--> statement-breakpoint
create table cards (id integer primary key, person integer not null references people (id) on delete cascade);`

/** How a column is changed in SQLite. */
const REBUILD = `create table __new_people (id integer primary key, name text not null);
--> statement-breakpoint
insert into __new_people select id, name from people;
--> statement-breakpoint
drop table people;
--> statement-breakpoint
alter table __new_people rename to people;`

describe('migrations', () => {
  let folder: string
  let sqlite: Database.Database

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rill-migrations-'))
    await mkdir(join(folder, 'meta'))
    sqlite = new Database(':memory:')
    await write(START)
    applyMigrations(sqlite, folder)
    sqlite.exec(`insert into people values (1, 'Ada'); insert into cards values (1, 1)`)
  })
  afterEach(async () => {
    sqlite.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function write(...migrations: string[]): Promise<void> {
    const entries = migrations.map((_, idx) => ({ idx, version: '6', when: idx + 1, tag: `${idx}`, breakpoints: true }))
    await Promise.all(migrations.map((statements, index) => writeFile(join(folder, `${index}.sql`), statements)))
    await writeFile(join(folder, 'meta', '_journal.json'), JSON.stringify({ entries }))
  }

  const count = (table: string) => sqlite.prepare(`select count(*) from ${table}`).pluck().get()

  it('keep the rows that refer to a table which is built anew', async () => {
    await write(START, REBUILD)
    applyMigrations(sqlite, folder)
    assert.equal(count('cards'), 1)
    assert.throws(() => sqlite.exec('insert into people values (2, null)'), /NOT NULL/)
  })

  it('leave foreign keys enforced, to the tables of that name now', async () => {
    await write(START, REBUILD)
    applyMigrations(sqlite, folder)
    assert.throws(() => sqlite.exec('insert into cards values (2, 99)'), /FOREIGN KEY/)
    sqlite.exec('delete from people')
    assert.equal(count('cards'), 0)
  })

  it('are applied once', () => {
    applyMigrations(sqlite, folder)
    assert.equal(count('cards'), 1)
  })

  it('are applied wholly or not at all', async () => {
    await write(START, 'create table extra (id integer);\n--> statement-breakpoint\ninsert into missing values (1);')
    assert.throws(() => applyMigrations(sqlite, folder))
    assert.throws(() => count('extra'), /no such table: extra/)
    assert.equal(count('people'), 1)
  })
})
