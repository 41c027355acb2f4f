import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type TestStore, testStore } from '../../db/testing.ts'
import { BOT_LIMIT, Bots } from './bots.ts'
import { botsTopic, botTopic } from './events.ts'

describe('bots', () => {
  let test: TestStore
  let bots: Bots
  let told: { topic: string; message: unknown }[]

  beforeEach(async () => {
    test = await testStore()
    told = []
    const pubsub = { broadcast: (topic: string, message: unknown) => void told.push({ topic, message }) }
    bots = new Bots({ store: test.store, pubsub, now: () => 1_000 })
  })
  afterEach(() => test.store.close())

  it('are made with a token that nobody guesses, of which the database has the hash alone', async () => {
    const { bot, token } = await bots.createBot(test.ada, { name: '  Build   relay ' })
    assert.equal(bot.name, 'Build relay')
    assert.match(token, /^rill_bot_[\w-]{43}$/)
    assert.notEqual((await bots.createBot(test.ada, { name: 'Other' })).token, token)
    assert.deepEqual(await bots.findByToken(token), bot)
    assert.equal(await bots.findByToken(`${token}x`), null)
    const kept = test.sqlite.prepare('select * from bots').all()
    assert.match(JSON.stringify(kept), /"token_hash":"[0-9a-f]{64}"/)
    assert.ok(!JSON.stringify(kept).includes(token.slice(9)))
  })

  it('need a name', async () => {
    for (const name of [undefined, '', ' ', 'x'.repeat(81), 'a\u202eb']) {
      await assert.rejects(bots.createBot(test.ada, { name }), { code: 'invalid_input' }, `${name}`)
    }
    assert.deepEqual(await bots.botsOf(test.ada), [])
  })

  it('are revoked by their owner alone; the token counts no longer and who waits on it is told', async () => {
    const { bot, token } = await bots.createBot(test.ada, { name: 'Relay' })
    await assert.rejects(bots.revokeBot(test.ben, bot.id), { code: 'not_found' })
    assert.ok(await bots.findByToken(token))
    told = []
    await bots.revokeBot(test.ada, bot.id)
    assert.equal(await bots.findByToken(token), null)
    assert.deepEqual(told, [
      { topic: botTopic(bot.id), message: null },
      { topic: botsTopic(test.ada.id), message: { kind: 'bots_changed', bots: [] } },
    ])
    await assert.rejects(bots.revokeBot(test.ada, bot.id), { code: 'not_found' })
  })

  it('are limited in number; one that is revoked makes room', async () => {
    const made = []
    for (let index = 0; index < BOT_LIMIT; index++) made.push(await bots.createBot(test.ada, { name: `${index}` }))
    await assert.rejects(bots.createBot(test.ada, { name: 'too many' }), { code: 'conflict' })
    await bots.createBot(test.ben, { name: 'of somebody else' })
    await bots.revokeBot(test.ada, made[0]!.bot.id)
    await bots.createBot(test.ada, { name: 'in its place' })
    assert.equal((await bots.botsOf(test.ada)).length, BOT_LIMIT)
  })
})
