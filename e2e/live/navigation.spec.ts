/** Going from page to page over the socket, in a real browser. */
import { expect, type Page } from '@playwright/test'
import { catchErrors } from '../fixtures/logged-errors.ts'
import { holdSlow, pages } from '../fixtures/pages-view.ts'
import { test } from '../fixtures/server.ts'
import { Tap } from '../support/tap.ts'
import { settled } from '../support/test.ts'

/** Opens a page whose document can be told from one that is loaded later. */
async function open(page: Page, path = '/pages/one'): Promise<void> {
  await page.goto(path)
  await settled(page)
  await page.evaluate(() => Object.assign(window, { isFirstDocument: true }))
  pages.calls.length = 0
}

const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true })
const isFirstDocument = (page: Page) => page.evaluate(() => 'isFirstDocument' in window)
const scrolled = (page: Page) => page.evaluate(() => window.scrollY)

/** The page of this name is there, at this address, with nothing on its way. */
async function expectPage(page: Page, name: string, address = `/pages/${name}`): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  await expect.poll(() => page.evaluate(() => location.pathname + location.search + location.hash)).toBe(address)
  await expect(page.locator('html[data-live-navigating]')).toHaveCount(0)
  await settled(page)
}

/** Has the view go somewhere by itself. */
async function ask(page: Page, how: 'patch' | 'navigate' | 'redirect', url: string, replace = false): Promise<void> {
  await page.evaluate(([how, payload]) => void window.live.push(how, payload).catch(() => undefined), [
    how,
    { url, ...(replace && { replace: '' }) },
  ] as const)
}

test('NAV4: a patch keeps the view, at any address of its route, and so do back and forward', async ({ page }) => {
  await open(page)
  await page.locator('#count').click()
  await link(page, 'patch /pages/one?tab=a').click()
  await expectPage(page, 'one', '/pages/one?tab=a')
  await expect(page.locator('#tab')).toHaveText('a')
  await link(page, 'patch /pages/renamed?tab=z').click()
  await expectPage(page, 'renamed', '/pages/renamed?tab=z')
  await expect(page).toHaveTitle(/^renamed\b/)
  await page.goBack()
  await expectPage(page, 'one', '/pages/one?tab=a')
  await page.goBack()
  await expectPage(page, 'one')
  await expect(page.locator('#tab')).toBeEmpty()
  await page.goForward()
  await expectPage(page, 'one', '/pages/one?tab=a')
  await expect(page.locator('#count')).toHaveText('1')
  expect(pages.calls).toEqual([
    'params /pages/one?tab=a',
    'params /pages/renamed?tab=z',
    'params /pages/one?tab=a',
    'params /pages/one',
    'params /pages/one?tab=a',
  ])
  expect(await isFirstDocument(page)).toBe(true)
})

test('NAV1: another view comes over the same socket, without a load, and so it does by back and forward', async ({
  page,
}) => {
  let sockets = 0
  page.on('websocket', () => sockets++)
  await open(page)
  await page.locator('#count').click()
  await link(page, '/pages/two').click()
  await expectPage(page, 'two')
  await expect(page).toHaveTitle(/^two\b/)
  await expect(page.locator('#count')).toHaveText('0')
  await page.goBack()
  await expectPage(page, 'one')
  await expect(page.locator('#count')).toHaveText('0')
  await page.goForward()
  await expectPage(page, 'two')
  expect(pages.calls.filter((call) => call.startsWith('mount'))).toEqual(['mount two', 'mount one', 'mount two'])
  await expect.poll(() => pages.live.size).toBe(1)
  expect(sockets).toBe(1)
  expect(await isFirstDocument(page)).toBe(true)
})

test.describe('NAV6: left to the browser is', () => {
  for (const modifier of ['ControlOrMeta', 'Shift'] as const) {
    test(`a click with ${modifier}, which opens another page`, async ({ page, context }) => {
      await open(page)
      const opened = context.waitForEvent('page')
      await link(page, '/pages/two').click({ modifiers: [modifier] })
      await expectPage(await opened, 'two')
      await expectPage(page, 'one')
    })
  }

  test('a click with the middle button, and a link to another tab', async ({ page, context }) => {
    await open(page)
    for (const click of [
      () => link(page, '/pages/two').click({ button: 'middle' }),
      () => link(page, 'another tab').click(),
    ]) {
      const opened = context.waitForEvent('page')
      await click()
      await expectPage(await opened, 'two')
    }
    await expectPage(page, 'one')
    expect(await isFirstDocument(page)).toBe(true)
  })

  test('a click with Alt, and a link that saves', async ({ page }) => {
    await open(page)
    for (const click of [
      () => link(page, '/pages/two').click({ modifiers: ['Alt'] }),
      () => link(page, 'save').click(),
    ]) {
      const download = page.waitForEvent('download')
      await click()
      await (await download).cancel()
    }
    await expectPage(page, 'one')
    expect(await isFirstDocument(page)).toBe(true)
  })

  test('a link to another origin, and one that is not live', async ({ page }) => {
    await page.route('https://elsewhere.example/**', (route) => route.fulfill({ body: 'Elsewhere' }))
    await open(page)
    await link(page, 'elsewhere').click()
    await expect(page.getByText('Elsewhere')).toBeVisible()
    await open(page)
    await link(page, 'loaded').click()
    await expectPage(page, 'two')
    expect(await isFirstDocument(page)).toBe(false)
  })

  test('a link to a place within the page, and the way back from there', async ({ page }) => {
    await open(page)
    await link(page, 'within').click()
    await expect(page.getByRole('heading', { name: 'Far down' })).toBeInViewport()
    await expectPage(page, 'one', '/pages/one#far')
    await page.goBack()
    await expectPage(page, 'one')
    expect(pages.calls).toEqual([])
    expect(await isFirstDocument(page)).toBe(true)
  })
})

test.describe('NAV3: while a page is on its way', () => {
  test('the old one stays, and is alive', async ({ page }) => {
    await open(page)
    const letCome = holdSlow()
    await link(page, '/pages/slow').click()
    await expect.poll(() => pages.calls).toContain('mount slow')
    await page.locator('#count').click()
    await expect(page.locator('#count')).toHaveText('1')
    await expect(page).toHaveURL(/\/pages\/one$/)
    await expect(page.locator('html')).toHaveAttribute('data-live-navigating')
    letCome()
    await expectPage(page, 'slow')
    await expect.poll(() => pages.live.size).toBe(1)
  })

  test('another click, a patch, or a step back has it never come', async ({ page }) => {
    await open(page, '/pages/form')
    await link(page, '/pages/one').click()
    await expectPage(page, 'one')
    const ways: [go: () => Promise<unknown>, name: string, address: string][] = [
      [() => link(page, '/pages/two').click(), 'two', '/pages/two'],
      [() => link(page, 'patch /pages/two?tab=a').click(), 'two', '/pages/two?tab=a'],
      [() => page.goBack(), 'two', '/pages/two'],
      [() => page.goBack(), 'one', '/pages/one'],
    ]
    for (const [go, name, address] of ways) {
      const letCome = holdSlow()
      pages.calls.length = 0
      await link(page, '/pages/slow').click()
      await expect.poll(() => pages.calls).toContain('mount slow')
      await go()
      await expectPage(page, name, address)
      letCome()
      // An answer that comes after whatever the page that was held would have sent.
      await page.evaluate(() => window.live.push('count', {}))
      await expectPage(page, name, address)
      await expect.poll(() => pages.live.size).toBe(1)
    }
  })

  test('clicks that follow fast end at the last one, with one live view', async ({ page }) => {
    await open(page)
    for (let click = 0; click < 20; click++) {
      const name = ['/pages/one', '/pages/two', '/pages/form', '/pages/bare'][click % 4]!
      await link(page, name).dispatchEvent('click')
    }
    await link(page, '/pages/two').dispatchEvent('click')
    await expectPage(page, 'two')
    await expect.poll(() => pages.live.size).toBe(1)
    await page.locator('#count').click()
    await expect(page.locator('#count')).toHaveText('1')
    expect(await isFirstDocument(page)).toBe(true)
  })
})

test('NAV7: the focus goes to what asks for it, or the heading, or the page', async ({ page }) => {
  await open(page)
  await link(page, '/pages/two').click()
  await expectPage(page, 'two')
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await link(page, '/pages/form').click()
  await expect(page.getByRole('textbox', { name: 'Asks for focus' })).toBeFocused()
  await link(page, '/pages/bare').click()
  await expect(page).toHaveURL(/bare$/)
  await expect(page.locator('[data-live-root]')).toBeFocused()
  await page.goBack()
  await expect(page.getByRole('textbox', { name: 'Asks for focus' })).toBeFocused()
  await link(page, 'patch /pages/form?tab=a').click()
  await expectPage(page, 'form', '/pages/form?tab=a')
  await expect(link(page, 'patch /pages/form?tab=a'), 'a patch leaves it').toBeFocused()
})

test.describe('NAV8: scrolled is', () => {
  test('a new page to its top, and one that is returned to, to where it was left', async ({ page }) => {
    await open(page)
    await page.evaluate(() => window.scrollTo(0, 1_234))
    await link(page, '/pages/two').dispatchEvent('click')
    await expectPage(page, 'two')
    expect(await scrolled(page)).toBe(0)
    await page.evaluate(() => window.scrollTo(0, 777))
    await expect.poll(() => page.evaluate(() => history.state.scroll)).toBe(777)
    await page.goBack()
    await expectPage(page, 'one')
    expect(await scrolled(page)).toBe(1_234)
    await page.goForward()
    await expectPage(page, 'two')
    expect(await scrolled(page)).toBe(777)
    await page.reload()
    await expect.poll(() => scrolled(page)).toBe(777)
  })

  test('to a place that the link names, which gets the focus', async ({ page }) => {
    await open(page)
    await link(page, '/pages/two#far').click()
    await expectPage(page, 'two', '/pages/two#far')
    await expect(page.getByRole('heading', { name: 'Far down' })).toBeInViewport()
    await expect(page.getByRole('heading', { name: 'Far down' })).toBeFocused()
  })

  test('nothing by a patch, unless it names a place', async ({ page }) => {
    await open(page)
    await page.evaluate(() => window.scrollTo(0, 20))
    await link(page, 'patch /pages/one?tab=a').dispatchEvent('click')
    await expectPage(page, 'one', '/pages/one?tab=a')
    expect(await scrolled(page)).toBe(20)
    await link(page, 'patch /pages/one?tab=c#far').click()
    await expectPage(page, 'one', '/pages/one?tab=c#far')
    await expect(page.getByRole('heading', { name: 'Far down' })).toBeInViewport()
  })
})

test.describe('NAV9: a view that goes elsewhere by itself', () => {
  for (const replace of [false, true]) {
    const how = replace ? 'in place of the entry in the history' : 'with an entry in the history'
    const before = replace ? 'one' : 'two'

    test(`patches ${how}`, async ({ page }) => {
      await open(page)
      await link(page, '/pages/two').click()
      await expectPage(page, 'two')
      await page.locator('#count').click()
      await ask(page, 'patch', '/pages/two?tab=a', replace)
      await expectPage(page, 'two', '/pages/two?tab=a')
      await expect(page.locator('#count')).toHaveText('1')
      await page.goBack()
      await expectPage(page, before)
    })

    test(`navigates ${how}`, async ({ page }) => {
      await open(page)
      await link(page, '/pages/two').click()
      await expectPage(page, 'two')
      await ask(page, 'navigate', '/pages/form', replace)
      await expectPage(page, 'form')
      await page.goBack()
      await expectPage(page, before)
      expect(await isFirstDocument(page)).toBe(true)
    })
  }

  test('redirects, which loads the page', async ({ page }) => {
    await open(page)
    await ask(page, 'redirect', '/pages/two?tab=a')
    await expectPage(page, 'two', '/pages/two?tab=a')
    expect(await isFirstDocument(page)).toBe(false)
  })

  test('before it is shown leaves no entry in the history', async ({ page }) => {
    await open(page)
    await link(page, '/pages/moved').click()
    await expectPage(page, 'two')
    await page.goBack()
    await expectPage(page, 'one')
    await link(page, 'patch /pages/one?tab=old').click()
    await expectPage(page, 'one', '/pages/one?tab=new')
    await page.goBack()
    await expectPage(page, 'one')
    await ask(page, 'navigate', '/pages/two?tab=old')
    await expectPage(page, 'two', '/pages/two?tab=new')
    await expect(page.locator('#tab')).toHaveText('new')
    await page.goBack()
    await expectPage(page, 'one')
    await link(page, '/pages/moved-away').click()
    await expectPage(page, 'two')
    await page.goBack()
    await expectPage(page, 'one')
  })

  test('and is patched meanwhile by a person is where that person went', async ({ page }) => {
    await open(page)
    await page.evaluate(() => {
      void window.live.push('patch', { url: '/pages/one?tab=b' })
      document.querySelector<HTMLElement>('[href="/pages/one?tab=a"]')?.click()
    })
    await expectPage(page, 'one', '/pages/one?tab=a')
    await expect(page.locator('#tab')).toHaveText('a')
    await page.goBack()
    await expectPage(page, 'one', '/pages/one?tab=b')
    await expect(page.locator('#tab')).toHaveText('b')
  })

  test('when it is returned to leaves the entry to what it leads to', async ({ page }) => {
    await open(page)
    await link(page, '/pages/form').click()
    await expectPage(page, 'form')
    await link(page, '/pages/slow').click()
    await expectPage(page, 'slow')
    pages.moved.add('form')
    await page.goBack()
    await expectPage(page, 'two')
    pages.moved.delete('form')
    await page.goBack()
    await expectPage(page, 'one')
    await page.goForward()
    await expectPage(page, 'two')
  })
})

test('NAV2: what is no live page is loaded, from its own origin', async ({ page, allow }) => {
  allow(/404/)
  await open(page)
  await link(page, '/no-live-page').click()
  await expect(page).toHaveURL(/\/no-live-page$/)
  await page.goBack()
  await expectPage(page, 'one')
  await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = `${location.origin}//elsewhere.example/`
    link.setAttribute('live-link', 'navigate')
    document.body.append(link)
    link.click()
  })
  await expect.poll(() => new URL(page.url()).pathname).toBe('//elsewhere.example/')
})

test('NAV10: an address means the same however it is come to', async ({ page }) => {
  const address = '/pages/a%2Fb%20%C3%A9?tab=%26%3D%2B+%F0%9F%98%80'
  await open(page)
  await link(page, address).click()
  await expectPage(page, 'a/b é', address)
  await expect(page.locator('#tab')).toHaveText('&=+ 😀')
  await page.reload()
  await expectPage(page, 'a/b é', address)
  await expect(page.locator('#tab')).toHaveText('&=+ 😀')
  await page.goBack()
  await expectPage(page, 'one')
  await page.goForward()
  await expectPage(page, 'a/b é', address)
})

test.describe('SOCK12 EVENT8: once a page was left', () => {
  /** The codes of the refusals that the page is told of. */
  async function recordRefusals(page: Page): Promise<() => Promise<string[]>> {
    await page.evaluate(() => {
      const codes: string[] = []
      Object.assign(window, { codes })
      document.addEventListener('live:refused', (event) => codes.push((event as CustomEvent).detail.code))
    })
    return () => page.evaluate(() => Reflect.get(window, 'codes'))
  }

  test('an event of it that comes late does not reach the next view, and nobody is told', async ({ page }) => {
    const tap = await Tap.on(page)
    await open(page)
    const refusals = await recordRefusals(page)
    tap.hold('received')
    await link(page, '/pages/two').click()
    await expect.poll(() => tap.heldBack('received'), 'the next page is on its way').toBe(1)
    await page.locator('#count').click()
    await expect.poll(() => tap.sent.filter(([, , kind]) => kind === 'event').length, 'the click was sent').toBe(1)
    await expect.poll(() => tap.heldBack('received'), 'the click is answered').toBe(2)
    tap.release('received')
    await expectPage(page, 'two')
    await expect(page.locator('#count')).toHaveText('0')
    await page.locator('#count').click()
    await expect(page.locator('#count')).toHaveText('1')
    expect(await refusals()).toEqual([])
  })

  test('nobody is told of an event of it that was not answered', async ({ page }) => {
    await open(page)
    const refusals = await recordRefusals(page)
    const letEnd = holdSlow()
    await page.locator('#wait').click()
    await expect(page.locator('#wait[data-live-busy]')).toBeAttached()
    await link(page, '/pages/two').click()
    await expectPage(page, 'two')
    letEnd()
    await page.locator('#count').click()
    await expect(page.locator('#count')).toHaveText('1')
    expect(await refusals()).toEqual([])
  })
})

test.describe('NAV14: pages that lead to each other', () => {
  const notice = (page: Page) => page.getByRole('alert').filter({ hasText: 'leads to other pages in a circle' })
  const mounts = () => pages.calls.filter((call) => call.startsWith('mount')).length

  test.beforeEach(({ allow }) => allow(/NAVIGATION_LOOP: pages lead to each other/))

  for (const [name, what] of [
    ['ping', 'before they are shown'],
    ['tick', 'once they are shown'],
  ] as const) {
    test(`${what} are stopped, with a page that is alive`, async ({ page }) => {
      await open(page)
      const problem = page.waitForEvent('console', (message) => message.text().startsWith('NAVIGATION_LOOP'))
      await link(page, `/pages/${name}`).dispatchEvent('click')
      await problem
      await expect(notice(page)).toBeVisible()
      expect(mounts()).toBe(11)
      await page.locator('#count').click()
      await expect(page.locator('#count')).toHaveText('1')
      await link(page, '/pages/two').click()
      await expectPage(page, 'two')
      await expect(notice(page)).toHaveCount(0)
    })
  }

  test('when they join are stopped, and links still lead elsewhere', async ({ page }) => {
    await page.goto('/pages/ping')
    await expect(page.locator('html')).toHaveAttribute('data-live', 'failed')
    await expect(notice(page)).toBeVisible()
    await link(page, '/pages/two').click()
    await expectPage(page, 'two')
  })

  test('by loading each other are stopped', async ({ page }) => {
    let loads = 0
    page.on('load', () => loads++)
    await page.goto('/pages/here')
    await expect(notice(page), 'the eleventh page says so').toBeVisible({ timeout: 20_000 })
    expect(loads).toBeLessThanOrEqual(11)
  })

  test('are none when a person goes there each time', async ({ page }) => {
    await open(page)
    for (let round = 0; round < 12; round++) {
      await link(page, '/pages/moved').click()
      await expectPage(page, 'two')
    }
    await expect(notice(page)).toHaveCount(0)
  })
})

test.describe('CONN12: a page that cannot be joined', () => {
  const notice = (page: Page) => page.getByRole('alert').filter({ hasText: 'does not work at the moment' })

  test.beforeEach(async ({ page }) => {
    pages.calls.length = 0
    // The waits between attempts are random parts of longer and longer times.
    await page.addInitScript(() => {
      Math.random = () => 0.02
    })
  })

  test('says so after eight attempts, leads elsewhere, and works as soon as it can', async ({ page, fixtureApp }) => {
    using caught = catchErrors(fixtureApp)
    const tap = await Tap.on(page)
    await page.goto('/pages/broken')
    await expect(page.locator('html')).toHaveAttribute('data-live', 'failed')
    await expect(notice(page).getByRole('button', { name: 'Reload' })).toBeVisible()
    expect(pages.calls).toEqual(Array(8).fill('mount broken'))
    expect(caught.errors).toHaveLength(8)
    pages.areBroken = false
    await tap.close()
    await settled(page)
    pages.areBroken = true
    await expect(notice(page)).toHaveCount(0)
    await page.locator('#count').click()
    await expect(page.locator('#count')).toHaveText('1')
    await page.goto('/pages/broken')
    await expect(notice(page)).toBeVisible()
    await link(page, '/pages/two').click()
    await expectPage(page, 'two')
  })

  test('because it is refused says so once loading it anew did not help', async ({ page }) => {
    let loads = 0
    page.on('load', () => loads++)
    await page.goto('/pages/gone')
    await expect(page.locator('html')).toHaveAttribute('data-live', 'failed')
    await expect(notice(page)).toBeVisible()
    expect(loads).toBe(2)
  })
})
