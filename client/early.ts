/**
 * Runs before the first paint, which waits for this small script and not for the large one: shows the drafts that make
 * something higher, so that nothing moves once the page is seen. The draft of the room goes into the composer; messages
 * with an unsaved edit are marked.
 */
import { DRAFT_KIND, describeText, markShown } from './chat/composer-text.ts'
import { DraftStorage } from './chat/draft-storage.ts'
import { shownText } from './chat/message-texts.ts'
import { composerField, composerForm, messageList } from './chat/room-elements.ts'
import { EDIT_KIND, markUnsavedEdits } from './chat/unsaved-mark.ts'
import { missingFeature } from './supported.ts'

// Without the large script nobody would drop a draft when it is sent.
if (missingFeature() === null) {
  fillComposer()
  const messages = messageList()?.querySelectorAll<HTMLElement>(':scope > article') ?? []
  markUnsavedEdits(messages, new DraftStorage(EDIT_KIND), shownText)
}

function fillComposer(): void {
  const field = composerField()
  const roomId = composerForm()?.dataset.roomId
  if (field?.value !== '' || !roomId) return
  const draft = new DraftStorage(DRAFT_KIND).of(roomId)
  if (!draft) return
  field.value = draft.text
  markShown(field, roomId)
  describeText(field)
}
