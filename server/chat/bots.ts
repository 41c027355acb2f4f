/** Bots: programs of a person that write under names of their own, each with a token. */
import { notFound, RillError } from '../errors.ts'
import type { Bot, User, UserId } from './entities.ts'
import { type BotListEvent, botsTopic, botTopic } from './events.ts'
import type { Broadcaster, DomainParts } from './messages.ts'
import { RateLimiter } from './rate-limiter.ts'
import type { Store } from './store.ts'
import { botName } from './text.ts'
import { hashOf, newToken } from './tokens.ts'

const TOKEN_PREFIX = 'rill_bot_'
/** Each bot may write as much as a person, so nobody is given any number of them. */
export const BOT_LIMIT = 20

/** A bot that has just been made, with the only sight of its token there will ever be. */
export interface NewBot {
  readonly bot: Bot
  readonly token: string
}

export class Bots {
  readonly #store: Store
  readonly #pubsub: Broadcaster
  readonly #now: () => number
  readonly #limits: RateLimiter

  constructor({ store, pubsub, now, limits = new RateLimiter() }: DomainParts) {
    this.#store = store
    this.#pubsub = pubsub
    this.#now = now
    this.#limits = limits
  }

  /** A person's bots, in the order in which they were made. */
  botsOf(owner: User): Promise<Bot[]> {
    return this.#store.bots.list(owner.id)
  }

  /** Makes a bot; rejects with the field that is wrong, `conflict` when there are enough. */
  async createBot(owner: User, input: { name: unknown }): Promise<NewBot> {
    const name = botName(input.name)
    if ((await this.botsOf(owner)).length >= BOT_LIMIT) {
      throw new RillError('conflict', `You have ${BOT_LIMIT} bots already. Revoke one that you do not need.`)
    }
    await this.#limits.take('bot', owner.id)
    const token = newToken(TOKEN_PREFIX)
    const bot = await this.#store.bots.create({ name, ownerId: owner.id, tokenHash: hashOf(token), at: this.#now() })
    await this.#tellOwner(owner)
    return { bot, token }
  }

  /** Ends a bot of the caller: its token is no longer valid, requests that wait on it end, and its messages stay. */
  async revokeBot(owner: User, id: UserId): Promise<void> {
    if (!(await this.#store.bots.revoke(id, owner.id))) throw notFound('This bot')
    this.#pubsub.broadcast(botTopic(id), null)
    await this.#tellOwner(owner)
  }

  /** The bot with this token; null when there is none, or it was revoked. */
  findByToken(token: string): Promise<Bot | null> {
    return this.#store.bots.findByTokenHash(hashOf(token))
  }

  async #tellOwner(owner: User): Promise<void> {
    const bots = await this.botsOf(owner)
    this.#pubsub.broadcast(botsTopic(owner.id), { kind: 'bots_changed', bots } satisfies BotListEvent)
  }
}
