import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'

describe('the seed command', () => {
  let folder: string

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rill-seed-command-'))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  async function run(args: string[], variables: Record<string, string> = {}) {
    const program = join(import.meta.dirname, 'main.ts')
    const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...variables } })
    const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    return { output, errors, code }
  }

  it('fills the database that the environment names, once, and says how to sign in', async () => {
    const variables = { DATABASE_PATH: join(folder, 'once.db') }
    const first = await run([], variables)
    assert.equal(first.code, 0, first.errors)
    assert.match(first.output, /^messages: 100 % \(100 of 100\)\nWrote 10 people, 2 rooms and 100 messages/)
    assert.match(first.output, /(sign in as [a-z]+\d*@rill\.example\n){2}password: \S{12,}\n$/)
    const second = await run([], variables)
    assert.equal(second.code, 0)
    assert.match(second.output, /nothing was added/)
    assert.match(second.output, /password: \S{12,}\n$/)
  })

  it('refuses in production, unless it is forced', async () => {
    const database = join(folder, 'production.db')
    const refused = await run(['--database', database], { NODE_ENV: 'production' })
    assert.equal(refused.code, 1)
    assert.match(refused.errors, /--force/)
    assert.ok(!existsSync(database))
    const forced = await run(['--database', database, '--force'], { NODE_ENV: 'production' })
    assert.equal(forced.code, 0, forced.errors)
  })

  it('ends with 2 and an explanation when the command line is wrong', async () => {
    const { code, errors } = await run(['--users', 'many', '--database', join(folder, 'never.db')])
    assert.equal(code, 2)
    assert.match(errors, /--users must be a whole number.*"many"/)
    assert.ok(!existsSync(join(folder, 'never.db')))
  })
})
