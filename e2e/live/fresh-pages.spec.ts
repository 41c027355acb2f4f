/** A page that comes over the socket is the page that a load of its address gives, whatever became of the one before. */
import { expect, type Page } from '@playwright/test'
import { CHANGES, statesOf } from '../fixtures/element-states.ts'
import { test } from '../fixtures/server.ts'
import { Tap } from '../support/tap.ts'
import { settled } from '../support/test.ts'

/** The page of this name is there, and so is the view inside it. */
async function expectPage(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, includeHidden: true })).toHaveText(name)
  await expect(page.locator('html[data-live-navigating]')).toHaveCount(0)
  await expect(page.locator('#inner[data-live="connected"]')).toBeAttached()
  await settled(page)
}

async function load(page: Page, name: string): Promise<void> {
  await page.goto(`/states/${name}`)
  await expectPage(page, name)
}

/** Changes every state there is. */
async function changeEverything(page: Page): Promise<void> {
  for (const [, change] of CHANGES) await change(page)
}

/** An element that counts how often it was put into a page. */
function defineCounted(): void {
  const Counted = class extends HTMLElement {
    count = 0
    connectedCallback() {
      this.count++
    }
  }
  customElements.define('counted-element', Counted)
}

test.beforeEach(({ context }) => context.addInitScript(defineCounted))

test('each change shows in the states that are compared', async ({ page }) => {
  await load(page, 'one')
  let before = JSON.stringify(await statesOf(page))
  for (const [state, change] of CHANGES) {
    await change(page)
    const after = JSON.stringify(await statesOf(page))
    expect(after, state).not.toBe(before)
    before = after
  }
})

test('NAV12: by a link, by back and by forward every element has the state that a load of the address gives', async ({
  page,
  context,
}) => {
  const fresh = await context.newPage()
  await load(page, 'one')
  for (const [name, go] of [
    ['two', () => page.locator('#go').evaluate((link: HTMLElement) => link.click())],
    ['one', () => page.goBack()],
    ['two', () => page.goForward()],
  ] as const) {
    await load(fresh, name)
    await changeEverything(page)
    await go()
    await expectPage(page, name)
    expect(await statesOf(page), `the page "${name}"`).toEqual(await statesOf(fresh))
  }
})

test('NAV12 HOOK1 HOOK2: a hook of the same id goes with its page, and another one comes with the next', async ({
  page,
}) => {
  await load(page, 'one')
  expect(await page.evaluate(() => window.calls.splice(0))).toEqual(['mounted hooked'])
  await page.locator('#go').click()
  await expectPage(page, 'two')
  expect(await page.evaluate(() => window.calls.splice(0))).toEqual(['destroyed hooked', 'mounted hooked'])
})

test('NAV12: the layout around the view stays as it is', async ({ page }) => {
  await load(page, 'one')
  await page.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', '<details id="around" open>Around</details>')
    document.documentElement.dataset.theme = 'dark'
    Object.assign(document.querySelector('[data-live-root]')!, { mark: 1 })
  })
  await page.locator('#go').click()
  await expectPage(page, 'two')
  await expect(page.locator('#around')).toHaveAttribute('open')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  expect(
    await page
      .locator('[data-live-root]')
      .first()
      .evaluate((root) => 'mark' in root),
  ).toBe(true)
})

test('HOOK5: a hook of a page that was left sends nothing to the next one', async ({ page }) => {
  const tap = await Tap.on(page)
  await load(page, 'one')
  await page.evaluate(() => window.latePushes[0]!('alive', null))
  await expect(page.locator('#hooked')).toHaveText('one, alive')
  await page.locator('#go').click()
  await expectPage(page, 'two')
  tap.clear()
  const push = (index: number) =>
    page.evaluate(
      (index) =>
        window.latePushes[index]!('late', null).then(
          () => null,
          ({ code }) => code,
        ),
      index,
    )
  expect(await push(0)).toBe('disconnected')
  expect(tap.sent).toEqual([])
  expect(await push(1)).toBe(null)
  await expect(page.locator('#hooked')).toHaveText('two, late')
})
