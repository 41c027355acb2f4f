/** Focus, selection, scroll positions and whatever is open in an element stay when it moves, in every browser. */
import { expect, type Page } from '@playwright/test'
import type { Place } from '../fixtures/moves-view.ts'
import { test } from '../fixtures/server.ts'
import { settled } from '../support/test.ts'

/** The browser, and browsers that keep less of an element that moves. Each function runs before any other script. */
const BROWSERS = {
  'as it is': () => {},
  'without moveBefore': () => Reflect.deleteProperty(Element.prototype, 'moveBefore'),
  'whose moveBefore forgets what is scrolled': () => {
    const { moveBefore } = Element.prototype
    Element.prototype.moveBefore = function (node: Node, before: Node | null) {
      moveBefore.call(this, node, before)
      if (node instanceof Element) for (const element of node.querySelectorAll('*')) element.scrollTo(0, 0)
    }
  },
  'whose moveBefore inserts': () => {
    Element.prototype.moveBefore = Element.prototype.insertBefore as (node: Node, before: Node | null) => void
  },
}

interface State {
  /** Brings the things of this name into the state, as a person does. */
  readonly begin: (page: Page, name: string) => Promise<unknown>
  /** Reads the state, which is to stay. */
  readonly read: (name: string) => unknown
}

const LINES = Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n')

const STATES: Readonly<Record<string, State>> = {
  'a selection in a line of text': {
    begin: async (page, name) => {
      await page.locator(`#line-${name}`).fill('being written')
      await press(page, 'Home', 'ArrowRight', 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight')
    },
    read: (name) => {
      const field = document.querySelector<HTMLInputElement>(`#line-${name}`)!
      const { value, selectionStart, selectionEnd, selectionDirection } = field
      return [document.activeElement?.id, value, selectionStart, selectionEnd, selectionDirection]
    },
  },
  'a line of text that is scrolled to its end': {
    begin: async (page, name) => {
      await page.locator(`#line-${name}`).fill('a long line '.repeat(30))
      await press(page, 'Home', 'End')
      await waitUntilScrolled(page, `#line-${name}`, 'scrollLeft')
    },
    read: (name) => {
      const field = document.querySelector<HTMLInputElement>(`#line-${name}`)!
      return [document.activeElement?.id, field.selectionStart, field.scrollLeft]
    },
  },
  'a caret in several lines that are scrolled elsewhere': {
    begin: async (page, name) => {
      await page.locator(`#lines-${name}`).fill(LINES)
      await press(page, 'Control+Home', 'ArrowDown', 'ArrowRight')
      await wheel(page, `#lines-${name}`)
    },
    read: (name) => {
      const field = document.querySelector<HTMLTextAreaElement>(`#lines-${name}`)!
      return [document.activeElement?.id, field.selectionStart, field.scrollTop]
    },
  },
  'a selection in a field without the focus': {
    begin: async (page, name) => {
      await page.locator(`#line-${name}`).fill('being written')
      await press(page, 'Home', 'Shift+ArrowRight')
      await page.locator(`#lines-${name}`).click()
    },
    read: (name) => {
      const field = document.querySelector<HTMLInputElement>(`#line-${name}`)!
      return [document.activeElement?.id, field.selectionStart, field.selectionEnd]
    },
  },
  'a selection in editable content': {
    begin: async (page, name) => {
      await page.locator(`#note-${name}`).click()
      await press(page, 'End', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft')
    },
    read: selectionAnd,
  },
  'a selection of text': {
    begin: (page, name) => page.locator(`#text-${name}`).dblclick(),
    read: selectionAnd,
  },
  'the focus of a button': {
    begin: (page, name) => page.locator(`#button-${name}`).focus(),
    read: () => [document.activeElement?.id],
  },
  'an open popover': {
    begin: (page, name) => page.locator(`#button-${name}`).click(),
    read: (name) => [document.querySelector(`#menu-${name}`)!.matches(':popover-open')],
  },
  'a scrolled box': {
    begin: (page, name) => wheel(page, `#box-${name}`),
    read: (name) => document.querySelector(`#box-${name}`)!.scrollTop,
  },
  // The last state, because nothing else can be reached while it is open.
  'a modal dialog': {
    begin: async (page, name) => {
      await page.locator(`#dialog-${name}`).evaluate((dialog: HTMLDialogElement) => dialog.showModal())
      await page.getByLabel(`answer to ${name}`).fill('An answer')
    },
    read: (name) => {
      const dialog = document.querySelector(`#dialog-${name}`)!
      return [dialog.matches(':modal'), dialog.contains(document.activeElement)]
    },
  },
}

for (const [kind, prepare] of Object.entries(BROWSERS)) {
  for (const place of ['row', 'part'] satisfies Place[]) {
    test(`STR5: a ${place} that moves keeps focus, selection, scroll positions and what is open, in a browser ${kind}`, async ({
      page,
    }) => {
      await page.addInitScript(prepare)
      await page.goto('/moves')
      await settled(page)
      for (const [state, { begin, read }] of Object.entries(STATES)) {
        const untouched = await page.evaluate(read, `${place}-2`)
        await begin(page, `${place}-2`)
        await settled(page)
        const before = await page.evaluate(read, `${place}-2`)
        expect(before, `${state} begins`).not.toEqual(untouched)
        const blurs = await page.locator('output').textContent()
        for (const order of [
          [2, 1, 3],
          [1, 3, 2],
          [3, 2, 1],
        ]) {
          await push(page, 'order', order)
          const ids = await page.locator(`#${place}s > li`).evaluateAll((rows) => rows.map(({ id }) => id))
          expect(ids).toEqual(order.map((id) => `${place}-${id}`))
          expect(await page.evaluate(read, `${place}-2`), `${state}, moved to ${order}`).toEqual(before)
        }
        for (const isWrapped of place === 'part' ? [true, false] : []) {
          await push(page, 'wrap', isWrapped)
          await expect(page.locator('#parts > div')).toHaveCount(isWrapped ? 1 : 0)
          expect(await page.evaluate(read, `${place}-2`), `${state}, wrapped: ${isWrapped}`).toEqual(before)
        }
        await expect(page.locator('output'), `the events of a field that was left: ${state}`).toHaveText(blurs!)
      }
    })
  }
}

/** The id of the element with the focus, and what is selected. */
function selectionAnd(): unknown {
  const selection = document.getSelection()!
  return [document.activeElement?.id, String(selection), selection.anchorOffset, selection.focusOffset]
}

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

async function wheel(page: Page, selector: string): Promise<void> {
  await page.locator(selector).hover()
  await page.mouse.wheel(0, 60)
  // All of the wheel's distance, which takes some frames.
  await waitUntilScrolled(page, selector, 'scrollTop', 60)
}

function waitUntilScrolled(page: Page, selector: string, side: 'scrollTop' | 'scrollLeft', atLeast = 1): Promise<void> {
  const position = () => page.locator(selector).evaluate((element, side) => element[side], side)
  return expect.poll(position, `${side} of ${selector}`).toBeGreaterThanOrEqual(atLeast)
}

async function push(page: Page, name: string, payload: unknown): Promise<void> {
  await page.evaluate(([name, payload]) => window.live.push(name as string, payload), [name, payload])
  await settled(page)
}
