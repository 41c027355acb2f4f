import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { type HashPurpose, PasswordQueue } from './password-queue.ts'

describe('the queue for hashing passwords', () => {
  let queue: PasswordQueue
  let begun: string[]
  let finish: Map<string, () => void>

  beforeEach(() => {
    queue = new PasswordQueue()
    begun = []
    finish = new Map()
  })

  const turn = () => new Promise((resolve) => setImmediate(resolve))
  function add(purpose: HashPurpose, name: string): Promise<void> {
    return queue.run(purpose, () => {
      begun.push(name)
      return new Promise<void>((resolve) => finish.set(name, resolve))
    })
  }
  async function end(name: string): Promise<void> {
    finish.get(name)!()
    await turn()
  }

  it('runs two at once, and at most one sign-up', async () => {
    for (const name of ['up 1', 'up 2', 'up 3']) void add('sign_up', name)
    await turn()
    assert.deepEqual(begun, ['up 1'])
    void add('sign_in', 'in 1')
    void add('sign_in', 'in 2')
    await turn()
    assert.deepEqual(begun, ['up 1', 'in 1'])
  })

  it('lets sign-ins go first, each in the order of arrival', async () => {
    for (const name of ['up 1', 'up 2']) void add('sign_up', name)
    for (const name of ['in 1', 'in 2', 'in 3']) void add('sign_in', name)
    await turn()
    for (const name of ['up 1', 'in 1', 'in 2', 'in 3']) await end(name)
    assert.deepEqual(begun, ['up 1', 'in 1', 'in 2', 'in 3', 'up 2'])
  })

  it('refuses what would wait for long, sign-ups without any harm to sign-ins', async () => {
    const refusals: unknown[] = []
    for (let count = 0; count < 200; count++) add('sign_up', `up ${count}`).catch((error) => refusals.push(error))
    await turn()
    assert.equal(refusals.length, 200 - 51)
    assert.deepEqual(
      refusals.map((error) => (error as { code: string; retryAfter: number }).code),
      Array(149).fill('unavailable'),
    )
    void add('sign_in', 'in')
    await turn()
    assert.deepEqual(begun, ['up 0', 'in'])
  })

  it('lets as many wait as it is told', async () => {
    queue = new PasswordQueue({ sign_in: 1 })
    const added = ['running', 'running too', 'waiting', 'refused'].map((name) => add('sign_in', name))
    await assert.rejects(added.at(-1)!, { code: 'unavailable' })
    assert.deepEqual(begun, ['running', 'running too'])
  })

  it('goes on after work that fails', async () => {
    await assert.rejects(
      queue.run('sign_up', () => Promise.reject(new Error('broken'))),
      /broken/,
    )
    assert.equal(await queue.run('sign_up', async () => 'fine'), 'fine')
  })
})
