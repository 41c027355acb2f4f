/**
 * Editing a message where it stands. The editor belongs to this browser: what becomes of the message meanwhile changes the
 * message behind it, and what is being written stays. It is kept as a draft with every key, so that Escape, another page
 * and a reload take nothing away.
 */
import { versionOf } from '../../server/chat/text-version.ts'
import { isVisible } from '../../server/chat/visible.ts'
import type { RowsChanged } from '../live/row-change.ts'
import { confirmed } from './confirm.ts'
import { dropEditDraft, type EditDraft, editDraftOf, editDrafts, messagesWithEdits } from './edit-drafts.ts'
import { onEscape } from './escape.ts'
import { showFlash } from './flash.ts'
import { problemWith } from './message-limit.ts'
import type { SourceText } from './message-texts.ts'
import { OpenEditor } from './open-editor.ts'
import { isOwn } from './person.ts'
import { closestTo, focusComposer, messageList } from './room-elements.ts'
import { isPlainEnter } from './text-field.ts'
import { keepTypingOut } from './typing.ts'
import { editKey, markUnsavedEdits } from './unsaved-mark.ts'

export interface EditorHooks {
  /** The text of a message as its author wrote it last, with what is not confirmed yet. */
  textOf(message: HTMLElement): SourceText
  /** An edit of the message that was refused: its text, and the versions of the message that it was to replace. */
  refusedEdit(message: HTMLElement): { readonly body: string; readonly replaces?: readonly string[] } | undefined
  /** Asks the server for the text of a message, and has `textOf` know it. */
  ask(message: HTMLElement): Promise<void>
  /** Gives up an edit of the message that was refused. */
  giveUpRefused(message: HTMLElement): void
  edit(message: HTMLElement, body: string, replaces: readonly string[]): void
  delete(message: HTMLElement): void
  /** Gives back what was written into a message that is gone; returns whether it is in the composer now. */
  giveBack(text: string): boolean
}

export class MessageEditor {
  readonly #hooks: EditorHooks
  /** The only open editor. */
  #open: OpenEditor | null = null

  constructor(hooks: EditorHooks) {
    this.#hooks = hooks
  }

  start(root: Element): void {
    root.addEventListener('submit', (event) => {
      if (event.target !== this.#open?.form) return
      event.preventDefault()
      void this.#save(this.#open)
    })
    root.addEventListener('click', ({ target }) => this.#onClick(target))
    root.addEventListener('input', ({ target }) => {
      if (this.#open && target === this.#open.field) this.#open.keep()
    })
    root.addEventListener('keydown', (event) => this.#onKey(event as KeyboardEvent))
    root.addEventListener('live:rows', (event) => this.#onRows((event as CustomEvent<RowsChanged>).detail))
    onEscape('editor', () => {
      const isOpen = this.#open?.form.isConnected ?? false
      if (isOpen) this.#leave()
      return isOpen
    })
    editDrafts.onChanged(() => {
      this.check()
      // An open editor never takes over what another tab writes.
      return false
    })
  }

  /** Opens the editor in a message, with the cursor at the end of its text, or of the edit of it that was begun. */
  open(message: HTMLElement): void {
    if (this.#open?.form.parentElement === message) return this.#open.field.focus()
    this.#close()
    const source = this.#hooks.textOf(message)
    this.#open = new OpenEditor(message, source, this.#begun(message, source))
    this.check()
    this.#open.focus()
    if (!source.isSure) void this.#ask(message)
  }

  /** Makes the editor agree with what has become of its message, and marks the messages that have an unsaved edit. */
  check(): void {
    const list = messageList()
    this.#check(list ? messagesWithEdits(list) : [])
  }

  /** To be called when the article of a message without a row is removed. The edit continues in `row`, if there is one. */
  release(article: HTMLElement, row: HTMLElement | null): void {
    if (!row) this.#gone(article, messageList()?.getAttribute('data-end') === 'more' ? 'unloaded' : 'deleted')
    else if (this.#open?.message === article) this.#open.moveTo(row)
  }

  /** The edit that was begun and not saved, or that was refused. */
  #begun(message: HTMLElement, { body, isSure }: SourceText): EditDraft | null {
    editDrafts.open(editKey(message))
    const draft = editDraftOf(message, body)
    if (draft) return draft
    const refused = this.#hooks.refusedEdit(message)
    if (!refused || refused.body === body) return null
    const isOfThis = refused.replaces?.includes(versionOf(body)) ?? true
    return { text: refused.body, base: isOfThis ? body : null, isFromPage: !isSure || undefined }
  }

  async #ask(message: HTMLElement): Promise<void> {
    try {
      await this.#hooks.ask(message)
      this.check()
    } catch {
      // Without a connection the text is the one that was read from the page. Should that not be what the server has, then
      // the edit is refused: its version is another.
    }
  }

  async #save(open: OpenEditor): Promise<void> {
    const body = open.field.value.trimEnd()
    const problem = problemWith(body)
    if (problem !== null) return open.showProblem(problem)
    if (!isVisible(body)) {
      if (!(await confirmed('confirm-delete'))) return open.field.focus()
      this.#hooks.delete(open.message)
    } else if (body !== open.replaces.trimEnd()) {
      if (open.holdBack()) return
      this.#hooks.edit(open.message, body, [versionOf(open.replaces)])
    }
    // Not before the outbox has it.
    editDrafts.drop(editKey(open.message))
    this.#leave()
  }

  #onClick(target: EventTarget | null): void {
    const { action } = closestTo(target, '.message-editor [data-action], .unsaved-edit [data-action]')?.dataset ?? {}
    const message = closestTo(target, 'article')
    if (!action || !message) return
    const open = this.#open?.message === message ? this.#open : null
    if (action === 'continue-edit') this.open(message)
    else if (action === 'use-theirs' && open) {
      this.#hooks.giveUpRefused(message)
      open.startOver()
    } else if (action === 'keep-mine' && open) open.insist()
    else {
      if (open) editDrafts.drop(editKey(message))
      else dropEditDraft(message)
      if (open && action === 'discard-edit') open.startOver()
      else if (open) this.#leave()
      this.check()
    }
  }

  #onKey(event: KeyboardEvent): void {
    if (!this.#open || event.target !== this.#open.field || !isPlainEnter(event)) return
    event.preventDefault()
    // Enter held down does not confirm a question that nobody has read.
    if (!event.repeat) this.#open.form.requestSubmit()
  }

  #onRows({ restacked, updated, deleted, unloaded }: RowsChanged): void {
    for (const row of deleted.values()) if (row) this.#gone(row as HTMLElement, 'deleted')
    for (const row of unloaded) this.#gone(row as HTMLElement, 'unloaded')
    this.#check(new Set([...restacked, ...updated]) as Set<HTMLElement>)
  }

  /** As `check`; only these messages can have got or lost an unsaved edit. */
  #check(messages: Iterable<HTMLElement>): void {
    markUnsavedEdits(messages, editDrafts, (message) => this.#hooks.textOf(message).body)
    if (this.#open?.form.isConnected) this.#open.compare(this.#hooks.textOf(this.#open.message))
  }

  /** A message has left the page. One that was deleted gives back what was written into it. */
  #gone(message: HTMLElement, how: 'deleted' | 'unloaded'): void {
    // Another person's message may have the same client id, and so the same key.
    if (!isOwn(message)) return
    const isOpen = this.#open?.message === message
    const key = editKey(message)
    const draft = editDrafts.places().has(key) ? editDrafts.of(key) : null
    if (isOpen) {
      this.#open = null
      // The rest of the sentence, and the Enter that was meant to save, must not go to the composer and send it.
      document.querySelector<HTMLElement>('.scroller')?.focus({ preventScroll: true })
      keepTypingOut()
    }
    if (how === 'unloaded') {
      if (isOpen && draft) showFlash('info', 'Your edit is kept: go back to its message to finish it.')
    } else if (draft) {
      dropEditDraft(message)
      const where = this.#hooks.giveBack(draft.text) ? 'is' : 'will be'
      showFlash('info', `The message was deleted; what you typed ${where} in the composer.`)
    } else if (isOpen) showFlash('info', 'The message that you were editing was deleted.')
  }

  #leave(): void {
    this.#close()
    focusComposer()
  }

  /** Closes the editor. The draft stays, for when the editor is opened again. */
  #close(): void {
    this.#open?.close()
    this.#open = null
    this.check()
  }
}
