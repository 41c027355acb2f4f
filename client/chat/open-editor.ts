/** An editor that is open in a message: what is written in it, what that started from, and what the message says by now. */
import { hideConflict, showConflict } from './edit-conflict.ts'
import { type EditDraft, editDrafts } from './edit-drafts.ts'
import type { SourceText } from './message-texts.ts'
import { copyOf } from './template.ts'
import { growWithText, isTouch } from './text-field.ts'
import { editKey } from './unsaved-mark.ts'

export class OpenEditor {
  readonly form = copyOf('message-editor-template') as HTMLFormElement
  readonly field = this.form.querySelector('textarea')!
  #message: HTMLElement
  /** The text of the message that the edit started from; null when that is not known any more. */
  #base: string | null
  /** The text that the message has by now, if that is another one. */
  #theirs: string | null = null
  /** Whether an attempt to save was held back because of that. */
  #isRefused = false
  /** Whether the base is what the page showed, and not known to be the text of the message. */
  #isFromPage: boolean

  /** Opens in a message, with the edit of it that was begun, if there is one. */
  constructor(message: HTMLElement, { body, isSure }: SourceText, begun: EditDraft | null) {
    this.#message = message
    this.#isFromPage = begun ? begun.isFromPage === true : !isSure
    this.#base = begun ? begun.base : body
    // A field that says the same as its default is one that nothing was written into.
    this.field.defaultValue = body
    this.field.value = begun?.text ?? body
    this.#part('.edit-unsaved').hidden = begun === null
    this.#part('.hint').hidden = isTouch()
    this.#place(message)
    growWithText(this.field)
  }

  get message(): HTMLElement {
    return this.#message
  }

  /** The text that saving replaces, as far as the person has been shown it. */
  get replaces(): string {
    return this.#theirs ?? this.#base ?? ''
  }

  /** Puts the cursor at the end of the text. */
  focus(): void {
    this.field.focus()
    this.field.setSelectionRange(this.field.value.length, this.field.value.length)
    this.form.scrollIntoView({ block: 'nearest' })
  }

  /** Goes on in another element of the same message, with the cursor where it was. */
  moveTo(message: HTMLElement): void {
    const { selectionStart, selectionEnd } = this.field
    const hadFocus = this.field === document.activeElement
    this.#message = message
    this.#place(message)
    if (hadFocus) this.field.focus({ preventScroll: true })
    this.field.setSelectionRange(selectionStart, selectionEnd)
  }

  /** Keeps what is written as a draft. */
  keep(): void {
    const key = editKey(this.#message)
    if (this.field.value === this.#base && this.#theirs === null) editDrafts.drop(key)
    else editDrafts.keep(key, { text: this.field.value, base: this.#base, isFromPage: this.#isFromPage || undefined })
  }

  /** The message says this now: an editor in which nothing was written says so too, any other shows both texts. */
  compare({ body, isSure }: SourceText): void {
    if (isSure && body === this.#base) this.#isFromPage = false
    if (body === (this.#theirs ?? this.#base)) return
    const isUntouched = this.field.value === this.#base || this.field.value.trimEnd() === body
    this.#theirs = body === this.#base ? null : body
    this.#isRefused = false
    if (this.#theirs === null) hideConflict(this.form)
    else if (isUntouched) this.startOver()
    else this.#showConflict(body)
  }

  /** Whether saving has to be held back once: the message says something else by now, which may not have been read. */
  holdBack(): boolean {
    if (this.#theirs === null || this.#isRefused) return false
    this.#isRefused = true
    this.#showConflict(this.#theirs)
    this.field.focus()
    return true
  }

  /** What the message says now has been read, and is to be replaced. */
  insist(): void {
    this.#isRefused = true
    this.form.requestSubmit()
  }

  /** Puts the text that the message has now in place of what was written. */
  startOver(): void {
    this.#base = this.replaces
    this.#theirs = null
    this.#isFromPage = false
    hideConflict(this.form)
    this.#part('.edit-unsaved').hidden = true
    this.field.defaultValue = this.#base
    this.field.value = this.#base
    this.field.dispatchEvent(new Event('input', { bubbles: true }))
  }

  showProblem(problem: string): void {
    this.#part('.field-error').textContent = problem
    this.field.focus()
  }

  close(): void {
    this.form.remove()
    this.#message.removeAttribute('data-editing')
  }

  #showConflict(body: string): void {
    const isChange = this.#base !== null && !this.#isFromPage
    showConflict(this.form, { body, isRefused: this.#isRefused, isChange })
  }

  #place(message: HTMLElement): void {
    message.append(this.form)
    message.setAttribute('data-editing', '')
  }

  #part(selector: string): HTMLElement {
    return this.form.querySelector<HTMLElement>(selector)!
  }
}
