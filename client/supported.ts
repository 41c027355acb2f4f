/**
 * Decides whether a browser has what Rill's script needs: each feature of `required-features.ts`. A browser that lacks
 * one keeps the page as the server rendered it, which works without a script: half a script would say that it is
 * connected and show nothing. `old-browsers.js` does the same for browsers that cannot even read the script.
 */
import type { RequiredFeature } from './required-features.ts'

/** Checks for each feature, by the name that the note on the page gives it. */
const CHECKS: Readonly<Record<RequiredFeature, () => boolean>> = {
  'Element.checkVisibility': () => 'checkVisibility' in Element.prototype,
  HTMLDialogElement: () => 'HTMLDialogElement' in globalThis && 'showModal' in HTMLDialogElement.prototype,
  popover: () => 'popover' in HTMLElement.prototype,
  'Array.toReversed': () => 'toReversed' in Array.prototype,
  'Array.findLast': () => 'findLast' in Array.prototype,
  'Array.at': () => 'at' in Array.prototype,
  'Object.hasOwn': () => 'hasOwn' in Object,
  'AbortSignal.any': () => 'AbortSignal' in globalThis && 'any' in AbortSignal && 'timeout' in AbortSignal,
  BroadcastChannel: () => 'BroadcastChannel' in globalThis,
  'CSS nesting': () => supports('selector(&)'),
  'CSS :has()': () => supports('selector(:has(a))'),
  'CSS light-dark()': () => supports('(color: light-dark(#fff, #000))'),
  'CSS color-mix()': () => supports('(color: color-mix(in oklab, #fff, #000))'),
}

function supports(condition: string): boolean {
  return 'CSS' in globalThis && CSS.supports(condition)
}

/** The first thing that this browser lacks; null when it has everything. */
export function missingFeature(): string | null {
  return Object.entries(CHECKS).find(([, isThere]) => !isThere())?.[0] ?? null
}

/** Shows the page's note about old browsers, and tells the style sheet that no script will come. */
export function explainOldBrowser(missing: string): void {
  document.documentElement.dataset.unsupported = ''
  document.querySelector('.old-browser > [data-lacks]')!.textContent = ` (it lacks ${missing})`
}
