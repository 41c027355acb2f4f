/** Where messages are written: keys, length, draft. */
import { isVisible } from '../../server/chat/visible.ts'
import { hold, letGo } from '../live/held.ts'
import { keyOf } from '../live/keys.ts'
import { DRAFT_KIND, describeText, markShown, sayProblem, shownRoom } from './composer-text.ts'
import { Drafts } from './drafts.ts'
import { problemWith } from './message-limit.ts'
import { composerField, composerForm, focusComposer } from './room-elements.ts'
import { isPlainEnter, isTouch } from './text-field.ts'

export interface ComposerHooks {
  onSend(roomId: string, body: string): void
  /** ArrowUp in the empty composer. */
  onEditLast(): void
}

export class Composer {
  readonly #hooks: ComposerHooks
  /** By room. */
  readonly #drafts = new Drafts(DRAFT_KIND)

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
      if (event.target === composerField()) this.#onInput()
    })
    document.addEventListener('keydown', (event) => this.#onKey(event))
    this.#drafts.onChanged((roomId, draft) => {
      if (roomId !== this.roomId) return false
      this.#show(draft?.text ?? '')
      return true
    })
  }

  /** A room was opened: its draft is put into the field. */
  open(): void {
    const { roomId } = this
    const field = composerField()
    if (!field || !roomId) return
    // Text that was typed before this script ran, or restored by the browser, is newer than the draft.
    if (shownRoom(field) === undefined && field.value !== '') this.#onInput()
    else {
      const draft = this.#drafts.open(roomId)?.text ?? ''
      const isTyped = shownRoom(field) === roomId && field.value !== '' && field.value !== draft
      if (isTyped) this.#onInput()
      else this.#show(draft)
    }
    markShown(field, roomId)
    if (!isTouch()) field.focus({ preventScroll: true })
  }

  get roomId(): string | null {
    return composerForm()?.dataset.roomId ?? null
  }

  /** Whether what is written here will be there after a reload. */
  get keepsDrafts(): boolean {
    return this.#drafts.keepsAll
  }

  /** Puts a text into the field, and focuses it, unless something else is written there. */
  offer(text: string): void {
    const field = composerField()
    if (field?.value !== '') return
    this.putBack(text)
    field.focus()
  }

  /** Puts a text into the field, or keeps it for when what is written there is sent. Returns whether it is in the field. */
  putBack(text: string): boolean {
    const field = composerField()
    if (!field || !this.roomId) return false
    if (field.value !== '') {
      this.#drafts.add(this.roomId, { text })
      return false
    }
    this.#show(text)
    this.#onInput()
    return true
  }

  #send(): void {
    const { roomId } = this
    const field = composerField()
    if (!field || !roomId) return
    const problem = problemWith(field.value)
    if (problem !== null) return sayProblem(problem)
    const body = field.value.trimEnd()
    if (!isVisible(body)) return field.focus()
    // Emptied before anything is awaited: what is typed next belongs to the next message.
    this.#drafts.drop(roomId)
    this.#show('')
    focusComposer()
    this.#hooks.onSend(roomId, body)
  }

  #onInput(): void {
    const { roomId } = this
    const field = composerField()
    if (!field || !roomId) return
    this.#drafts.keep(roomId, { text: field.value })
    this.#describe(field)
  }

  #describe(field: HTMLTextAreaElement): void {
    describeText(field)
    this.#allowSending(isVisible(field.value))
  }

  /** Patches leave the button as it is. */
  #allowSending(isAllowed: boolean): void {
    const send = composerForm()?.querySelector('button')
    if (!send) return
    if (isAllowed) letGo(send, 'attribute disabled')
    else hold(send, 'attribute disabled', '')
  }

  #show(text: string): void {
    const field = composerField()
    if (!field) return
    field.value = text
    this.#describe(field)
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
}
