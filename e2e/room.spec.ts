import { composer, message, messageIds, newRoom, openRoom, send, uniqueName } from './support/room.ts'
import { expect, settled, test } from './support/test.ts'

test.describe('two people in a room', () => {
  test('each sees at once what the other sends, edits and deletes', { tag: '@focus-among-windows' }, async ({
    person,
  }) => {
    const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
    const room = await newRoom(ann.page, uniqueName('together'))
    await openRoom(bob.page, room)
    await send(ann.page, 'Hello, Bob')
    await expect(message(bob.page, 'Hello, Bob')).toHaveCount(1)
    await expect(message(bob.page, 'Hello, Bob').locator('header b')).toHaveText('Ann')
    await expect(message(ann.page, 'Hello, Bob')).toHaveCount(1)
    await expect(ann.page.locator('article[data-state]')).toHaveCount(0)

    await message(ann.page, 'Hello, Bob').hover()
    await message(ann.page, 'Hello, Bob').getByRole('button', { name: 'Edit message' }).click()
    const editor = ann.page.getByRole('textbox', { name: 'Edit message' })
    await expect(editor).toBeFocused()
    await editor.fill('Hello again, Bob')
    await ann.page.getByRole('button', { name: 'Save' }).click()
    await expect(message(bob.page, 'Hello again, Bob')).toContainText('edited')
    await expect(composer(ann.page)).toBeFocused()

    await message(ann.page, 'Hello again').getByRole('button', { name: 'Delete message' }).click()
    await ann.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await expect(message(bob.page, 'Hello again')).toHaveCount(1)
    await message(ann.page, 'Hello again').getByRole('button', { name: 'Delete message' }).click()
    await ann.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(message(bob.page, 'Hello again')).toHaveCount(0)
    await expect(bob.page.getByText('No messages yet')).toBeVisible()
  })

  test('[L72] you have no buttons to change what somebody else wrote', async ({ person }) => {
    const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
    const room = await newRoom(ann.page, uniqueName('rights'))
    await send(ann.page, 'Mine')
    await openRoom(bob.page, room)
    await expect(message(bob.page, 'Mine').getByRole('button')).toHaveCount(1)
    await expect(message(bob.page, 'Mine').getByRole('button', { name: 'Copy link' })).toBeAttached()
  })

  test('[L45] ten quick messages arrive in the order in which they were sent, for both', async ({ person }) => {
    const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
    const room = await newRoom(ann.page, uniqueName('order'))
    await openRoom(bob.page, room)
    for (let index = 0; index < 10; index++) await send(ann.page, `number ${index}`)
    const expected = Array.from({ length: 10 }, (_, index) => `number ${index}`)
    for (const { page } of [ann, bob]) await expect(page.locator('#messages [data-body]')).toHaveText(expected)
    await expect(ann.page.locator('article[data-state]')).toHaveCount(0)
  })

  test('[L115] two tabs of one person show a message once each', async ({ person }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName('tabs'))
    const second = await page.context().newPage()
    await openRoom(second, room)
    await send(page, 'from the first tab')
    await expect(message(second, 'from the first tab')).toHaveCount(1)
    await send(second, 'from the second tab')
    await expect(message(page, 'from the second tab')).toHaveCount(1)
    // The other tab can be told before the sender itself, whose row is still pending then and has no number.
    for (const tab of [page, second]) await expect(tab.locator('article[data-state]')).toHaveCount(0)
    expect(await messageIds(page)).toEqual(await messageIds(second))
  })
})

test.describe('writing', () => {
  test('[L40] [L43] Enter sends once, Shift+Enter breaks the line', async ({ person }) => {
    const { page } = await person('Ann')
    await newRoom(page, uniqueName('keys'))
    await composer(page).focus()
    await page.keyboard.type('first')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('  second')
    await page.keyboard.down('Enter')
    await page.keyboard.down('Enter')
    await page.keyboard.up('Enter')
    await expect(page.locator('#messages [data-body]')).toHaveText(['first\n  second'], { useInnerText: true })
    await expect(composer(page)).toHaveValue('')
    await expect(composer(page)).toBeFocused()
  })

  test('[L41] blank text is not sent, and the button says so', async ({ person }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName('blank'))
    const button = page.getByRole('button', { name: 'Send' })
    await expect(button).toBeDisabled()
    for (const text of ['  \n ', '\u200b', '\u2800']) {
      await send(page, text)
      await expect(button, `with ${JSON.stringify(text)}`).toBeDisabled()
    }
    await composer(page).fill('a draft')
    await expect(button).toBeEnabled()
    await openRoom(page, '/rooms/1')
    await expect(button, 'in another room').toBeDisabled()
    await openRoom(page, room)
    await expect(button, 'with the draft again').toBeEnabled()
    await button.click()
    await expect(button).toBeDisabled()
    await expect(composer(page)).toBeFocused()
    await expect(page.locator('#messages [data-body]')).toHaveText(['a draft'])
  })

  test('[L76] the composer shrinks after sending where the style sheet cannot size it', async ({ person }) => {
    const { page } = await person('Ann')
    await page.addInitScript(() => {
      const supports = CSS.supports.bind(CSS)
      CSS.supports = (condition: string, value?: string) => {
        if (condition.includes('field-sizing')) return false
        return value === undefined ? supports(condition) : supports(condition, value)
      }
    })
    await newRoom(page, uniqueName('size'))
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync('textarea { field-sizing: fixed !important }')
      document.adoptedStyleSheets = [sheet]
    })
    const height = () => composer(page).evaluate((field) => field.getBoundingClientRect().height)
    const before = await height()
    await composer(page).fill('one\ntwo\nthree\nfour')
    expect(await height()).toBeGreaterThan(before + 40)
    await composer(page).press('Enter')
    expect(await height()).toBe(before)
  })

  test('[L50] too long a text is said before it is sent, and kept', async ({ person }) => {
    const { page } = await person('Ann')
    await newRoom(page, uniqueName('long'))
    await composer(page).fill('x'.repeat(9_900))
    await expect(page.getByText('100 characters left')).toBeVisible()
    await composer(page).fill('x'.repeat(10_003))
    await expect(page.getByText('Too long by 3 characters')).toBeVisible()
    await composer(page).press('Enter')
    await expect(composer(page)).toHaveValue(/^x{10003}$/)
    await composer(page).fill('x'.repeat(10_000))
    await composer(page).press('Enter')
    await expect(message(page, 'xxx')).toHaveCount(1)
  })

  test('[L49] a text that the server refuses stays, says why, and can be had back', async ({ person }) => {
    const { page } = await person('Ann')
    await newRoom(page, uniqueName('refused'))
    await composer(page).evaluate((field: HTMLTextAreaElement) => {
      field.value = 'half \ud800 a character'
      field.dispatchEvent(new Event('input', { bubbles: true }))
    })
    await composer(page).press('Enter')
    const failed = page.locator('article[data-state="failed"]')
    await expect(failed).toContainText('Not sent: This holds half a character')
    await failed.getByRole('button', { name: 'Retry' }).click()
    await expect(failed).toContainText('Not sent')
    await failed.getByRole('button', { name: 'Discard' }).click()
    await expect(failed).toHaveCount(0)
    await expect(composer(page)).toHaveValue(/half/)
  })

  test('[L64] ArrowUp in the empty composer edits the last own message, Escape leaves it as it was', {
    tag: '@focus-among-windows',
  }, async ({ person }) => {
    const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
    const room = await newRoom(ann.page, uniqueName('last'))
    await openRoom(bob.page, room)
    await send(ann.page, 'mine, first')
    await send(bob.page, 'of Bob')
    await send(ann.page, 'mine, last')
    await send(bob.page, 'of Bob again')
    await expect(message(ann.page, 'of Bob again')).toBeVisible()
    await composer(ann.page).press('ArrowUp')
    const editor = ann.page.getByRole('textbox', { name: 'Edit message' })
    await expect(editor).toHaveValue('mine, last')
    await editor.press('End')
    await ann.page.keyboard.type('!')
    await editor.press('Escape')
    await expect(editor).toHaveCount(0)
    await expect(message(ann.page, 'mine, last')).not.toContainText('edited')
    await expect(composer(ann.page)).toBeFocused()
    await composer(ann.page).press('ArrowUp')
    await editor.fill('mine, changed')
    await editor.press('Enter')
    await expect(message(bob.page, 'mine, changed')).toContainText('edited')
  })

  test('[L65] ArrowUp with text in the composer only moves the cursor', async ({ person }) => {
    const { page } = await person('Ann')
    await newRoom(page, uniqueName('cursor'))
    await send(page, 'sent')
    await expect(message(page, 'sent')).toBeVisible()
    await composer(page).fill('being written')
    await composer(page).press('ArrowUp')
    await expect(page.getByRole('textbox', { name: 'Edit message' })).toHaveCount(0)
  })

  test('[L66] saving unchanged is no edit; saving empty asks whether to delete', async ({ person }) => {
    const { page } = await person('Ann')
    await newRoom(page, uniqueName('unchanged'))
    await send(page, 'as it is')
    await expect(message(page, 'as it is')).not.toHaveAttribute('data-state')
    await composer(page).press('ArrowUp')
    const editor = page.getByRole('textbox', { name: 'Edit message' })
    await editor.press('Enter')
    await expect(editor).toHaveCount(0)
    await expect(message(page, 'as it is')).not.toContainText('edited')
    await composer(page).press('ArrowUp')
    for (const text of ['\u200b', '\u2800', '']) {
      await editor.fill(text)
      await editor.press('Enter')
      await expect(page.getByRole('dialog'), `after ${JSON.stringify(text)}`).toBeVisible()
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    }
    await editor.press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(message(page, 'as it is')).toHaveCount(0)
    await expect(composer(page)).toBeFocused()
  })

  test('[L70] [L71] an edit that arrives leaves what is being typed alone; a deletion gives it back', {
    tag: '@focus-among-windows',
  }, async ({ person }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName('two tabs'))
    await send(page, 'original')
    const second = await page.context().newPage()
    await openRoom(second, room)
    await message(page, 'original').getByRole('button', { name: 'Edit message' }).click()
    const editor = page.getByRole('textbox', { name: 'Edit message' })
    await editor.fill('typed here')
    await message(second, 'original').getByRole('button', { name: 'Edit message' }).click()
    await second.getByRole('textbox', { name: 'Edit message' }).fill('changed there')
    await second.getByRole('button', { name: 'Save' }).click()
    await expect(page.locator('article [data-body]')).toHaveText('changed there')
    await expect(editor).toHaveValue('typed here')
    await expect(editor).toBeFocused()
    await message(second, 'changed there').getByRole('button', { name: 'Delete message' }).click()
    await second.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(editor).toHaveCount(0)
    await expect(composer(page)).toHaveValue('typed here')
    await expect(page.locator('#flash')).toContainText('deleted')
  })
})

test.describe('what is in a message', () => {
  test('[L80] [L84] [L88] markup is text, addresses are links, white space stays', async ({ person }) => {
    const { page } = await person('<img src=x onerror=alert(1)>')
    await newRoom(page, uniqueName('<script>alert(1)</script>'))
    const text = '  <script>window.hacked = 1</script>\n\njavascript:alert(1) (https://a.example/x?a=1&b=2).'
    await send(page, text)
    await expect(page.locator('#messages article[id] [data-body]')).toHaveText(text, { useInnerText: true })
    const links = page.locator('[data-body] a')
    await expect(links).toHaveCount(1)
    await expect(links).toHaveAttribute('href', 'https://a.example/x?a=1&b=2')
    await expect(links).toHaveAttribute('rel', /noopener/)
    await page.reload()
    await settled(page)
    await expect(page.locator('#messages [data-body]')).toHaveText(text, { useInnerText: true })
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
  })

  test('[L84] a link to a message of this Rill opens in place, one to elsewhere in a new tab', async ({ person }) => {
    const { page } = await person('Ann')
    await page.context().route('https://a.example/', (route) => route.fulfill({ body: 'elsewhere' }))
    const target = await newRoom(page, uniqueName('target'))
    await send(page, 'the message meant')
    await expect(message(page, 'the message meant')).not.toHaveAttribute('data-state')
    const [id] = await messageIds(page)
    await newRoom(page, uniqueName('links'))
    await send(page, `${new URL(page.url()).origin}${target}?message=${id} https://a.example/`)
    const links = page.locator('#messages article[id] [data-body] a')
    await expect(links).toHaveCount(2)
    await page.evaluate(() => Object.assign(window, { sameDocument: true }))
    await links.first().click()
    await expect(message(page, 'the message meant')).toBeInViewport()
    expect(new URL(page.url()).search).toBe(`?message=${id}`)
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true)
    await page.goBack()
    await expect(links.nth(1)).toHaveAttribute('target', '_blank')
    const [tab] = await Promise.all([page.context().waitForEvent('page'), links.nth(1).click()])
    await tab.close()
    expect(page.context().pages()).toHaveLength(1)
  })

  test('[L82] a very long word wraps, also on a narrow screen', async ({ person }) => {
    const { page } = await person('Ann')
    await page.setViewportSize({ width: 320, height: 600 })
    await newRoom(page, uniqueName('wrap'))
    await send(page, `https://a.example/${'x'.repeat(500)}`)
    await expect(message(page, 'xxx')).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  })

  test('[L35] messages of one author within minutes stand under one name', async ({ person }) => {
    const [ann, bob] = await Promise.all([person('Ann'), person('Bob')])
    const room = await newRoom(ann.page, uniqueName('groups'))
    await openRoom(bob.page, room)
    for (const [who, text] of [
      [ann, 'a1'],
      [ann, 'a2'],
      [bob, 'b1'],
      [ann, 'a3'],
    ] as const) {
      await send(who.page, text)
      await expect(message(ann.page, text)).toHaveCount(1)
      await expect(message(ann.page, text)).not.toHaveAttribute('data-state')
    }
    const heads = () => ann.page.locator('#messages > article[data-head] [data-body]')
    await expect(heads()).toHaveText(['a1', 'b1', 'a3'])
    await expect(ann.page.locator('.day-separator')).toHaveText(['Today'])
    await message(bob.page, 'b1').getByRole('button', { name: 'Delete message' }).click()
    await bob.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(heads()).toHaveText(['a1'])
    await message(ann.page, 'a1').getByRole('button', { name: 'Delete message' }).click()
    await ann.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(heads()).toHaveText(['a2'])
    await expect(ann.page.locator('.day-separator')).toHaveText(['Today'])
  })
})
