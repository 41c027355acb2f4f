/**
 * Runs before the first paint, which waits for this small script and not for the large one: shows the drafts that make
 * something higher, so that nothing moves once the page is seen. The draft of the room goes into the composer; messages
 * with an unsaved edit are marked.
 */
import { DRAFT_KIND, describeText, markShown } from './chat/composer-text.ts'
import { DraftStorage } from './chat/draft-storage.ts'
import { shownText } from './chat/message-texts.ts'
import { isOwn } from './chat/person.ts'
import { composerField, composerForm, messageList } from './chat/room-elements.ts'
import { changesText, EDIT_KIND, editKey, markUnsaved } from './chat/unsaved-mark.ts'
import { missingFeature } from './supported.ts'

// Without the large script nobody would drop a draft when it is sent.
if (missingFeature() === null) {
  fillComposer()
  markUnsavedEdits()
}

function fillComposer(): void {
  const field = composerField()
  const roomId = composerForm()?.dataset.roomId
  if (field?.value !== '' || !roomId) return
  const draft = new DraftStorage(DRAFT_KIND).shown(roomId)
  if (!draft) return
  field.value = draft.text
  markShown(field, roomId)
  describeText(field)
}

function markUnsavedEdits(): void {
  const drafts = new DraftStorage(EDIT_KIND)
  const places = drafts.places()
  if (places.size === 0) return
  for (const message of messageList()?.querySelectorAll<HTMLElement>(':scope > article') ?? []) {
    const key = editKey(message)
    if (!places.has(key) || !isOwn(message)) continue
    markUnsaved(message, changesText(drafts.shown(key), shownText(message)))
  }
}
