/**
 * Decides whether a browser has what Rill's script needs. The oldest browsers with all of it are Chrome 123, Firefox 126
 * and Safari 17.5, two and a half years old; `build.ts` builds for those. A browser that lacks something keeps the page
 * as the server rendered it, which works without a script: half a script would say that it is connected and show nothing.
 * `old-browsers.js` does the same for browsers that cannot even read the script.
 */

/** By name, for the note on the page, whether the browser has it. */
const FEATURES: Readonly<Record<string, () => boolean>> = {
  'Element.checkVisibility': () => 'checkVisibility' in Element.prototype,
  HTMLDialogElement: () => 'HTMLDialogElement' in globalThis && 'showModal' in HTMLDialogElement.prototype,
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
  return Object.keys(FEATURES).find((name) => !FEATURES[name]!()) ?? null
}

/** Shows the page's note about old browsers, and tells the style sheet that no script will come. */
export function explainOldBrowser(missing: string): void {
  document.documentElement.dataset.unsupported = ''
  document.querySelector('.old-browser > [data-lacks]')!.textContent = ` (it lacks ${missing})`
}
