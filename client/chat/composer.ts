/** Where messages are written: keys, length, draft. */
import { keyOf } from '../live/keys.ts'
import { draftOf, keepDraft, onDraftChanged } from './drafts.ts'
import { messageLimit, problemWith } from './message-limit.ts'
import { composerField, composerForm, focusComposer } from './room-elements.ts'
import { growWithText, isPlainEnter, isTouch } from './text-field.ts'

/** From this share of the limit on, the characters left are shown. */
const NEAR_LIMIT = 0.9

export interface ComposerHooks {
  onSend(roomId: string, body: string): void
  /** ArrowUp in the empty composer. */
  onEditLast(): void
}

export class Composer {
  readonly #hooks: ComposerHooks
  /** Whether what stands in the field is of this tab, and not merely the draft. */
  #isWrittenHere = false

  constructor(hooks: ComposerHooks) {
    this.#hooks = hooks
  }

  start(): void {
    document.addEventListener('submit', (event) => {
      if (event.target !== composerForm()) return
      event.preventDefault()
      this.#send()
    })
    document.addEventListener('input', (event) => {
      if (event.target !== composerField()) return
      this.#isWrittenHere = true
      this.#onInput()
    })
    document.addEventListener('keydown', (event) => this.#onKey(event))
    onDraftChanged((roomId, draft) => this.#onDraftChanged(roomId, draft))
  }

  /** A room was opened: its draft is put into the field. */
  open(): void {
    const field = composerField()
    if (!field || !this.roomId) return
    // What was typed before this script ran, or restored by the browser, is newer than the draft.
    const isOther = field.dataset.roomId !== undefined && field.dataset.roomId !== this.roomId
    if (isOther || field.value === '') this.#show(draftOf(this.roomId))
    else this.#isWrittenHere = true
    if (field.dataset.roomId === undefined) growWithText(field)
    field.dataset.roomId = this.roomId
    this.#onInput()
    if (!isTouch()) field.focus({ preventScroll: true })
  }

  get roomId(): string | null {
    return composerForm()?.dataset.roomId ?? null
  }

  /** Puts text into the field if it is empty. */
  offer(text: string): void {
    const field = composerField()
    if (field?.value !== '') return
    this.#show(text)
    this.#isWrittenHere = true
    field.focus()
  }

  #send(): void {
    const { roomId } = this
    const field = composerField()
    if (!field || !roomId) return
    const problem = problemWith(field.value)
    if (problem !== null) return this.#say(problem)
    const body = field.value.trimEnd()
    if (body.trim() === '') return field.focus()
    // Emptied before anything is awaited: what is typed next belongs to the next message.
    this.#show('')
    focusComposer()
    this.#hooks.onSend(roomId, body)
  }

  #onInput(): void {
    const { roomId } = this
    const field = composerField()
    if (!field || !roomId) return
    keepDraft(roomId, field.value)
    const left = messageLimit() - field.value.length
    const counter = document.getElementById('composer-counter')
    if (counter) counter.textContent = left < messageLimit() * (1 - NEAR_LIMIT) ? `${left} characters left` : ''
    this.#say(problemWith(field.value) ?? '')
  }

  /** In another tab; what was written in this one stays. */
  #onDraftChanged(roomId: string, draft: string): void {
    if (roomId === this.roomId && !this.#isWrittenHere) this.#show(draft)
  }

  #show(text: string): void {
    const field = composerField()
    if (!field) return
    field.value = text
    this.#isWrittenHere = false
    this.#onInput()
  }

  #onKey(event: KeyboardEvent): void {
    if (event.target === composerField()) this.#onFieldKey(event)
  }

  #onFieldKey(event: KeyboardEvent): void {
    if (isPlainEnter(event)) {
      event.preventDefault()
      // Enter held down is one message.
      if (!event.repeat) this.#send()
    } else if (keyOf(event) === 'ArrowUp' && composerField()?.value === '') {
      event.preventDefault()
      this.#hooks.onEditLast()
    }
  }

  #say(note: string): void {
    const element = document.getElementById('composer-note')
    if (element && element.textContent !== note) element.textContent = note
  }
}
