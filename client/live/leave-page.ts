/** Before another view's page comes: what a person and commands made of this one does not go over into that. */
import { fieldsIn } from './fields.ts'
import { letAllGo } from './held.ts'
import { forgetPending } from './timing.ts'
import { resetField } from './written.ts'

/** Has a page be as its view rendered it, with nothing waiting to be sent. */
export function leavePage(root: Element): void {
  forgetPending(root)
  letAllGo(root)
  for (const field of fieldsIn(root)) resetField(field)
}
