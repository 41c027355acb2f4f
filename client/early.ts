/**
 * Runs before the first paint, which waits for this small script and not for the large one: puts the draft into the
 * composer, so that the composer does not grow, and the messages above it do not move, when the page is seen already.
 */
import { DRAFT_KIND, describeText, markShown } from './chat/composer-text.ts'
import { storedText } from './chat/draft-storage.ts'
import { composerField, composerForm } from './chat/room-elements.ts'
import { missingFeature } from './supported.ts'

const field = composerField()
const roomId = composerForm()?.dataset.roomId
// Without the large script nobody would drop the draft when it is sent.
if (field?.value === '' && roomId && missingFeature() === null) {
  const text = storedText(DRAFT_KIND, roomId)
  if (text !== null) {
    field.value = text
    markShown(field, roomId)
    describeText(field)
  }
}
