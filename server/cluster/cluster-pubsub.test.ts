import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { describePubSub, type PubSubEnds } from '../live/pubsub-contract.fixture.ts'
import { TestCluster, type TestWorker } from './cluster.fixture.ts'

function ends(cluster: TestCluster, broadcaster: TestWorker, listener: TestWorker): PubSubEnds {
  return {
    ...{ broadcaster: broadcaster.pubsub, listener: listener.pubsub, errors: listener.errors },
    settled: () => cluster.settled(),
    subscribers: (topic) => listener.pubsub.subscribers(topic),
  }
}

describePubSub('a PubSub between processes, within one of them', () => {
  const cluster = new TestCluster()
  const worker = cluster.addWorker()
  cluster.addWorker()
  return ends(cluster, worker, worker)
})

describePubSub('a PubSub between processes, from one to another', () => {
  const cluster = new TestCluster()
  return ends(cluster, cluster.addWorker(), cluster.addWorker())
})

describe('a PubSub between processes', () => {
  let cluster: TestCluster
  let ann: TestWorker
  let ben: TestWorker

  beforeEach(() => {
    cluster = new TestCluster()
    ann = cluster.addWorker()
    ben = cluster.addWorker()
  })

  function heardBy({ pubsub }: TestWorker, topic: string): unknown[] {
    const heard: unknown[] = []
    pubsub.subscribe(topic, (message) => heard.push(message))
    return heard
  }

  test('delivers at once in its own process, the very object, and never sends it back', async () => {
    const heard = heardBy(ann, 'room')
    const message = { body: 'hello' }
    ann.pubsub.broadcast('room', message)
    assert.equal(heard[0], message)
    await cluster.settled()
    assert.equal(heard.length, 1)
  })

  test('keeps the order of each sender, whatever the others do meanwhile', async () => {
    const heard = heardBy(cluster.addWorker(), 'room') as [string, number][]
    for (let index = 0; index < 50; index++) {
      ann.pubsub.broadcast('room', ['ann', index])
      ben.pubsub.broadcast('room', ['ben', index])
    }
    await cluster.settled()
    for (const sender of ['ann', 'ben']) {
      assert.deepEqual(
        heard.filter(([name]) => name === sender).map(([, index]) => index),
        Array.from({ length: 50 }, (_, index) => index),
      )
    }
  })

  test('sends a process only what somebody there listens to', async () => {
    ann.pubsub.broadcast('room', 'nobody listens')
    const stops = [0, 1].map(() => ben.pubsub.subscribe('room', () => {}))
    ann.pubsub.broadcast('room', 'both listen')
    ann.pubsub.broadcast('another room', 'nobody listens')
    await cluster.settled()
    stops[0]!()
    stops[0]!()
    ann.pubsub.broadcast('room', 'one listens')
    await cluster.settled()
    stops[1]!()
    ann.pubsub.broadcast('room', 'nobody listens')
    await cluster.settled()
    const texts = ben.arrived.flatMap((message) => (message.kind === 'broadcast' ? [JSON.parse(message.text)] : []))
    assert.deepEqual(texts, ['both listen', 'one listens'])
  })

  test('PUB4: tells whoever subscribes of a loss once the others know, who told nothing before', async () => {
    const far = cluster.addWorker({ turns: 10 })
    const heard: unknown[] = []
    const other: unknown[] = []
    far.pubsub.subscribe(
      'room',
      (message) => heard.push(message),
      () => heard.push('loss'),
    )
    far.pubsub.subscribe(
      'another room',
      () => {},
      () => other.push('loss'),
    )
    ann.pubsub.broadcast('room', 'missed')
    await cluster.settled()
    ann.pubsub.broadcast('room', 'next')
    await cluster.settled()
    assert.deepEqual([heard, other], [['loss', 'next'], ['loss']])
  })

  test('PUB4: tells who is left of a loss of everything when a process is gone that may have had more to say', async () => {
    const losses = lossesOf(ben, 'room', 'another room')
    await cluster.settled()
    losses.length = 0
    ann.die()
    await cluster.settled()
    assert.deepEqual(losses, ['room', 'another room'])
  })

  test('PUB4: keeps so much for a process that takes nothing, and tells it when it has missed more', async () => {
    const losses = lossesOf(ben, 'room')
    const other = heardBy(cluster.addWorker(), 'room')
    await cluster.settled()
    losses.length = 0
    ben.stall(true)
    for (let index = 0; index < 30; index++) {
      ann.pubsub.broadcast('room', `${index}`.padStart(1_000_000))
      await cluster.settled()
    }
    assert.equal(other.length, 30, 'the others do not notice')
    const before = ben.arrived.length
    ben.stall(false)
    await cluster.settled()
    assert.equal(ben.arrived.length - before, 18, '16 million characters, and the loss')
    assert.deepEqual(losses, ['room'])
    ann.pubsub.broadcast('room', 'next')
    await cluster.settled()
    assert.deepEqual(ben.arrived.at(-1), { kind: 'broadcast', topic: 'room', text: '"next"' })
  })
})

function lossesOf({ pubsub }: TestWorker, ...topics: string[]): string[] {
  const losses: string[] = []
  for (const topic of topics)
    pubsub.subscribe(
      topic,
      () => {},
      () => losses.push(topic),
    )
  return losses
}
