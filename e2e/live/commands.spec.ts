/** Commands that the browser performs by itself. */
import { expect, type Page } from '@playwright/test'
import { type Inbox, openWithInbox } from '../fixtures/inbox.ts'
import { test } from '../fixtures/server.ts'
import { settled } from '../support/test.ts'

/** Has the view render everything anew, and waits for it. */
async function patch(page: Page): Promise<void> {
  const count = Number(await page.locator('#count').textContent())
  await page.locator('#patch').click()
  await expect(page.locator('#count')).toHaveText(String(count + 1))
}

/** What the view was sent; an event asked for now would come after any before it. */
async function sentTo(inbox: Inbox, page: Page): Promise<readonly string[]> {
  await patch(page)
  return inbox.names.slice(0, -1)
}

test.describe('CMD1: the browser performs commands by itself', () => {
  test('and shows, hides, changes classes and attributes', async ({ page }) => {
    const inbox = await openWithInbox(page, '/commands')
    const menu = page.locator('#menu')
    await page.locator('#toggle').click()
    await expect(menu).toBeVisible()
    await expect(menu).toHaveClass('round-0 open')
    await expect(page.locator('#toggle')).toHaveAttribute('aria-expanded', 'true')
    await page.locator('#toggle').click()
    await expect(menu).toBeHidden()
    await expect(menu).toHaveClass('round-0 wide')
    await expect(page.locator('#toggle')).toHaveAttribute('aria-expanded', 'false')
    await page.locator('#show').click()
    await expect(menu).toBeVisible()
    await page.locator('#hide').click()
    await expect(menu).toBeHidden()
    await page.locator('#name').click()
    await expect(menu).toHaveAttribute('title', 'as commanded')
    await page.locator('#strip').click()
    await expect(menu).not.toHaveAttribute('title')
    await expect(menu).toHaveClass('round-0 named')
    expect(await sentTo(inbox, page)).toEqual([])
  })

  test('under a policy that allows no inline code and no inline style', async ({ page }) => {
    await openWithInbox(page, '/commands', 'strict')
    await page.locator('#toggle').click()
    await expect(page.locator('#menu')).toBeVisible()
    await page.locator('#hide').click()
    await expect(page.locator('#menu')).toBeHidden()
  })

  test('without a connection too', async ({ page, fixtureApp }) => {
    await openWithInbox(page, '/commands')
    for (const socket of fixtureApp.liveSockets) socket.close(1012, 'retry after 60000')
    await expect(page.locator('html')).toHaveAttribute('data-live', 'disconnected')
    await page.locator('#toggle').click()
    await expect(page.locator('#menu')).toBeVisible()
  })
})

test.describe('CMD2: a target', () => {
  test('is the element itself, one around it, those inside it, or every one of the view', async ({ page }) => {
    await openWithInbox(page, '/commands')
    await page.getByRole('button', { name: 'Choose a' }).click()
    await expect(page.locator('#item-a')).toHaveClass('chosen')
    await expect(page.locator('#item-b')).not.toHaveClass('chosen')
    await expect(page.getByRole('button', { name: 'Choose a' })).toHaveClass('pressed')
    await page.locator('#items').click({ position: { x: 2, y: 2 } })
    await expect(page.locator('.marked')).toHaveText(['a', 'b'])
    await page.locator('#all-labels').click()
    await expect(page.locator('.all')).toHaveText(['a', 'b'])
  })

  test('is nothing outside the view, nor in a view within it', async ({ page }) => {
    await openWithInbox(page, '/commands')
    await page.evaluate(() => {
      document.body.insertAdjacentHTML('afterbegin', '<b class="label">outside</b>')
      const inner = '<li data-live-root="9"><b class="label">within</b></li>'
      document.getElementById('items')!.insertAdjacentHTML('beforeend', inner)
    })
    await page.locator('#all-labels').click()
    await page.locator('#items').click({ position: { x: 2, y: 2 } })
    await expect(page.locator('.all')).toHaveText(['a', 'b'])
    await expect(page.locator('.marked')).toHaveText(['a', 'b'])
  })
})

test.describe('CMD3: what a command does to an element', () => {
  test('outlasts patches, which change the rest of it', async ({ page }) => {
    await openWithInbox(page, '/commands')
    const menu = page.locator('#menu')
    for (const id of ['toggle', 'name', 'strip']) await page.locator(`#${id}`).click()
    await patch(page)
    await expect(menu).toBeVisible()
    await expect(menu).toHaveText('Entries 1')
    await expect(menu).toHaveClass('round-1 open named')
    await expect(menu).not.toHaveAttribute('title')
    await expect(page.locator('#toggle')).toHaveAttribute('aria-expanded', 'true')
    await page.locator('#hide').click()
    await patch(page)
    await expect(menu).toBeHidden()
  })

  test('ends when a command undoes it: then the view’s word counts again', async ({ page }) => {
    await openWithInbox(page, '/commands')
    const menu = page.locator('#menu')
    const setHidden = (value: boolean) => page.evaluate((value) => window.live.push('hide', { value }), value)
    await page.locator('#show').click()
    await setHidden(true)
    await expect(menu).toBeVisible()
    await page.locator('#hide').click()
    await setHidden(false)
    await expect(menu).toBeVisible()
    await setHidden(true)
    await expect(menu).toBeHidden()
    await page.locator('#name').click()
    await page.locator('#unname').click()
    await patch(page)
    await expect(menu).toHaveAttribute('title', 'as rendered')
  })

  test('outlasts a connection that was lost', async ({ page, fixtureApp }) => {
    await openWithInbox(page, '/commands')
    await patch(page)
    await page.locator('#toggle').click()
    for (const socket of fixtureApp.liveSockets) socket.close(1012, 'retry after 0')
    await expect(page.locator('#count')).toHaveText('0')
    await settled(page)
    await expect(page.locator('#menu')).toBeVisible()
  })

  test('does not go over to another page', async ({ page }) => {
    await openWithInbox(page, '/commands')
    await page.locator('#mark').click()
    await patch(page)
    await expect(page.locator('#count')).toHaveClass('marked')
    await page.locator('#away').click()
    await expect(page.locator('#inner')).toBeVisible()
    await expect(page.locator('#count')).not.toHaveClass('marked')
    await expect(page.locator('#count')).not.toHaveAttribute('data-marked')
  })
})

test.describe('CMD4: a command', () => {
  test('gives an element the focus, or the first inside it that can have it', async ({ page }) => {
    await openWithInbox(page, '/commands')
    await page.locator('#focus-field').click()
    await expect(page.locator('#field')).toBeFocused()
    await page.locator('#open').click()
    await expect(page.locator('#first')).toBeFocused()
  })

  test('dispatches a custom event, which bubbles', async ({ page }) => {
    await openWithInbox(page, '/commands')
    await patch(page)
    const heard = page.evaluate(
      () =>
        new Promise((resolve) => {
          const heard: unknown[] = []
          const listen = (event: Event) => {
            heard.push([event.type, (event.target as Element).id, (event as CustomEvent).detail])
            if (heard.length === 2) resolve(heard)
          }
          for (const type of ['app:own', 'app:other']) document.addEventListener(type, listen)
        }),
    )
    await page.locator('#dispatch').click()
    expect(await heard).toEqual([
      ['app:own', 'dispatch', null],
      ['app:other', 'field', { count: 1 }],
    ])
  })
})

test.describe('CMD5: push', () => {
  test('sends what the event carries, and what is given with it', async ({ page }) => {
    const inbox = await openWithInbox(page, '/commands')
    await page.locator('#push').click()
    await expect(page.locator('#count')).toHaveText('1')
    await expect(page.locator('#push')).toHaveClass('pressed')
    expect(inbox.events).toEqual([{ name: 'pushed', payload: { id: '7', more: [1] } }])
  })

  test('may come twice in a chain, and is not sent by the second click of two', async ({ page }) => {
    const inbox = await openWithInbox(page, '/commands')
    const answer = inbox.hold('first')
    await page.locator('#push-twice').dblclick()
    await expect(page.locator('#push-twice')).toHaveAttribute('data-live-busy')
    answer()
    await expect(page.locator('#count')).toHaveText('2')
    await settled(page)
    expect(inbox.names).toEqual(['first', 'second'])
  })
})

test('CMD6: commands that are malformed are reported, do nothing, and harm nothing', async ({ page, allow }) => {
  allow(/^console error: live-click of/)
  const inbox = await openWithInbox(page, '/commands')
  const cases = {
    'no-json': /JSON/,
    'no-command': /explode/,
    'no-option': /names/,
    unsafe: /onclick/,
    'no-selector': /##/,
  }
  for (const [id, pattern] of Object.entries(cases)) {
    const reported = page.waitForEvent('console', (message) => message.type() === 'error')
    await page.locator(`#${id}`).click()
    const text = (await reported).text()
    expect(text).toContain(`live-click of <button id="${id}">: `)
    expect(text).toMatch(pattern)
  }
  await expect(page.locator('#unsafe')).not.toHaveAttribute('onclick')
  await expect(page.locator('#no-command')).not.toHaveClass('touched')
  expect(await sentTo(inbox, page)).toEqual([])
})

test('CMD7: every event attribute takes commands', async ({ page }) => {
  const inbox = await openWithInbox(page, '/commands')
  const field = page.getByRole('textbox', { name: 'Text' })
  await field.focus()
  await expect(field).toHaveClass('focused')
  await field.fill('x')
  await expect(page.locator('#form')).toHaveClass('changed')
  await field.press('Enter')
  await expect(page.locator('#form')).toHaveClass('changed sent')
  await expect(field).toHaveClass('focused entered')
  await field.blur()
  await expect(field).toHaveClass('focused entered blurred')
  await page.keyboard.press('F2')
  await expect(page.locator('#menu')).toBeVisible()
  await expect(page.locator('#count')).toHaveText('2')
  expect(inbox.events).toEqual([
    { name: 'changed', payload: { text: 'x', _target: 'text' } },
    { name: 'submitted', payload: { text: 'x' } },
  ])
})

test('FORM9: of commands only the events are sent again after a lost connection', async ({ page, fixtureApp }) => {
  const inbox = await openWithInbox(page, '/commands')
  await page.getByRole('textbox', { name: 'Text' }).fill('x')
  await settled(page)
  for (const socket of fixtureApp.liveSockets) socket.close(1012, 'retry after 0')
  await expect.poll(() => inbox.names).toEqual(['changed', 'changed'])
  await settled(page)
  await expect(page.locator('#form')).toHaveClass('changed')
})
