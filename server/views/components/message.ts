/**
 * A message as a row of the stream: a function of the message alone, rendered once for all readers. A page marks which
 * messages begin a group; the browser adds what differs between readers (day separators, local times, whose it is, what
 * can be done with it).
 */
import type { Message } from '../../chat/entities.ts'
import { isLong } from '../../chat/long-text.ts'
import { type Html, html } from '../../live/html.ts'
import { authorName } from './author-name.ts'
import { avatar } from './avatar.ts'
import { bodyText } from './body-text.ts'
import { messageTime } from './message-time.ts'

export function messageRow(message: Message): Html {
  const { id, author, clientId, body, createdAt, editedAt } = message
  return html`<article id="messages-${id}" data-author-id="${author.id}" data-client-id="${clientId}">${avatar(author)}<header>${authorName(author)} ${messageTime(createdAt)}</header><p data-body class="${isLong(body) ? 'long' : null}" dir="auto">${bodyText(body)}</p>${editedAt !== null && editedMark(editedAt, createdAt)}</article>`
}

function editedMark(editedAt: number, createdAt: number): Html {
  return html`<small>edited ${messageTime(editedAt, createdAt)}</small>`
}
