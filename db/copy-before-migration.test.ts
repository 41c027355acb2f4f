import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import Database from 'better-sqlite3'
import { applyMigrations, MIGRATIONS } from './migrate.ts'
import { openDatabase } from './open.ts'

describe('the copy of a database before it is changed', () => {
  let folder: string
  let path: string
  let said: string[]
  const say = (line: string) => void said.push(line)

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rill-copy-'))
    path = join(folder, 'rill.db')
    said = []
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** A database as versions before the last so many migrations left it, with a message. */
  function makeOld(missing = 1): void {
    const migrations = join(folder, 'migrations')
    cpSync(MIGRATIONS, migrations, { recursive: true })
    const journal = join(migrations, 'meta', '_journal.json')
    const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8'))
    writeFileSync(journal, JSON.stringify({ ...rest, entries: entries.slice(0, entries.length - missing) }))
    const sqlite = new Database(path)
    applyMigrations(sqlite, migrations)
    sqlite.exec(`insert into users (name, email, password_hash, created_at) values ('Ada', 'ada@rill.example', '', 0);
      insert into rooms (name, created_at) values ('Garden', 0);
      insert into messages (room_id, author_id, body, created_at) values (1, 1, 'kept', 0);`)
    sqlite.close()
    rmSync(migrations, { recursive: true })
  }

  const names = () => readdirSync(folder).filter((name) => /before|copying/.test(name))

  function contentOf(file: string): { body: string; migrations: number } {
    const sqlite = new Database(file, { readonly: true })
    try {
      const value = (sql: string) => sqlite.prepare(sql).pluck().get()
      return {
        body: value('select body from messages') as string,
        migrations: value('select count(*) from __drizzle_migrations') as number,
      }
    } finally {
      sqlite.close()
    }
  }

  it('holds what was there, is named after the change, and belongs to its owner alone', () => {
    makeOld()
    const before = contentOf(path)
    openDatabase(path, { say }).close()
    const [name] = names()
    assert.match(name!, /^rill\.db\.before-\d{4}_\w+\.\d{4}-\d\d-\d\dT[\d-]+Z$/)
    assert.equal(statSync(join(folder, name!)).mode & 0o777, 0o600)
    assert.deepEqual(contentOf(join(folder, name!)), before)
    assert.deepEqual(contentOf(path), { body: 'kept', migrations: before.migrations + 1 })
    assert.equal(said.length, 1)
    assert.match(said[0]!, new RegExp(`Copying .*rill\\.db to .*${name} before it is upgraded`))
  })

  it('is made of a file only, and only when something is to be changed', () => {
    openDatabase(path, { say }).close()
    openDatabase(path, { say }).close()
    openDatabase(':memory:', { say }).close()
    assert.deepEqual([names(), said], [[], []])
  })

  it('is one of three that are kept at most', () => {
    for (let year = 2020; year < 2024; year++)
      writeFileSync(`${path}.before-0001_search.${year}-01-01T00-00-00-000Z`, '')
    makeOld()
    openDatabase(path, { say }).close()
    const kept = names()
    assert.equal(kept.length, 3)
    assert.deepEqual(
      kept.filter((name) => /2020|2021/.test(name)),
      [],
    )
    assert.equal(said.filter((line) => /^Removed .*202[01]/.test(line)).length, 2)
  })

  it('is missing, and the database unchanged, when there is no room for it', () => {
    makeOld()
    const before = contentOf(path)
    const open = () => openDatabase(path, { say, freeBytes: () => 10_000 })
    assert.throws(open, /rill\.db was not upgraded.*needs 1 MiB.*1 MiB free in .*Nothing was changed.*Make room/)
    assert.deepEqual([contentOf(path), names(), said], [before, [], []])
  })

  it('is missing, and the database unchanged, when it cannot be written', () => {
    makeOld()
    const before = contentOf(path)
    // A folder stands where the copy is written.
    cpSync(MIGRATIONS, `${path}.copying`, { recursive: true })
    assert.throws(() => openDatabase(path, { say }), /rill\.db was not upgraded.*copying failed.*Nothing was changed/)
    assert.deepEqual(contentOf(path), before)
  })
})
