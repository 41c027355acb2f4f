/** What stands at the ends of the loaded messages: that more is loading, that it failed, or a way to ask for it. */
import type { Edge } from '../live/stream-window.ts'
import { button } from './button.ts'

/** Makes the ends ready for the browser: their links load in place, and a failed page can be asked for again. */
export function equipEdges(container: Element): void {
  equip(container, 'start', 'Older messages')
  equip(container, 'end', 'Newer messages')
}

function equip(container: Element, edge: Edge, label: string): void {
  const element = container.querySelector(`#messages-${edge}`)
  if (!element || element.querySelector('.history-status')) return
  const link = element.querySelector('.history-link') ?? element.appendChild(button(label, { load: edge }))
  link.setAttribute('data-load', edge)
  link.classList.add('history-link')
  const status = document.createElement('div')
  status.className = 'history-status'
  const loading = document.createElement('p')
  loading.className = 'history-loading'
  loading.textContent = 'Loading…'
  const failed = document.createElement('p')
  failed.className = 'history-failed'
  failed.append('These messages could not be loaded. ', button('Retry', { load: edge }))
  status.append(loading, failed)
  element.append(status)
}
