/** The logs of the rooms, for whoever may read the room: `/rooms/:roomId/log`, by the Durable Streams protocol. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Chat } from '../chat/chat.ts'
import { personBehind } from '../chat/entities.ts'
import type { Work } from '../chat/limits.ts'
import type { RoomLogStore } from '../chat/store.ts'
import { answerError } from '../durable/http/errors.ts'
import { EVENT_TIMES } from '../durable/http/events.ts'
import { UserReaders } from '../durable/http/live-readers.ts'
import { tailHeaders } from '../durable/http/log-headers.ts'
import { answerRead } from '../durable/http/read.ts'
import { ReadableRoomLog } from '../durable/readable-room-log.ts'
import type { Subscribable } from '../durable/room-log.ts'
import { StreamError } from '../durable/stream-error.ts'
import { RillError } from '../errors.ts'
import { FREE } from '../free-routes.ts'
import { type Caller, callerOf } from './caller.ts'
import { positiveInteger } from './params.ts'

const LOG = '/rooms/:roomId/log'
const METHODS = ['GET', 'HEAD', 'OPTIONS']
const ALLOW = METHODS.join(', ')
const MAX_LIVE_PER_USER = 50
/** Milliseconds. */
const LONG_POLL = 20_000

export interface RoomLogOptions {
  readonly chat: Chat
  readonly store: RoomLogStore
  readonly pubsub: Subscribable
  /** Milliseconds since 1970. */
  readonly now: () => number
}

type LogRequest = FastifyRequest<{ Params: { roomId: string } }>

export async function roomLogRoutes(app: FastifyInstance, { chat, store, pubsub, now }: RoomLogOptions): Promise<void> {
  const readers = new UserReaders(MAX_LIVE_PER_USER)
  const reading = { longPoll: LONG_POLL, events: EVENT_TIMES, cache: 'asked' as const, now }
  const config = { takesToken: true, ownOriginReads: true }

  app.setErrorHandler(answerError)
  app.addHook('preClose', async () => readers.dismiss())

  /** The log that the request asks for, and who asks, who pays for the work. Rejects with `unauthenticated`, `rate_limited` or `not_found`. */
  async function open(request: LogRequest, work: Work): Promise<{ log: ReadableRoomLog; caller: Caller }> {
    const roomId = positiveInteger(request.params.roomId)
    if (roomId === null) throw noRoom()
    const admit = async (isFirst: boolean) => {
      const caller = await callerOf(chat, request)
      if (!caller) throw new StreamError('unauthenticated', 'This needs a session or the token of a bot.')
      if (isFirst) await chat.limits.take(work, caller.author)
      if (!(await chat.rooms.readableRoom(caller.author, roomId))) throw noRoom()
      return caller
    }
    const caller = await admit(true)
    const admitAgain = async () => void (await admit(false))
    const log = new ReadableRoomLog({ roomId, store, pubsub, admit: admitAgain, endTopic: caller.endTopic })
    return { log, caller }
  }

  app.get(LOG, { exposeHeadRoute: false, config }, async (request: LogRequest, reply) => {
    const { log, caller } = await open(request, 'log_page')
    const { author } = caller
    const pay = (blocks: number) => chat.limits.take('log_events', author, blocks)
    return answerRead(log, request, reply, { ...reading, readers: readers.of(personBehind(author)), pay })
  })
  app.head(LOG, { config }, async (request: LogRequest, reply) => {
    const { log } = await open(request, 'visit')
    return answerHead(log, reply)
  })
  app.options(LOG, { config: FREE }, async (_request, reply) => reply.header('allow', ALLOW).status(204).send())
  app.route({
    method: app.supportedMethods.filter((method) => !METHODS.includes(method)),
    url: LOG,
    config: FREE,
    // Before a body is read.
    onRequest: async (_request, reply) => {
      reply.header('allow', ALLOW)
      throw new RillError('method_not_allowed', 'The log of a room can only be read.')
    },
    handler: () => undefined,
  })
}

async function answerHead(log: ReadableRoomLog, reply: FastifyReply): Promise<FastifyReply> {
  tailHeaders(reply, await log.state())
  return reply.header('content-type', log.contentType).header('cache-control', 'private, no-store').send()
}

function noRoom(): StreamError {
  return new StreamError('not_found', 'This room does not exist.')
}
