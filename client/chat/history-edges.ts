/** What stands at the ends of the rows that are loaded: that more is loading, that it failed, or a way to ask for it. */
import type { Edge } from '../live/stream-window.ts'
import { button } from './button.ts'

/** Makes an end ready for the browser: its link loads in place, and a failed page can be asked for again. */
export function equipEdge(container: Element, edge: Edge, label: string): void {
  const element = container.querySelector(`:scope > [data-edge="${edge}"]`)
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
  failed.append('This could not be loaded. ', button('Retry', { load: edge }))
  status.append(loading, failed)
  element.append(status)
}
