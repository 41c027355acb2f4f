import assert from 'node:assert/strict'
import { it } from 'node:test'
import { readTexts, textOf } from './message-texts.ts'

const PAGE = 50

/** The rows that stand in the page. */
let shown = new Map<string, Element>()

/** A page of messages, which the text of each names. */
function pageOf(page: number): Element[] {
  return Array.from({ length: PAGE }, (_, index) => {
    const id = page * PAGE + index
    return { id: `messages-${id}`, querySelector: () => ({ textContent: `text ${id}` }) } as unknown as Element
  })
}

/** The row of a message after a translation of the page. */
function translated(id: number): Element {
  return { id: `messages-${id}`, querySelector: () => ({ textContent: 'translated' }) } as unknown as Element
}

it('keeps the source text of every row in the page, however many pages were read, and lets go of the others', (t) => {
  t.after(() => Reflect.deleteProperty(globalThis, 'document'))
  Object.assign(globalThis, { document: { getElementById: (id: string) => shown.get(id) ?? null } })
  for (let page = 0; page < 50; page++) {
    const rows = pageOf(page)
    readTexts(rows, true)
    // Only now do they come into the page, which holds the last five pages.
    const standing = [...shown, ...rows.map((row) => [row.id, row] as const)]
    shown = new Map(standing.slice(-5 * PAGE))
    for (const [key] of shown) {
      const id = Number(key.replace('messages-', ''))
      assert.deepEqual(textOf(translated(id)), { body: `text ${id}`, isSure: true }, `page ${page}`)
    }
  }
  assert.equal(textOf(translated(0)).body, 'translated')
})
