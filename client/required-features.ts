/**
 * The features that Rill's script and style sheet cannot do without, each with the first version of every browser that
 * has it, by MDN's browser-compat-data (Safari's versions are those of iOS too). The oldest browsers that Rill supports
 * follow from this list: `build.ts` compiles for them, `supported.ts` checks for each feature, and a test compares the
 * documentation with them. Every browser of the last two and a half years should have a feature before you add it here.
 * At the end of 2026 the oldest of those are Chrome 125, Firefox 126 and Safari 17.5, which have all features below.
 */

export type Browser = 'chrome' | 'firefox' | 'safari'
export type RequiredFeature = keyof typeof REQUIRED_FEATURES

export const REQUIRED_FEATURES = {
  'Element.checkVisibility': { chrome: 105, firefox: 106, safari: 17.4 },
  HTMLDialogElement: { chrome: 37, firefox: 98, safari: 15.4 },
  popover: { chrome: 114, firefox: 125, safari: 17 },
  'Array.toReversed': { chrome: 110, firefox: 115, safari: 16 },
  'Array.findLast': { chrome: 97, firefox: 104, safari: 15.4 },
  'Array.at': { chrome: 92, firefox: 90, safari: 15.4 },
  'Object.hasOwn': { chrome: 93, firefox: 92, safari: 15.4 },
  'AbortSignal.any': { chrome: 116, firefox: 124, safari: 17.4 },
  BroadcastChannel: { chrome: 54, firefox: 38, safari: 15.4 },
  'CSS nesting': { chrome: 120, firefox: 117, safari: 17.2 },
  'CSS :has()': { chrome: 105, firefox: 121, safari: 15.4 },
  'CSS light-dark()': { chrome: 123, firefox: 120, safari: 17.5 },
  'CSS color-mix()': { chrome: 111, firefox: 113, safari: 16.2 },
} as const satisfies Readonly<Record<string, Readonly<Record<Browser, number>>>>

/** The first version of each browser that has every required feature. */
export const OLDEST_BROWSERS: Readonly<Record<Browser, number>> = {
  chrome: firstVersion('chrome'),
  firefox: firstVersion('firefox'),
  safari: firstVersion('safari'),
}

function firstVersion(browser: Browser): number {
  return Math.max(...Object.values(REQUIRED_FEATURES).map((versions) => versions[browser]))
}
