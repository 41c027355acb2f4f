import { LocalPubSub } from './pubsub.ts'
import { describePubSub } from './pubsub-contract.fixture.ts'

describePubSub('a PubSub within one process', () => {
  const errors: [unknown, string][] = []
  const pubsub = new LocalPubSub((error, topic) => errors.push([error, topic]))
  return {
    ...{ broadcaster: pubsub, listener: pubsub, errors },
    settled: async () => {},
    subscribers: (topic) => pubsub.subscribers(topic),
  }
})
