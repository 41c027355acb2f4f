/** What a person has begun in an element stays when the element moves, whatever the browser makes of a move. */
import { expect, type Page } from '@playwright/test'
import type { Place } from '../fixtures/moves-view.ts'
import { test } from '../fixtures/server.ts'
import { settled } from '../support/test.ts'

/** Browsers as they are, and as some of them are. Each changes the page before any other script runs. */
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
  /** Has a person bring the element of this name about. */
  readonly begin: (page: Page, name: string) => Promise<unknown>
  /** What is to stay. */
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
    },
    read: (name) => {
      const field = document.querySelector<HTMLInputElement>(`#line-${name}`)!
      return [document.activeElement?.id, field.selectionStart, field.scrollLeft > 0, field.scrollLeft]
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
      return [document.activeElement?.id, field.selectionStart, field.scrollTop > 0, field.scrollTop]
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
    read: (name) => {
      const { scrollTop } = document.querySelector(`#box-${name}`)!
      return [scrollTop > 0, scrollTop]
    },
  },
  // The last one: nothing else is reached while it is open.
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
    test(`STR5: what is begun in a ${place} that moves stays, in a browser ${kind}`, async ({ page }) => {
      await page.addInitScript(prepare)
      await page.goto('/moves')
      await settled(page)
      for (const [state, { begin, read }] of Object.entries(STATES)) {
        await begin(page, `${place}-2`)
        await settled(page)
        const before = await page.evaluate(read, `${place}-2`)
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
  // The whole of it, which takes some frames.
  await page.waitForFunction((selector) => document.querySelector(selector)!.scrollTop >= 60, selector)
}

async function push(page: Page, name: string, payload: unknown): Promise<void> {
  await page.evaluate(([name, payload]) => window.live.push(name as string, payload), [name, payload])
  await settled(page)
}
