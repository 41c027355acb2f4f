/** One's bots: making them, and revoking them. */
import type { NewBot } from '../chat/bots.ts'
import type { Bot } from '../chat/entities.ts'
import { type BotListEvent, botsTopic, type RoomListEvent } from '../chat/events.ts'
import { RillError } from '../errors.ts'
import { type Html, html } from '../live/html.ts'
import type { Params } from '../live/live-view.ts'
import {
  type BotForm,
  botList,
  botsIntroduction,
  botToken,
  NO_BOT_YET,
  newBotForm,
  refusedBot,
} from './components/bots.ts'
import { shell } from './components/shell.ts'
import { changeMessages } from './message-changes.ts'
import { fieldsOf, idIn } from './params.ts'
import type { ViewSession } from './session.ts'
import { type SidebarAssigns, SidebarView } from './sidebar-view.ts'

interface Assigns extends SidebarAssigns {
  bots: readonly Bot[]
  form: BotForm
  /** The bot that was made here last, while its token is shown. */
  made: NewBot | null
}

export class BotsView extends SidebarView<Assigns> {
  override async mount(_params: Params, { user }: ViewSession): Promise<void> {
    // Before the list is read, so that no change falls between.
    this.subscribe(botsTopic(user.id), async () => this.#show(await this.chat.bots.botsOf(user)))
    await this.mountSidebar(user)
    this.assign({ bots: await this.chat.bots.botsOf(user), form: NO_BOT_YET, made: null })
  }

  override async handleEvent(name: string, payload: unknown): Promise<void> {
    const sent = fieldsOf(payload)
    switch (name) {
      case 'create_bot':
        return await this.#create(sent)
      case 'revoke_bot':
        return await this.#revoke(sent.id)
      default:
        return this.reply(await changeMessages(this.chat, this.assigns.user, name, payload))
    }
  }

  override async handleInfo(event: RoomListEvent | BotListEvent): Promise<void> {
    if (event.kind === 'bots_changed') this.#show(event.bots)
    else await super.handleInfo(event)
  }

  override title(): string {
    return 'Bots'
  }

  override render({ bots, form, made }: Assigns): Html {
    const content = html`<main class="page"><section class="card">
        ${this.component('bots-introduction', botsIntroduction)}
        ${this.component('bot-token', botToken, made)}
        ${this.component('bot-list', botList, bots)}
        ${this.component('new-bot', newBotForm, form)}
      </section></main>`
    return shell('room', this.sidebar(), content)
  }

  #show(bots: readonly Bot[]): void {
    const made = bots.some(({ id }) => id === this.assigns.made?.bot.id) ? this.assigns.made : null
    this.assign({ bots, made })
  }

  async #create(sent: Readonly<Record<string, unknown>>): Promise<void> {
    try {
      const made = await this.chat.bots.createBot(this.assigns.user, { name: sent.name })
      this.assign({ form: NO_BOT_YET, made })
      this.putFlash('info', `${made.bot.name} is ready. Copy its token now.`)
    } catch (error) {
      if (!(error instanceof RillError)) throw error
      this.assign({ form: refusedBot(sent, error.fields) })
      // Not about a field: there are bots enough, say. The form keeps what was typed and the person is told.
      if (Object.keys(error.fields).length === 0) this.putFlash('error', error.message)
    }
  }

  async #revoke(sentId: unknown): Promise<void> {
    const id = idIn(sentId, 'This bot')
    const name = this.assigns.bots.find((bot) => bot.id === id)?.name
    await this.chat.bots.revokeBot(this.assigns.user, id)
    this.putFlash('info', `${name} is revoked.`)
  }
}
