import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, rm, stat, truncate, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openDatabase, openStore } from './open.ts'

describe('the file of a database', () => {
  let folder: string
  let path: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rill-file-'))
    path = join(folder, 'data', 'rill.db')
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const modeOf = async (file: string) => ((await stat(file)).mode & 0o777).toString(8)

  it('is the owner’s alone, with all that SQLite keeps beside it', async () => {
    const store = openStore({ path })
    await store.rooms.create({ name: 'garden', description: '', at: 0 })
    for (const suffix of ['', '-wal', '-shm']) assert.equal(await modeOf(path + suffix), '600', suffix)
    assert.equal(await modeOf(join(folder, 'data')), '700')
    await store.close()
  })

  it('becomes the owner’s alone when an earlier version left it open to others', async () => {
    openDatabase(path).close()
    await chmod(path, 0o644)
    openDatabase(path).close()
    assert.equal(await modeOf(path), '600')
  })

  it('is named when it was emptied, and nothing is put in its place', async () => {
    openDatabase(path).close()
    await truncate(path)
    assert.throws(() => openDatabase(path), { message: new RegExp(`^The database ${path} is empty\\.`) })
    assert.equal((await stat(path)).size, 0)
  })

  it('is named when it is no database, is damaged, or cannot be opened', async () => {
    await mkdir(join(folder, 'data'))
    await writeFile(path, 'a shopping list, and not a database at all'.repeat(200))
    assert.throws(() => openDatabase(path), {
      message: new RegExp(`^The database ${path} is damaged, or is no database`),
    })
    await rm(path)
    await mkdir(path)
    assert.throws(() => openDatabase(path), { message: new RegExp(`^The database ${path} cannot be opened`) })
  })

  const DAMAGE: Record<string, (path: string) => Promise<void>> = {
    'its beginning is overwritten': (file) => writeFile(file, Buffer.alloc(4_096)),
    'it is emptied': (file) => truncate(file),
    'it is deleted': (file) => unlink(file),
  }
  for (const [damage, inflict] of Object.entries(DAMAGE)) {
    it(`is found unhealthy while it is open, when ${damage}`, async () => {
      const store = openStore({ path })
      await store.ping()
      await inflict(path)
      await assert.rejects(store.ping(), { code: 'unavailable' })
      await store.close()
    })
  }
})
