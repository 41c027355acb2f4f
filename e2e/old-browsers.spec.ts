import type { RequiredFeature } from '../client/required-features.ts'
import { composer, message, newRoom, send, uniqueName } from './support/room.ts'
import { expect, settled, test } from './support/test.ts'

/** Scripts that take each required feature away. */
const MISSING: Readonly<Record<RequiredFeature, string>> = {
  'Element.checkVisibility': 'delete Element.prototype.checkVisibility',
  HTMLDialogElement: 'delete HTMLDialogElement.prototype.showModal',
  popover: 'delete HTMLElement.prototype.popover',
  'Array.toReversed': 'delete Array.prototype.toReversed',
  'Array.findLast': 'delete Array.prototype.findLast',
  'Array.at': 'delete Array.prototype.at',
  'Object.hasOwn': 'delete Object.hasOwn',
  'AbortSignal.any': 'delete AbortSignal.any',
  BroadcastChannel: 'delete globalThis.BroadcastChannel',
  'CSS nesting': withoutCss('selector(&)'),
  'CSS :has()': withoutCss('selector(:has(a))'),
  'CSS light-dark()': withoutCss('light-dark'),
  'CSS color-mix()': withoutCss('color-mix'),
}

/** Features that Rill uses where they are there. */
const OPTIONAL: Record<string, string> = {
  'Element.moveBefore': 'delete Element.prototype.moveBefore; delete Node.prototype.moveBefore',
  'Element.setHTMLUnsafe': 'delete Element.prototype.setHTMLUnsafe',
  'crypto.randomUUID': 'delete Crypto.prototype.randomUUID',
  'navigator.clipboard': 'delete Navigator.prototype.clipboard',
  requestIdleCallback: 'delete globalThis.requestIdleCallback',
  IndexedDB: 'Object.defineProperty(globalThis, "indexedDB", { value: undefined })',
  'URL.parse': 'delete URL.parse',
  'Promise.withResolvers': 'delete Promise.withResolvers',
  'Object.groupBy': 'delete Object.groupBy; delete Map.groupBy',
  'iterator helpers':
    'for (const name of ["map", "filter", "some", "find", "toArray"]) delete Iterator.prototype[name]',
  'methods of sets': 'for (const name of ["union", "difference", "intersection"]) delete Set.prototype[name]',
}

function withoutCss(part: string): string {
  return `const { supports } = CSS; CSS.supports = (...condition) => !condition.join().includes(${JSON.stringify(part)}) && supports.apply(CSS, condition)`
}

/** A phone, and a laptop. */
const SIZES = [
  { width: 390, height: 664 },
  { width: 1_280, height: 800 },
]

test('in a browser that is too old the page works without a script, its note and its composer in view', async ({
  person,
}) => {
  const { page } = await person('Ann')
  const room = await newRoom(page, uniqueName('old browsers'))
  const old = await page.context().newPage()
  await old.addInitScript(MISSING['Array.at'])
  for (const size of SIZES) {
    await old.setViewportSize(size)
    await old.goto(room)
    await expect(old.locator('.old-browser')).toBeInViewport({ ratio: 1 })
    await expect(composer(old), `at ${size.width} x ${size.height}`).toBeInViewport({ ratio: 1 })
  }
  await composer(old).fill('without a script')
  await old.getByRole('button', { name: 'Send' }).click()
  await expect(message(old, 'without a script')).toBeVisible()
  await expect(message(page, 'without a script'), 'it reaches those who are connected').toBeVisible()
})

test('a browser that lacks a feature says which, and is not live', async ({ person }) => {
  const { page } = await person('Ann')
  const context = page.context()
  for (const [feature, removal] of Object.entries(MISSING)) {
    const old = await context.newPage()
    await old.addInitScript(removal)
    await old.goto('/rooms/1')
    await expect(old.getByText(`it lacks ${feature})`), feature).toBeVisible()
    await expect(old.locator('html'), feature).not.toHaveAttribute('data-live')
    await old.close()
  }
})

test('a browser that cannot read the script keeps the page too, and says why', async ({ person, allow }) => {
  allow(/Unexpected identifier/)
  const { page } = await person('Ann')
  await page.route('**/assets/main-*.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'of the = future' }),
  )
  await page.goto('/rooms/1')
  await expect(page.getByText('This browser is too old for live updates. You can read')).toBeVisible()
  const text = uniqueName('without a script')
  await composer(page).fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(message(page, text)).toBeVisible()
})

test('a browser that lacks all that can be done without is live all the same', async ({ person, allow }) => {
  allow(/cannot keep/)
  const { page } = await person('Ann')
  const room = await newRoom(page, uniqueName('plain browsers'))
  const plain = await page.context().newPage()
  for (const removal of Object.values(OPTIONAL)) await plain.addInitScript(removal)
  await plain.goto(room)
  await settled(plain)
  await send(plain, 'with less')
  await expect(message(plain, 'with less')).not.toHaveAttribute('data-state')
  await expect(message(page, 'with less')).toBeVisible()
})
