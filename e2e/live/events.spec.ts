/** What the page tells its view: which event, what goes along, when, and what the element shows meanwhile. */
import { expect, type Page } from '@playwright/test'
import { inboxOf, openWithClock, openWithInbox } from '../fixtures/inbox.ts'
import { test } from '../fixtures/server.ts'
import { settled } from '../support/test.ts'

/** Settles once the view has handled this many events. */
async function handled(page: Page, count: number): Promise<void> {
  await expect(page.locator('#count')).toHaveText(String(count))
}

test('EVENT1: a click sends its event with the live-value-* of its element', async ({ page }) => {
  const inbox = await openWithInbox(page, '/events')
  await page.locator('#values').click()
  await handled(page, 1)
  expect(inbox.events).toEqual([{ name: 'values', payload: { id: '7', 'of-kind': 'fruit' } }])
})

test('EVENT1: the nearest element around the click is the one, also one that came later', async ({ page }) => {
  const inbox = await openWithInbox(page, '/events')
  await page.locator('#inner b').click()
  await page.locator('#outer').click({ position: { x: 3, y: 3 } })
  await page.locator('#added').click()
  await handled(page, 3)
  expect(inbox.names).toEqual(['inner', 'outer', 'added'])
})

test('EVENT2: an element is marked until its event is answered, through patches too', async ({ page }) => {
  const inbox = await openWithInbox(page, '/events')
  const patch = inbox.hold('plain')
  const answer = inbox.hold('values')
  await page.locator('#plain').click()
  await page.locator('#values').click()
  await expect(page.locator('[data-live-busy]')).toHaveCount(2)
  patch()
  await handled(page, 1)
  await expect(page.locator('#plain')).not.toHaveAttribute('data-live-busy')
  await expect(page.locator('#values')).toHaveAttribute('data-live-busy')
  answer()
  await handled(page, 2)
  await expect(page.locator('[data-live-busy]')).toHaveCount(0)
})

test('EVENT2: a double click sends once, and holds back no other event of its element', async ({ page }) => {
  const inbox = await openWithInbox(page, '/events')
  const button = page.locator('#plain')
  const answer = inbox.hold('plain')
  await button.dblclick()
  await button.press('k')
  answer()
  await handled(page, 2)
  await button.click()
  await handled(page, 3)
  expect(inbox.names).toEqual(['plain', 'plain_key', 'plain'])
})

test('EVENT2: every click on a box is sent', async ({ page }) => {
  const inbox = await openWithInbox(page, '/events')
  const answer = inbox.hold('box')
  await page.locator('#box').dblclick()
  answer()
  await handled(page, 2)
  expect(inbox.events.map(({ payload }) => payload)).toEqual([{ value: 'on' }, {}])
})

test('EVENT2: a button in flight is disabled and says so, and is as it was afterwards', async ({ page }) => {
  const inbox = await openWithInbox(page, '/events')
  const button = page.locator('#slow')
  await button.evaluate((element) => element.querySelector('i')!.setAttribute('data-local', ''))
  const stop = inbox.hold('slow')
  await button.click()
  await expect(button).toHaveText('Working ...')
  await expect(button).toBeDisabled()
  stop()
  await expect(button).toHaveText('Slow 1')
  await expect(button.locator('i')).toHaveText('1')
  await expect(button).toBeEnabled()
  await expect(button).toBeFocused()
})

test('EVENT3: keys send what they are and what stands in the field', async ({ page }) => {
  const inbox = await openWithInbox(page, '/events')
  await page.locator('#every-key').fill('ab')
  await page.locator('#every-key').press('x')
  await handled(page, 2)
  expect(inbox.events).toEqual([
    { name: 'down', payload: { key: 'x', of: 'keys', value: 'ab' } },
    { name: 'up', payload: { key: 'x', of: 'keys', value: 'abx' } },
  ])
})

test('EVENT3: a key goes to the nearest element that wants it, and on the window wherever the focus is', async ({
  page,
}) => {
  const inbox = await openWithInbox(page, '/events')
  await page.locator('#enter-key').press('a')
  await page.locator('#enter-key').press('Enter')
  await page.locator('#enter-key').press('Escape')
  await page.locator('#plain').press('F2')
  await handled(page, 4)
  expect(inbox.names).toEqual(['enter', 'escape', 'window_down', 'window_up'])
})

test('EVENT3: while a word is composed its keys send nothing', async ({ page }) => {
  const inbox = await openWithInbox(page, '/events')
  await page.locator('#every-key').evaluate((field) => {
    for (const options of [{ isComposing: true }, { keyCode: 229 }, { isComposing: false }]) {
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', bubbles: true, ...options }))
    }
  })
  await handled(page, 1)
  expect(inbox.names).toEqual(['down'])
})

test('EVENT4: focus and blur are events of the element itself', async ({ page }) => {
  const inbox = await openWithInbox(page, '/events')
  await page.locator('#focus').focus()
  await page.locator('#plain').focus()
  await handled(page, 2)
  expect(inbox.events).toEqual([
    { name: 'focus', payload: { of: 'focus', value: '5' } },
    { name: 'blur', payload: { of: 'focus', value: '5' } },
  ])
})

test.describe('EVENT5: a debounced event', () => {
  test('is sent once, after a pause, with what was last', async ({ page }) => {
    const inbox = await openWithClock(page, '/events')
    await page.locator('#debounced').pressSequentially('abc')
    await page.clock.runFor(399)
    await page.locator('#debounced').press('d')
    await page.clock.runFor(399)
    await page.locator('#plain').dispatchEvent('click')
    await handled(page, 1)
    await page.clock.runFor(1)
    await handled(page, 2)
    expect(inbox.names).toEqual(['plain', 'debounced'])
    expect(inbox.latest('debounced')).toEqual({ key: 'd', value: 'abcd' })
  })

  test('is sent at once when its element is left', async ({ page }) => {
    const inbox = await openWithClock(page, '/events')
    await page.locator('#debounced').press('a')
    await page.locator('#plain').focus()
    await handled(page, 1)
    await page.clock.runFor(10_000)
    await page.locator('#plain').click()
    await handled(page, 2)
    expect(inbox.names).toEqual(['debounced', 'plain'])
  })

  test('is not sent when its element is gone', async ({ page }) => {
    const inbox = await openWithClock(page, '/events')
    await page.locator('#going').dispatchEvent('keyup', { key: 'a' })
    await page.locator('#plain').click()
    await handled(page, 1)
    await page.clock.runFor(10_000)
    await page.locator('#plain').click()
    await handled(page, 2)
    expect(inbox.names).toEqual(['plain', 'plain'])
  })
})

test('EVENT5: what waits on one page is not sent from the next', async ({ page }) => {
  const inbox = await openWithClock(page, '/events')
  await page.locator('#debounced').dispatchEvent('keyup', { key: 'a' })
  await page.locator('#away').dispatchEvent('click')
  await expect(page).toHaveURL(/away/)
  await page.clock.runFor(10_000)
  await page.locator('#plain').click()
  await handled(page, 1)
  expect([inbox.names, inboxOf('away').names]).toEqual([[], ['plain']])
})

test.describe('EVENT6: a throttled event', () => {
  test('is sent at once, and the last of what comes within the pause at its end', async ({ page }) => {
    const inbox = await openWithClock(page, '/events')
    await page.locator('#throttled').pressSequentially('abc')
    await handled(page, 1)
    await page.clock.runFor(10_000)
    await handled(page, 2)
    await page.locator('#throttled').press('d')
    await handled(page, 3)
    expect(inbox.events.map(({ payload }) => payload)).toEqual([
      { key: 'a', value: 'a' },
      { key: 'c', value: 'abc' },
      { key: 'd', value: 'abcd' },
    ])
  })

  test('that is a click is dropped within the pause', async ({ page }) => {
    const inbox = await openWithClock(page, '/events')
    await page.locator('#throttled-click').click()
    await handled(page, 1)
    await page.locator('#throttled-click').click()
    await page.clock.runFor(10_000)
    await page.locator('#throttled-click').click()
    await handled(page, 2)
    expect(inbox.names).toEqual(['throttled_click', 'throttled_click'])
  })
})

test.describe('EVENT7: a click', () => {
  test('does not follow its link nor submit its form', async ({ page }) => {
    const inbox = await openWithInbox(page, '/events')
    const url = page.url()
    await page.locator('#link').click()
    await page.locator('#in-form').click()
    await handled(page, 2)
    expect(inbox.names).toEqual(['link', 'in_form'])
    expect(page.url()).toBe(url)
  })

  test('that is modified is the browser’s, where it is on a link', async ({ page, context }) => {
    const inbox = await openWithInbox(page, '/events')
    const opened = context.waitForEvent('page')
    await page.locator('#link').click({ modifiers: ['ControlOrMeta'] })
    expect((await opened).url()).toContain('#followed')
    await page.locator('#plain').click({ modifiers: ['Shift'] })
    await handled(page, 1)
    expect(inbox.names).toEqual(['plain'])
  })

  test('does what it does otherwise: a box is checked, a link within the application navigates', async ({ page }) => {
    const inbox = await openWithInbox(page, '/events')
    await page.locator('#box').click()
    await expect(page.locator('#box')).toBeChecked()
    await page.locator('#live-link').click()
    await expect(page).toHaveURL(/there=1/)
    await handled(page, 2)
    expect(inbox.events).toEqual([
      { name: 'box', payload: { value: 'on' } },
      { name: 'live_link', payload: {} },
    ])
  })
})

test.describe('EVENT8: a refused event', () => {
  test('is told to the page, and its element is not marked any more', async ({ page }) => {
    const inbox = await openWithInbox(page, '/events')
    const refusal = page.evaluate(
      () =>
        new Promise((resolve) => {
          document.addEventListener('live:refused', (event) => {
            resolve([(event.target as Element).id, (event as CustomEvent<Error>).detail.message])
          })
        }),
    )
    await page.locator('#refused').click()
    expect(await refusal).toEqual(['refused', 'Not this one.'])
    await settled(page)
    expect(inbox.names).toEqual(['refuse'])
  })

  test('may be one whose answer was lost', async ({ page, fixtureApp }) => {
    const inbox = await openWithInbox(page, '/events')
    const stop = inbox.hold('slow')
    await page.locator('#slow').click()
    await expect.poll(() => inbox.names).toEqual(['slow'])
    for (const socket of fixtureApp.liveSockets) socket.close(1012, 'retry after 0')
    await expect(page.locator('#slow')).toHaveText('Slow 0')
    await expect(page.locator('#slow')).toBeEnabled()
    stop()
    await settled(page)
  })
})

test('EVENT9: an event of a view within the page is not sent by the view around it', async ({ page }) => {
  const inbox = await openWithInbox(page, '/events')
  await page.locator('#outer').evaluate((outer) => {
    const inner = document.createElement('div')
    inner.setAttribute('data-live-root', '9')
    inner.innerHTML = '<button id="foreign" live-click="foreign">Foreign</button><p id="own">Own</p>'
    outer.append(inner)
  })
  await page.locator('#foreign').click()
  await page.locator('#own').click()
  await handled(page, 1)
  expect(inbox.names).toEqual(['outer'])
})

test('EVENT10: what a focused element contains is patched as anything else', async ({ page }) => {
  await openWithInbox(page, '/events')
  const button = page.locator('#plain')
  await button.focus()
  await button.click()
  await handled(page, 1)
  await expect(button).toBeFocused()
  await expect(button).toHaveText('Plain 1')
})
