/**
 * What Escape does: the first of these layers that is open closes, and nothing else happens. An input method comes before
 * all of them, and so does a modal dialog, which the browser closes.
 */
import { keyOf } from '../live/keys.ts'

const ORDER = ['menu', 'toolbar', 'editor', 'search'] as const
export type EscapeLayer = (typeof ORDER)[number]

const layers = new Map<EscapeLayer, () => boolean>()

/** Registers a layer; `close` closes it and returns true, or returns false when it is not open. */
export function onEscape(layer: EscapeLayer, close: () => boolean): void {
  layers.set(layer, close)
}

export function startEscape(): void {
  document.addEventListener('keydown', (event) => {
    if (keyOf(event) !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return
    if (ORDER.some((layer) => layers.get(layer)?.())) event.preventDefault()
  })
}
