/**
 * Details and dialogs, which people and scripts open and close without the view knowing. A patch changes one only when the
 * view renders another state than it rendered before.
 */
const DISCLOSURES = ['details', 'dialog'] as const

/** Whether the view has rendered an element open. */
const rendered = new WeakMap<Element, boolean>()

/** Notes the state of details and dialogs that have just come into the page, before anybody uses them. */
export function noteDisclosures(root: Element): void {
  for (const name of DISCLOSURES) {
    for (const element of root.getElementsByTagName(name)) {
      if (!rendered.has(element)) rendered.set(element, element.hasAttribute('open'))
    }
  }
}

/** Before an element is made like newer HTML of it: opens or closes it if the view has come to say so. */
export function patchDisclosure(present: Element, next: Element): void {
  if (!(present instanceof HTMLDetailsElement || present instanceof HTMLDialogElement)) return
  const isOpen = next.hasAttribute('open')
  const before = rendered.get(present)
  rendered.set(present, isOpen)
  if (before === undefined || before === isOpen || present.open === isOpen) return
  // A modal dialog that only loses the attribute stays in the way of the page.
  if (present instanceof HTMLDialogElement && !isOpen) present.close()
  else present.open = isOpen
}
