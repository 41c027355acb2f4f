import assert from 'node:assert/strict'
import { it } from 'node:test'

/** A row of the person with the id 7; the edits of its messages are drafts in the browser's storage. */
function row(id: number) {
  return {
    ...{ id: `messages-${id}`, dataset: {}, marks: 0 },
    getAttribute: (name: string) => (name === 'data-author-id' ? '7' : null),
    hasAttribute: () => false,
    querySelector: () => null,
    append() {
      this.marks++
    },
  }
}

it('[L61] looks for unsaved edits in the rows that changed, not in all rows of the page', async (t) => {
  const stored = Object.fromEntries(
    [1, 2, 3].map((id) => [`rill:edit:7:messages-${id}:d${id}`, JSON.stringify({ text: 'begun', at: Date.now() })]),
  )
  const storage = Object.defineProperty(stored, 'getItem', { value: (key: string) => stored[key] ?? null })
  const element = () => ({ dataset: {}, append: () => undefined, setAttribute: () => undefined })
  const list = { querySelectorAll: () => assert.fail('The whole list was searched.') }
  const fakes = {
    window: { addEventListener: () => undefined },
    navigator: { platform: 'test' },
    localStorage: storage,
    sessionStorage: storage,
    document: {
      ...{ body: { dataset: { userId: '7' } }, addEventListener: () => undefined, createElement: element },
      getElementById: (id: string) => (id === 'messages' ? list : null),
    },
  }
  const before = Object.keys(fakes).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const)
  for (const [name, value] of Object.entries(fakes))
    Object.defineProperty(globalThis, name, { value, configurable: true })
  t.after(() => {
    for (const [name, was] of before) {
      if (was) Object.defineProperty(globalThis, name, was)
      else Reflect.deleteProperty(globalThis, name)
    }
  })
  const { MessageEditor } = await import('./message-editor.ts')
  const asked: unknown[] = []
  const never = () => assert.fail('Nothing is done with a message.')
  const editor = new MessageEditor({
    textOf: (message) => {
      asked.push(message)
      return { body: 'written', isSure: true }
    },
    ...{ refusedEdit: never, ask: never, giveUpRefused: never, edit: never, delete: never, giveBack: never },
  })
  const root = new EventTarget()
  editor.start(root as unknown as Element)
  const [added, updated, other] = [row(1), row(2), row(4)]
  const detail = {
    ...{ added: [added], updated: new Set([updated]), restacked: new Set([added, other]) },
    ...{ unloaded: [], deleted: new Map(), heldBack: [] },
  }
  root.dispatchEvent(new CustomEvent('live:rows', { detail }))
  assert.deepEqual(asked, [added, updated])
  assert.deepEqual([added.marks, updated.marks, other.marks], [1, 1, 0])
})
