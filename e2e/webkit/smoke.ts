/**
 * A minute of Rill in WebKitGTK: a person signs up, sends messages from two windows, writes while the server is gone, and
 * reads history with a real mouse wheel.
 *
 * WebKit scrolls in a thread of its own. When a page puts rows above and scrolls by their height, WebKit forgets up to some
 * 300 px of the wheel's motion that the page has not seen yet; a static page loses them too. So motion is compared to 1 px
 * while nothing loads, and within these limits while pages of history load. Single frames are not judged.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { By, Key, until, type WebDriver } from 'selenium-webdriver'
import { recordMotion } from '../support/scroll-record.ts'
import { RillServer } from '../support/server.ts'
import { PATIENCE, startWebKit, turnWheelUp, type WebKitBrowser } from './webkit-browser.ts'

/** Pages of history to load by the wheel. */
const PAGES = 5
/** Turns of the wheel that load nothing. */
const FEW_TURNS = 3
/** Turns of the wheel at once: a little more than a screen, so that pages load while it turns. */
const TURNS = 10
/** Pixels of the wheel's motion that WebKit may forget whenever rows are put above. */
const LOST_BY_WEBKIT = 300
/** Milliseconds after which WebKit does not tell the page of a motion until the next one. */
const LATE = 2_000
const RECORDED = { scroller: '.scroller', rows: '#messages > article[id]', text: ':scope > [data-body]' }
/** Takes down by how many pixels one turn of the wheel scrolls. The first turns may not be told to the page. */
const LEARN_STEP = `globalThis.wheelStep = null
  addEventListener('wheel', ({ deltaY }) => { wheelStep = Math.abs(deltaY) }, { passive: true })`
const CONNECTED = 'html[data-live="connected"]:not([data-live-busy])'
const SHOWN_IDS = `return Array.from(
  document.querySelectorAll('#messages > article[id]'), ({ id }) => Number(id.replace('messages-', '')))`
/** The texts of the messages that the server has confirmed. */
const CONFIRMED = `return Array.from(
  document.querySelectorAll('#messages > article[id]:not([data-state]) [data-body]'), ({ textContent }) => textContent)`

describe('Rill in WebKitGTK', { timeout: 180_000 }, () => {
  let server: RillServer
  let browser: WebKitBrowser | undefined
  let driver: WebDriver
  /** How often the wheel was turned. */
  let turns = 0

  before(async () => {
    server = await RillServer.launch({ messages: 4_000 })
    browser = await startWebKit()
    driver = browser.driver
  })

  after(async () => {
    await browser?.stop()
    await server.dispose()
  })

  test('a person signs up', async () => {
    await driver.get(`${server.url}/sign-up`)
    await driver.findElement(By.name('name')).sendKeys('Ann')
    await driver.findElement(By.name('email')).sendKeys('ann-in-webkit@rill.example')
    await driver.findElement(By.name('password')).sendKeys('a password for tests', Key.ENTER)
    await driver.wait(until.urlContains('/rooms'), PATIENCE, 'the page after signing up')
    await expectElement(CONNECTED, 'a page that is connected')
  })

  test('a message from one window appears in the other', async () => {
    const first = await driver.getWindowHandle()
    await openRoom()
    await driver.switchTo().newWindow('window')
    const second = await driver.getWindowHandle()
    await openRoom()
    await send('from the second window')
    await driver.switchTo().window(first)
    await expectOne('from the second window')
    await send('from the first window')
    await driver.switchTo().window(second)
    await expectOne('from the first window')
    await driver.close()
    await driver.switchTo().window(first)
  })

  test('a message that is written while the server is gone is sent once it is back', async () => {
    await server.stop()
    await expectElement('html:not([data-live="connected"])', 'a page that has lost its connection')
    await send('while the server is gone')
    await expectElement('#messages > article[data-state]', 'a message that waits')
    await server.start()
    await expectElement('html[data-live="connected"]', 'a page that is connected again')
    await expectOne('while the server is gone')
  })

  test('messages move as far as the wheel turns, to 1 px while nothing loads', async () => {
    await openRoom()
    await driver.executeScript(`(${recordMotion})(arguments[0])`, RECORDED)
    await driver.executeScript(LEARN_STEP)
    const hasFollowed = async () => Math.abs(await lostMotion()) <= 1
    await turn(FEW_TURNS)
    // WebKit may tell the page of the last part of a motion only when the wheel turns again.
    while (!(await driver.wait(hasFollowed, LATE).catch(() => false))) {
      assert.equal(await ask('loads("first")'), 0, `messages moved by ${await lostMotion()} px less than the wheel`)
      await turn(1)
    }
  })

  test('the wheel leads through pages of history', async () => {
    const deadline = performance.now() + 3 * PATIENCE
    while ((await ask('loads("first")')) < PAGES) {
      assert.ok(performance.now() < deadline, `the wheel loads ${PAGES} pages of history`)
      await turn(TURNS)
      await ask('waitForRest()')
    }
    const lost = await lostMotion()
    const limit = (await ask('loads("first")')) * LOST_BY_WEBKIT
    assert.ok(
      lost >= -1 && lost <= limit,
      `messages moved by ${lost} px less than the wheel, at most ${limit} px expected`,
    )
    const ids = await driver.executeScript<number[]>(SHOWN_IDS)
    const inOrder = ids.toSorted((one, other) => one - other)
    assert.deepEqual(ids, inOrder, 'the messages are in order')
  })

  async function openRoom(): Promise<void> {
    await driver.get(`${server.url}/rooms/1`)
    await expectElement(CONNECTED, 'a page that is connected')
  }

  async function send(text: string): Promise<void> {
    await driver.findElement(By.id('composer-body')).sendKeys(text, Key.ENTER)
  }

  /** Evaluates a member of the page's motion recorder. */
  function ask(member: string): Promise<number> {
    return driver.executeScript<number>(`return motion.${member}`)
  }

  async function turn(times: number): Promise<void> {
    turns += times
    await turnWheelUp(times)
  }

  /** Pixels by which the messages have moved less than the wheel has turned; NaN while that is not known. */
  async function lostMotion(): Promise<number> {
    const step = await driver.executeScript<number | null>('return wheelStep')
    return turns * (step ?? Number.NaN) - (await ask('moved'))
  }

  async function expectElement(selector: string, what: string): Promise<void> {
    await driver.wait(until.elementLocated(By.css(selector)), PATIENCE, what)
  }

  /** The server has confirmed the message, and it is there once. */
  async function expectOne(text: string): Promise<void> {
    const isThereOnce = async () =>
      (await driver.executeScript<string[]>(CONFIRMED)).filter((each) => each.includes(text)).length === 1
    await driver.wait(isThereOnce, PATIENCE, `the message "${text}", confirmed and there once`)
  }
})
