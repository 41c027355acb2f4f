/** A thread with a connection of its own that writes messages as fast as it can. */
import { workerData } from 'node:worker_threads'
import type { RoomId, User } from '../server/chat/entities.ts'
import { openStore } from './open.ts'

export interface WriterTask {
  readonly path: string
  readonly roomId: RoomId
  readonly author: User
  readonly messages: number
}

const { path, roomId, author, messages } = workerData as WriterTask
const store = openStore({ path })
for (let at = 0; at < messages; at++) {
  await store.messages.create({ roomId, author, clientId: null, body: `${at}`, at })
}
await store.close()
