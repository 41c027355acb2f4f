/** A form of the application, and a server that really ends. */
import { expect, settled, test } from '../support/test.ts'

test('FORM8: what was written stays when the server is killed and started again', async ({ person, server, allow }) => {
  allow(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|WebSocket connection to/)
  const { page } = await person('Ann')
  await page.goto('/rooms/new')
  await settled(page)
  await page.getByLabel('Name').fill('Kept over a restart')
  await server.kill()
  await expect(page.locator('html')).toHaveAttribute('data-live', 'disconnected')
  await page.getByLabel('Description').fill('Written meanwhile')
  await server.start()
  await settled(page)
  await expect(page.getByLabel('Name')).toHaveValue('Kept over a restart')
  await expect(page.getByLabel('Description')).toHaveValue('Written meanwhile')
  await page.getByRole('button', { name: 'Create room' }).click()
  await expect(page.getByRole('heading', { name: 'Kept over a restart' })).toBeVisible()
})
