/** What was written and not sent or saved is there again, whatever happens to the page and in other tabs. */
import type { Page } from '@playwright/test'
import { composer, message, newRoom, openRoom, send, uniqueName } from './support/room.ts'
import { expect, settled, test } from './support/test.ts'

const LONG = 'a long text that took a while to write'

/** Leaves the room for the page before it in the history, over the socket, and comes back. */
async function leaveAndReturn(page: Page, room: string): Promise<void> {
  await page.goBack()
  await expect(composer(page)).toHaveCount(0)
  await page.goForward()
  await expect(page).toHaveURL(room)
  await settled(page)
}

test.describe('[L75] the draft of a tab stays whatever another tab does', () => {
  test('when that sends or empties what is in its own composer', async ({ person }) => {
    const { page: holder } = await person('Ann')
    const room = await newRoom(holder, uniqueName('two drafts'))
    const other = await holder.context().newPage()
    await openRoom(other, room)
    const acts: readonly [string, () => Promise<void>][] = [
      ['sends another text', () => send(other, 'short')],
      ['empties its composer', () => composer(other).fill('')],
      [
        'writes and deletes',
        async () => {
          await composer(other).fill('x')
          await composer(other).press('Backspace')
        },
      ],
    ]
    for (const [index, [act, perform]] of acts.entries()) {
      await test.step(act, async () => {
        const text = `${LONG} ${index}`
        await composer(holder).fill(text)
        await expect(composer(other), 'the empty composer shows the draft of the other tab').toHaveValue(text)
        await perform()
        await expect(composer(other)).toHaveValue('')
        await expect(composer(holder)).toHaveValue(text)
        await leaveAndReturn(holder, room)
        await expect(composer(holder)).toHaveValue(text)
        await holder.reload()
        await expect(composer(holder)).toHaveValue(text)
        await expect(composer(other), 'nothing appears in a composer that was just emptied').toHaveValue('')
        await composer(holder).fill('')
      })
    }
  })

  test('when each has written a text of its own', async ({ person }) => {
    const { page: holder } = await person('Ann')
    const room = await newRoom(holder, uniqueName('own drafts'))
    const other = await holder.context().newPage()
    await openRoom(other, room)
    await composer(other).fill('of the other')
    await composer(holder).fill('of the other, then changed here')
    await expect(composer(other)).toHaveValue('of the other')
    await send(other, 'sent by the other')
    await composer(other).fill('next')
    await holder.reload()
    await expect(composer(holder)).toHaveValue('of the other, then changed here')
    await composer(other).fill('next, and more')
    await expect(composer(holder)).toHaveValue('of the other, then changed here')
    await other.reload()
    await expect(composer(other)).toHaveValue('next, and more')
    await send(other, 'next, and sent')
    await holder.close()
    await openRoom(other, room)
    await expect(composer(other), 'the draft of a tab that was closed').toHaveValue('of the other, then changed here')
    await send(other, 'sent in the end')
    await openRoom(other, room)
    await expect(composer(other)).toHaveValue('')
  })

  test('a draft that an earlier version has kept is still there', async ({ person }) => {
    const { page } = await person('Ann')
    const room = await newRoom(page, uniqueName('earlier'))
    await page.evaluate((id) => {
      localStorage.setItem(`rill:draft:${document.body.dataset.userId}:${id}`, '{kept} by an earlier version')
    }, room.split('/').at(-1))
    await openRoom(page, room)
    await expect(composer(page)).toHaveValue('{kept} by an earlier version')
    await composer(page).press('Enter')
    await expect(message(page, '{kept}')).toHaveCount(1)
    await openRoom(page, room)
    await expect(composer(page)).toHaveValue('')
  })
})
