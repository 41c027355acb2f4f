/** What keeps a tab from hearing of anything for a while, as the browser's developer tools have it. */
import { setTimeout } from 'node:timers/promises'
import type { Page } from '@playwright/test'

const FULL_SPEED = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 }

/** Takes the network away from a page for so many milliseconds. */
export async function beOffline(page: Page, duration: number): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.emulateNetworkConditions', { offline: true, ...FULL_SPEED })
  await setTimeout(duration)
  await devtools.send('Network.emulateNetworkConditions', { offline: false, ...FULL_SPEED })
  await devtools.detach()
}

/** Has the browser put a page to sleep for so many milliseconds. */
export async function beFrozen(page: Page, duration: number): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
  await setTimeout(duration)
  await devtools.send('Page.setWebLifecycleState', { state: 'active' })
  await devtools.detach()
}
