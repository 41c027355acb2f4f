/**
 * Events of the page that templates ask for: `live-click="NAME"` and `live-submit="NAME"`. An element is marked with
 * `data-live-busy` while its event is unanswered, and a form is not submitted twice.
 *
 * The payload of a click is the element's `live-value-*` attributes; that of a form its fields.
 */
export type Push = (name: string, payload: unknown) => Promise<unknown>

const VALUE = 'live-value-'

export function delegateEvents(root: Element, push: Push): void {
  root.addEventListener('click', (event) => {
    const element = event.target instanceof Element ? event.target.closest('[live-click]') : null
    if (!element) return
    event.preventDefault()
    void send(element, element.getAttribute('live-click')!, valuesOf(element), push)
  })
  root.addEventListener('submit', (event) => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute('live-submit')) return
    event.preventDefault()
    void send(form, form.getAttribute('live-submit')!, Object.fromEntries(new FormData(form)), push)
  })
}

async function send(element: Element, name: string, payload: unknown, push: Push): Promise<void> {
  if (element.hasAttribute('data-live-busy')) return
  element.setAttribute('data-live-busy', '')
  try {
    await push(name, payload)
  } catch (error) {
    element.dispatchEvent(new CustomEvent('live:refused', { bubbles: true, detail: error }))
  } finally {
    element.removeAttribute('data-live-busy')
  }
}

function valuesOf(element: Element): Record<string, string> {
  const values = Array.from(element.attributes).filter(({ name }) => name.startsWith(VALUE))
  return Object.fromEntries(values.map(({ name, value }) => [name.slice(VALUE.length), value]))
}
