/** Makes everything around the text in the composer agree with it: the field's height, the counter, the note. */
import { messageLimit, problemWith } from './message-limit.ts'
import { fitToText } from './text-field.ts'

/** The drafts of composers, among all that the browser stores. */
export const DRAFT_KIND = 'draft'
/** From this share of the limit on, the characters left are shown. */
const NEAR_LIMIT = 0.9

/** Gives the field the height of its text, and shows how many characters are left, and whether there are too many. */
export function describeText(field: HTMLTextAreaElement): void {
  fitToText(field)
  const left = messageLimit() - field.value.length
  const counter = document.getElementById('composer-counter')
  if (counter) counter.textContent = left < messageLimit() * (1 - NEAR_LIMIT) ? `${left} characters left` : ''
  sayProblem(problemWith(field.value) ?? '')
}

/** Text that is the same is not read out again. */
export function sayProblem(problem: string): void {
  const element = document.getElementById('composer-note')
  if (element && element.textContent !== problem) element.textContent = problem
}

/** The room whose draft was put into the field; undefined where no script has done that. */
export function shownRoom(field: HTMLTextAreaElement): string | undefined {
  return field.dataset.roomId
}

/** Notes that the draft of a room was put into the field. */
export function markShown(field: HTMLTextAreaElement, roomId: string): void {
  field.dataset.roomId = roomId
}
