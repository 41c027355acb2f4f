/** The logs that views listen to, by their names: `rooms/ID` is a room's, `streams/PATH` a program's stream. */
import type { RoomId } from '../chat/entities.ts'
import type { RoomLogStore } from '../chat/store.ts'
import { FollowedStream } from './followed-stream.ts'
import type { FollowedLog } from './follower.ts'
import { RoomLog, type Subscribable } from './room-log.ts'
import { SharedLog } from './shared-log.ts'
import { SharedReads } from './shared-reads.ts'
import type { Streams } from './streams.ts'

const NAME = /^(?:rooms\/(?<roomId>\d+)|streams\/(?<path>.+))$/s

/** Finds a log by its name, whether or not there is such a room or stream; throws when no log can have the name. */
export function namedLogs(parts: {
  roomLog: RoomLogStore
  streams: Streams
  pubsub: Subscribable
}): (name: string) => FollowedLog {
  const { roomLog: store, pubsub } = parts
  const reads = new SharedReads(store)
  /** By name; as many as there are rooms. */
  const rooms = new Map<string, SharedLog>()
  const roomLogOf = (name: string, roomId: RoomId) => {
    const log = rooms.get(name) ?? new SharedLog(new RoomLog(roomId, { store, reads, pubsub }))
    rooms.set(name, log)
    return log
  }
  return (name) => {
    const { roomId, path } = NAME.exec(name)?.groups ?? {}
    if (roomId) return roomLogOf(name, Number(roomId))
    if (path) return new FollowedStream(path, parts.streams)
    throw new Error(`A log is named rooms/ID or streams/PATH, not "${name}".`)
  }
}
