import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'

const PERSON = '7'

/** A row of a message, by default one of the person who is signed in. */
function row(id: number, { author = PERSON, clientId = undefined as string | undefined } = {}) {
  return {
    ...{ id: `messages-${id}`, dataset: { clientId }, marks: 0 },
    getAttribute: (name: string) => (name === 'data-author-id' ? author : null),
    hasAttribute: () => false,
    querySelector: () => null,
    append() {
      this.marks++
    },
  }
}

/** Unsaved edits of messages 1 to 3, and of a message with a client id. */
const KEYS = ['messages-1', 'messages-2', 'messages-3', 'client-id'].map((place) => `rill:edit:${PERSON}:${place}:d`)
const stored = Object.fromEntries(KEYS.map((key) => [key, JSON.stringify({ text: 'begun', at: Date.now() })]))
const storage = Object.defineProperties(stored, {
  getItem: { value: (key: string) => stored[key] ?? null },
  removeItem: { value: (key: string) => Reflect.deleteProperty(stored, key) },
})
const element = () => ({ dataset: {}, append: () => undefined, setAttribute: () => undefined })
const list = { querySelectorAll: () => assert.fail('The whole list was searched.') }
const FAKES: Readonly<Record<string, unknown>> = {
  window: { addEventListener: () => undefined },
  navigator: { platform: 'test' },
  localStorage: storage,
  sessionStorage: Object.defineProperties(
    {},
    { getItem: { value: () => null }, removeItem: { value: () => undefined } },
  ),
  document: {
    ...{ body: { dataset: { userId: PERSON } }, addEventListener: () => undefined, createElement: element },
    getElementById: (id: string) => (id === 'messages' ? list : null),
  },
}

describe('[L61] the editor of messages', () => {
  const originals = Object.keys(FAKES).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const)
  const root = new EventTarget()
  let asked: unknown[] = []

  before(async () => {
    for (const [name, value] of Object.entries(FAKES)) {
      Object.defineProperty(globalThis, name, { value, configurable: true })
    }
    const { MessageEditor } = await import('./message-editor.ts')
    const never = () => assert.fail('Nothing is done with a message.')
    const editor = new MessageEditor({
      textOf: (message) => {
        asked.push(message)
        return { body: 'written', isSure: true }
      },
      ...{ refusedEdit: never, ask: never, giveUpRefused: never, edit: never, delete: never, giveBack: never },
    })
    editor.start(root as unknown as Element)
  })
  beforeEach(() => {
    asked = []
  })
  after(() => {
    for (const [name, original] of originals) {
      if (original) Object.defineProperty(globalThis, name, original)
      else Reflect.deleteProperty(globalThis, name)
    }
  })

  const NOTHING = {
    added: [],
    updated: new Set(),
    restacked: new Set(),
    unloaded: [],
    deleted: new Map(),
    heldBack: [],
  }
  type Rows = Partial<Record<keyof typeof NOTHING, unknown>>
  const rowsChange = (rows: Rows) =>
    root.dispatchEvent(new CustomEvent('live:rows', { detail: { ...NOTHING, ...rows } }))

  it('looks for unsaved edits in the rows that changed, not in all rows of the page', () => {
    const [added, updated, other] = [row(1), row(2), row(4)]
    rowsChange({ added: [added], updated: new Set([updated]), restacked: new Set([added, other]) })
    assert.deepEqual(asked, [added, updated])
    assert.deepEqual([added.marks, updated.marks, other.marks], [1, 1, 0])
  })

  it("does not take another person's message with the same client id for the one with the unsaved edit", () => {
    const [own, foreign] = [row(5, { clientId: 'client-id' }), row(6, { author: '8', clientId: 'client-id' })]
    rowsChange({ restacked: new Set([own, foreign]) })
    assert.deepEqual([own.marks, foreign.marks], [1, 0])
    for (const gone of [{ unloaded: [foreign] }, { deleted: new Map([[foreign.id, foreign]]) }]) rowsChange(gone)
    assert.deepEqual(Object.keys(stored), KEYS, 'the edit is kept')
  })
})
