/** Runs the bots of docs/bots.md against a server. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type AppFixture, appFixture, type BotCaller, botOf, type Visitor, visitor } from './app.fixture.ts'
import { roomTopic } from './chat/events.ts'
import { until } from './until.fixture.ts'

const ROOT = join(import.meta.dirname, '..')
const GUIDE = readFileSync(join(ROOT, 'docs', 'bots.md'), 'utf8')
const AT_HOME = 'http://127.0.0.1:3000'

/** The first code block of this language in the guide. */
function codeOf(language: string): string {
  const code = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(GUIDE)?.[1]
  assert.ok(code, `docs/bots.md shows a bot in ${language}`)
  assert.ok(code.trimEnd().split('\n').length <= 10, 'in ten lines')
  return code
}

describe('the bot of docs/bots.md', () => {
  let fixture: AppFixture
  let ann: Visitor
  let bot: BotCaller
  let origin: string
  let folder: string

  beforeEach(async () => {
    fixture = await appFixture()
    ann = await visitor(fixture, 'Ann')
    bot = await botOf(fixture, ann, 'Echo')
    await fixture.store.rooms.create({ name: 'garden', description: '', at: 0 })
    origin = await fixture.app.listen({ port: 0, host: '127.0.0.1' })
    folder = await mkdtemp(join(tmpdir(), 'rill-docs-'))
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  })
  afterEach(async () => {
    fixture.app.server.closeAllConnections()
    await fixture.app.close()
    await rm(folder, { recursive: true })
  })

  const say = (body: string) =>
    fixture.app.inject({ method: 'POST', url: '/rooms/1/messages', headers: ann.headers, payload: { body } })
  const said = async () => (await fixture.store.messages.newest(1, 10)).messages

  /** Runs the code until `use` has ended. */
  async function running(command: string, language: string, use: () => Promise<void>): Promise<void> {
    const path = join(folder, `bot.${language}`)
    await writeFile(path, codeOf(language).replaceAll(AT_HOME, origin))
    const token = bot.headers.authorization!.slice('Bearer '.length)
    // A group of its own, so that what the bot starts ends with it.
    const child = spawn(command, [path], {
      ...{ detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
      env: { ...process.env, RILL_TOKEN: token },
    })
    let failure = ''
    child.stderr!.on('data', (text) => {
      failure += text
    })
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
    const failed = ended.then(() => assert.fail(`the bot ended: ${failure}`))
    await Promise.race([use(), failed]).finally(() => child.exitCode ?? process.kill(-child.pid!))
    await ended
  }

  const bots = [
    { language: 'bash', command: 'bash' },
    { language: 'ts', command: process.execPath },
  ]
  for (const { language, command } of bots) {
    it(`greets and answers, in ${language}`, { timeout: 30_000 }, async () => {
      await running(command, language, async () => {
        await until(async () => (await said()).length === 1)
        await until(() => fixture.pubsub.subscribers(roomTopic(1)) > 0)
        await say('ping')
        await until(async () => (await said()).length === 3)
      })
      const messages = (await said()).map(({ author, body }) => `${author.name}: ${body}`)
      assert.deepEqual(messages, ['Echo: Here I am.', 'Ann: ping', 'Echo: pong'])
    })
  }
})
