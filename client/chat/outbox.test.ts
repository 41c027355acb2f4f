import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it, mock } from 'node:test'
import { versionOf } from '../../server/chat/text-version.ts'
import { until } from '../../server/until.fixture.ts'
import type { MessageRef } from './message-ref.ts'
import { ROOM, testBrowser } from './outbox.fixture.ts'
import type { Outbox } from './outbox.ts'
import type { Outgoing } from './outgoing.ts'

const shown = (outbox: Outbox) => outbox.of(ROOM).map(({ kind, body, state }) => `${kind} ${body}: ${state}`)
const row = (messageId: number) => ({ messageId, clientId: '' })
const unseen = ({ id }: Outgoing) => ({ messageId: null, clientId: id })
const first = (outbox: Outbox) => outbox.of(ROOM)[0]!
/** Read in a function, because the compiler takes a property to stay what an assertion found it to be. */
const next = (outbox: Outbox) => outbox.next

describe('the outbox', () => {
  let openTab: ReturnType<typeof testBrowser>
  let outbox: Outbox

  beforeEach(() => {
    mock.timers.enable({ apis: ['Date', 'setTimeout'], now: 1_000_000 })
    openTab = testBrowser()
    outbox = openTab().outbox
  })
  afterEach(() => mock.timers.reset())

  it('shows at once what is done, of one room in its order, also when the clock is set back', async () => {
    const kept = outbox.send(ROOM, 'one')
    assert.deepEqual(shown(outbox), ['send one: pending'])
    await kept
    mock.timers.setTime(5)
    await Promise.all([outbox.send(ROOM, 'two'), outbox.send('4', 'elsewhere')])
    assert.deepEqual(shown(outbox), ['send one: pending', 'send two: pending'])
    assert.equal(outbox.size, 3)
    assert.equal(outbox.next?.body, 'one')
  })

  it('changes and deletes what no server has seen before it goes out', async () => {
    await outbox.send(ROOM, 'one')
    await outbox.edit(ROOM, unseen(first(outbox)), 'one, edited', [])
    assert.deepEqual(shown(outbox), ['send one, edited: pending'])
    await outbox.delete(ROOM, unseen(first(outbox)), 'one, edited')
    assert.deepEqual([shown(outbox), outbox.size], [[], 0])
  })

  it('has what is done to a message that the server may have wait for the message', async () => {
    await outbox.send(ROOM, 'one')
    const message = (await outbox.take(first(outbox)))!
    await outbox.edit(ROOM, unseen(message), 'one, edited', [])
    assert.deepEqual(shown(outbox), ['send one: pending', 'edit one, edited: pending'])
    await outbox.refuse(message, 'No.', 'forbidden')
    assert.equal(next(outbox), undefined)
    await outbox.retry(message)
    assert.equal(next(outbox)?.id, message.id)
    outbox.confirm(message)
    assert.equal(next(outbox)?.kind, 'edit')
  })

  it('keeps of several changes of a message the last, and the one that is on its way', async () => {
    await outbox.edit(ROOM, row(1), 'a', [])
    await outbox.edit(ROOM, row(2), 'of another', [])
    await outbox.edit(ROOM, row(1), 'b', [])
    assert.deepEqual(shown(outbox), ['edit of another: pending', 'edit b: pending'])
    await outbox.take(outbox.of(ROOM)[1]!)
    await outbox.delete(ROOM, row(1), 'c')
    assert.deepEqual(shown(outbox), ['edit of another: pending', 'edit b: pending', 'delete c: pending'])
  })

  it('has an edit name every text of its message that it may find: what it started from and edits before it', async () => {
    const versions = () => outbox.of(ROOM).map((item) => item.kind === 'edit' && item.replaces)
    await outbox.edit(ROOM, row(1), 'a', [versionOf('start')])
    await outbox.edit(ROOM, row(1), 'b', [versionOf('a')])
    assert.deepEqual(versions(), [[versionOf('start'), versionOf('a')]], 'the first never goes out')
    await outbox.take(first(outbox))
    await outbox.edit(ROOM, row(1), 'c', [versionOf('b')])
    assert.deepEqual(versions()[1], ['start', 'a', 'b'].map(versionOf), 'the one before may arrive or not')
    await outbox.edit(ROOM, row(2), 'of another', [versionOf('x')])
    assert.deepEqual(versions().at(-1), [versionOf('x')])
    for (let index = 0; index < 200; index++) await outbox.edit(ROOM, row(3), `${index}`, [versionOf(`${index - 1}`)])
    const long = versions().at(-1) as readonly string[]
    assert.deepEqual([long.length, long[0], long.at(-1)], [50, versionOf('-1'), versionOf('198')])
  })

  it('knows the text that a message has for its author before a row shows it', async () => {
    const textOf = (message: MessageRef) => outbox.textOf(ROOM, message)
    assert.equal(textOf(row(1)), undefined)
    await outbox.edit(ROOM, row(1), 'edited', [])
    assert.equal(textOf(row(1)), 'edited')
    const edit = (await outbox.take(first(outbox)))!
    outbox.confirm(edit)
    assert.equal(textOf(row(1)), 'edited', 'until the row does')
    outbox.settle(edit)
    assert.equal(textOf(row(1)), undefined)
    await outbox.edit(ROOM, row(1), 'refused', [])
    await outbox.refuse((await outbox.take(first(outbox)))!, 'No.', 'edit_conflict')
    assert.equal(textOf(row(1)), undefined, 'the message does not say what was refused')
    assert.equal(outbox.refusedEdit(ROOM, row(1))?.body, 'refused')
    await outbox.send(ROOM, 'sent')
    const sent = unseen(outbox.of(ROOM).at(-1)!)
    assert.equal(textOf(sent), 'sent')
    await outbox.edit(ROOM, sent, 'sent, edited', [])
    assert.equal(textOf(sent), 'sent, edited')
  })

  it('tries a message that was refused again with the text that it is given, and drops it when it is deleted', async () => {
    await outbox.send(ROOM, 'one')
    const message = (await outbox.take(first(outbox)))!
    await outbox.refuse(message, 'No.', 'invalid_input')
    await outbox.edit(ROOM, unseen(message), 'one, mended', [])
    // The server may have the first text all the same, from an attempt whose answer was lost: so the edit stays.
    assert.deepEqual(shown(outbox), ['send one, mended: pending', 'edit one, mended: pending'])
    assert.equal(outbox.next?.id, message.id)
    await outbox.refuse((await outbox.take(outbox.next!))!, 'No.', 'invalid_input')
    await outbox.delete(ROOM, unseen(message), 'one, mended')
    assert.deepEqual(shown(outbox), [])
  })

  it('keeps what was refused, with the reason, until it is tried again or given up', async () => {
    await outbox.send(ROOM, 'one')
    await outbox.send(ROOM, 'two')
    const refused = (await outbox.take(first(outbox)))!
    await outbox.refuse(refused, 'Too long.', 'too_large')
    assert.deepEqual([first(outbox).state, first(outbox).problem, outbox.next?.body], ['failed', 'Too long.', 'two'])
    await outbox.retry(refused)
    assert.deepEqual([first(outbox).state, first(outbox).problem, outbox.next?.body], ['pending', undefined, 'one'])
    await outbox.edit(ROOM, unseen(refused), 'edit of one', [])
    await outbox.discard(refused)
    assert.deepEqual(shown(outbox), ['send two: pending'], 'what was to be done to it goes with it')
  })

  it('shows what is committed until it is seen in the rows', async () => {
    await outbox.send(ROOM, 'one')
    const item = (await outbox.take(first(outbox)))!
    outbox.confirm(item)
    assert.deepEqual([shown(outbox), outbox.size], [['send one: sent'], 0])
    outbox.settle(item)
    assert.deepEqual(shown(outbox), [])
  })

  it('takes what is seen in the rows for sent, where the answer was lost', async () => {
    await outbox.send(ROOM, 'one')
    outbox.settle((await outbox.take(first(outbox)))!)
    assert.deepEqual([shown(outbox), outbox.size, outbox.next], [[], 0, undefined])
  })

  it('waits no longer for the row of something committed than a connection takes to bring it', async () => {
    let isConnected = false
    const { outbox } = testBrowser()({ isConnected: () => isConnected })
    await outbox.send(ROOM, 'one')
    outbox.confirm(first(outbox))
    mock.timers.tick(60_000)
    assert.deepEqual(shown(outbox), ['send one: sent'])
    isConnected = true
    mock.timers.tick(5_000)
    assert.deepEqual(shown(outbox), [])
  })

  it('is one for all tabs: each shows what the others do, and what they have had committed', async () => {
    const { outbox: other } = openTab()
    await outbox.send(ROOM, 'one')
    await until(() => other.size === 1)
    const item = first(other)
    other.confirm((await other.take(item))!)
    await until(() => outbox.size === 0)
    assert.deepEqual(shown(outbox), ['send one: sent'])
  })

  it('does not give out what another tab has given up or had committed', async () => {
    const { outbox: other } = openTab()
    await outbox.send(ROOM, 'one')
    const item = first(outbox)
    await other.refresh()
    await other.discard(item)
    assert.equal(await outbox.take(item), null)
    assert.equal(outbox.size, 0)
  })

  it('says once that what is unsent is only in the page, and knows for how long it is', async () => {
    let told = 0
    const { outbox } = testBrowser()({ onNotKept: () => told++ })
    assert.equal(outbox.isOnlyHere, false)
    await outbox.send(ROOM, 'one')
    await outbox.send(ROOM, 'two')
    assert.deepEqual([told, outbox.isOnlyHere], [1, true])
    for (const item of outbox.of(ROOM)) outbox.confirm(item)
    assert.equal(outbox.isOnlyHere, false)
  })
})
