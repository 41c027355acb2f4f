/** The parts of the page of a person's bots. */
import type { NewBot } from '../../chat/bots.ts'
import type { Bot } from '../../chat/entities.ts'
import { js } from '../../live/commands.ts'
import { type Html, html } from '../../live/html.ts'
import { avatar } from './avatar.ts'
import { field } from './field.ts'

/** The form that makes a bot, as it is filled in. */
export interface BotForm {
  readonly name: string
  readonly errors: Readonly<Record<string, string>>
}

export const NO_BOT_YET: BotForm = { name: '', errors: {} }

/** The form as it was sent, with what is wrong with it. */
export function refusedBot(sent: { readonly name?: unknown }, errors: BotForm['errors']): BotForm {
  return { name: String(sent.name ?? ''), errors }
}

export function botsIntroduction(): Html {
  return html`<header id="bots-introduction" class="introduction"><h1 id="bots-title" tabindex="-1">Bots</h1>
    <p class="muted">A bot is a program of yours that reads the rooms and writes in them, under a name of its own.</p>
  </header>`
}

/** The one sight of a token there is; an empty place before. */
export function botToken(made: NewBot | null): Html {
  if (!made) return html`<div id="bot-token" hidden></div>`
  return html`<div id="bot-token" class="token" role="group" aria-labelledby="bot-token-title">
    <h2 id="bot-token-title">The token of <bdi>${made.bot.name}</bdi></h2>
    <p>Copy it now: it is shown this once. Whoever has it writes as this bot.</p>
    <div class="token-line"><code id="bot-token-text">${made.token}</code><button type="button" data-copy="bot-token-text">Copy</button></div>
  </div>`
}

export function botList(bots: readonly Bot[]): Html {
  if (bots.length === 0) return html`<p id="bot-list" class="muted">You have no bot yet.</p>`
  return html`<ul id="bot-list" class="bot-list" aria-label="Your bots">${bots.map(botRow)}</ul>`
}

/** The question is a popover of the page: it needs no script. */
function botRow(bot: Bot): Html {
  const { id, name } = bot
  return html`<li id="bots-${id}">${avatar(bot)}<bdi class="bot-name">${name}</bdi>
    <button type="button" class="quiet" popovertarget="revoke-${id}">Revoke<span class="visually-hidden"> ${name}</span></button>
    <div id="revoke-${id}" class="confirm" popover role="dialog" aria-labelledby="revoke-${id}-title">
      <form method="post" action="/bots/${id}/revoke" live-submit="${js.push('revoke_bot').focus('#bots-title')}">
        <h2 id="revoke-${id}-title">Revoke <bdi>${name}</bdi>?</h2>
        <p>Its token stops working at once, for good. What it wrote stays.</p>
        <input type="hidden" name="id" value="${id}">
        <div class="row">
          <button class="danger">Revoke</button>
          <button type="button" class="quiet" popovertarget="revoke-${id}" popovertargetaction="hide" autofocus>Cancel</button>
        </div>
      </form>
    </div>
  </li>`
}

export function newBotForm({ name, errors }: BotForm): Html {
  return html`<form id="new-bot" class="stack" method="post" action="/bots" live-submit="create_bot" novalidate>
    ${field({ name: 'name', label: 'Name', value: name, error: errors.name, maxlength: 80, autofocus: Boolean(errors.name), hint: 'People see it beside what the bot writes.' })}
    <div class="row"><button class="primary">Create bot</button><a class="button quiet" href="/rooms" live-link="navigate">Back to the rooms</a></div>
  </form>`
}
