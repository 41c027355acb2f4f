/** Parts of a message that the browser adds to it, as templates for it to copy: they depend on who is looking. */
import { type Html, html } from '../../live/html.ts'
import { icons } from './icons.ts'

export function messageParts(): Html {
  return html`<template id="message-actions-template">
    <div class="message-actions" role="toolbar" aria-label="Message actions" data-local>
      <button type="button" class="quiet icon-button" data-action="edit" aria-label="Edit message" title="Edit message">${icons.edit}</button>
      <button type="button" class="quiet icon-button" data-action="delete" aria-label="Delete message" title="Delete message">${icons.trash}</button>
      <button type="button" class="quiet icon-button" data-action="copy-link" aria-label="Copy link" title="Copy link">${icons.link}</button>
    </div>
  </template>
  <template id="message-more-template">
    <button type="button" class="message-more quiet icon-button" aria-label="Message actions" title="Message actions" aria-expanded="false" tabindex="-1" data-local>${icons.more}</button>
  </template>
  <template id="message-editor-template">
    <form class="message-editor" data-local>
      <p class="edit-unsaved" hidden>These changes are not saved yet. <button type="button" class="quiet" data-action="discard-edit">Discard changes</button></p>
      <textarea aria-label="Edit message" dir="auto" rows="1"></textarea>
      <div class="row">
        <button class="primary">Save</button>
        <button type="button" class="quiet" data-action="cancel">Cancel</button>
        <span class="hint">Enter saves, Escape closes</span>
      </div>
      <p class="field-error" role="alert"></p>
      <div class="edit-conflict" hidden>
        <p role="alert"></p>
        <blockquote dir="auto" tabindex="0" aria-label="What the message says now"></blockquote>
        <div class="row">
          <button type="button" class="quiet" data-action="keep-mine">Keep my text</button>
          <button type="button" class="quiet" data-action="use-theirs">Use this text</button>
        </div>
      </div>
    </form>
  </template>
  <template id="pending-message-template">
    <article data-state="pending">
      <span class="avatar" aria-hidden="true"></span>
      <header><b><bdi></bdi></b> <time></time></header>
      <p data-body dir="auto"></p>
      <p class="delivery" data-local></p>
    </article>
  </template>
  <template id="day-separator-template"><div class="day-separator" data-local><span></span></div></template>
  <dialog id="confirm-delete" class="confirm" aria-labelledby="confirm-delete-title">
    <form method="dialog">
      <h2 id="confirm-delete-title">Delete this message?</h2>
      <p>It disappears for everybody, for good.</p>
      <div class="row">
        <button class="danger" value="delete">Delete</button>
        <button class="quiet" value="cancel" autofocus>Cancel</button>
      </div>
    </form>
  </dialog>`
}
