import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DRAFT_AGE, Drafts } from './drafts.ts'

const PLACE = '3'

type StorageListener = (event: { key: string; newValue: string | null }) => void

/** Storage whose keys are its own properties, as in a browser. */
class FakeStorage {
  [key: string]: unknown
  getItem(key: string): string | null {
    return (this[key] as string | undefined) ?? null
  }
  setItem(key: string, value: string): void {
    this[key] = value
    if (this === current?.browser.storage) current.browser.changed(key, value)
  }
  removeItem(key: string): void {
    if (!(key in this)) return
    delete this[key]
    if (this === current?.browser.storage) current.browser.changed(key, null)
  }
}

/** The tab whose code runs. */
let current: Tab | null = null

class Browser {
  readonly storage = new FakeStorage()
  readonly tabs: Tab[] = []
  /** Texts that were seen and replaced in another tab than the one that they were written in. */
  readonly replaced = new Set<string>()

  /** `session`: the memory of the tab that it is a copy of. */
  tab(session?: FakeStorage): Tab {
    const tab = new Tab(this, Object.assign(new FakeStorage(), session))
    this.tabs.push(tab)
    return tab
  }

  get keys(): string[] {
    return Object.keys(this.storage)
  }

  /** Each other tab hears what one has changed. */
  changed(key: string, newValue: string | null): void {
    const source = current
    for (const tab of this.tabs) if (tab !== source) tab.run(() => tab.hear({ key, newValue }))
  }
}

/** A composer in a tab. */
class Tab {
  readonly browser: Browser
  readonly session: FakeStorage
  field = ''
  /** The text that its person has written here last, and has neither sent nor emptied. */
  written = ''
  #drafts!: Drafts
  #listeners: StorageListener[] = []

  constructor(browser: Browser, session: FakeStorage) {
    this.browser = browser
    this.session = session
    this.load()
  }

  load(): void {
    this.#listeners = []
    this.run(() => {
      this.#drafts = new Drafts('draft')
      this.#drafts.onChanged((_place, draft) => {
        this.field = draft?.text ?? ''
        return true
      })
      this.field = this.#drafts.open(PLACE)?.text ?? ''
    })
  }

  type(text: string): void {
    if (this.field !== this.written) this.browser.replaced.add(this.field)
    this.field = text
    this.written = text
    this.run(() => this.#drafts.keep(PLACE, { text }))
  }

  send(): string {
    const text = this.field
    this.field = ''
    this.written = ''
    if (text !== '') this.run(() => this.#drafts.drop(PLACE))
    return text
  }

  returnToRoom(): void {
    this.run(() => {
      this.field = this.#drafts.open(PLACE)?.text ?? ''
    })
  }

  close(): void {
    this.browser.tabs.splice(this.browser.tabs.indexOf(this), 1)
  }

  listen(listener: StorageListener): void {
    this.#listeners.push(listener)
  }

  hear(event: Parameters<StorageListener>[0]): void {
    for (const listener of this.#listeners) listener(event)
  }

  run(code: () => void): void {
    const before = current
    current = this
    clock++
    code()
    current = before
  }
}

/** What the code of the current tab finds. */
const WINDOW: Readonly<Record<string, () => unknown>> = {
  document: () => ({ body: { dataset: { userId: '7' } } }),
  window: () => ({ addEventListener: (_: string, listener: StorageListener) => current!.listen(listener) }),
  localStorage: () => current!.browser.storage,
  // No other tab hears of what a tab keeps for itself.
  sessionStorage: () => current!.session,
}
for (const [name, get] of Object.entries(WINDOW)) Object.defineProperty(globalThis, name, { get, configurable: true })

/** No two acts happen in the same millisecond. */
let clock = Date.now()
Date.now = () => clock

let counter = 0
const ACTS: Readonly<Record<string, (tab: Tab) => void>> = {
  replaces: (tab) => tab.type(`text ${counter++}`),
  appends: (tab) => tab.type(`${tab.field} and ${counter++}`),
  empties: (tab) => tab.type(''),
  sends: (tab) => void tab.send(),
  reloads: (tab) => tab.load(),
  returns: (tab) => tab.returnToRoom(),
}

/** Every sequence of acts of two tabs with this length. */
function* sequences(length: number): Generator<readonly { act: string; tab: number }[]> {
  if (length === 0) return yield []
  for (const before of sequences(length - 1)) {
    for (const act of Object.keys(ACTS)) for (const tab of [0, 1]) yield [...before, { act, tab }]
  }
}

/** Opens the room in new tabs and sends what each shows, until there is nothing more. */
function offered(browser: Browser): string[] {
  const texts: string[] = []
  for (let round = 0; round < 20; round++) {
    const tab = browser.tab()
    if (tab.field === '') return texts
    texts.push(tab.send())
    tab.close()
  }
  throw new Error('Drafts do not end.')
}

describe('[L75] drafts of two tabs', () => {
  it('keep what each person wrote in its tab and its storage, whatever the other tab does', () => {
    for (const sequence of sequences(4)) {
      const browser = new Browser()
      const tabs = [browser.tab(), browser.tab()]
      const told = () => JSON.stringify(sequence)
      for (const { act, tab } of sequence) {
        ACTS[act]!(tabs[tab]!)
        for (const { field, written } of tabs) {
          if (written === '') continue
          assert.equal(field, written, told())
          const isStored = browser.keys.some((key) => (browser.storage.getItem(key) ?? '').includes(`"${written}"`))
          assert.ok(isStored, `${written} is stored: ${told()}`)
        }
      }
      const written = tabs.map((tab) => tab.written).filter(Boolean)
      for (const tab of tabs) tab.close()
      const texts = offered(browser)
      for (const text of written) {
        assert.ok(texts.includes(text) || browser.replaced.has(text), `${text} is offered: ${told()}`)
      }
      assert.deepEqual(browser.keys, [], `nothing is left: ${told()}`)
    }
  })

  it('shows a draft in a tab that has none, and ends it with the draft that continues it', () => {
    const browser = new Browser()
    const [one, other] = [browser.tab(), browser.tab()]
    one.type('long')
    assert.equal(other.field, 'long')
    one.close()
    other.type('long, and more')
    const third = browser.tab()
    assert.equal(third.field, 'long, and more')
    other.close()
    third.type('long, and more, and the end')
    third.send()
    assert.deepEqual(browser.keys, [])
  })

  it('keeps a draft that was changed after another tab went on with it', () => {
    const browser = new Browser()
    const [one, other] = [browser.tab(), browser.tab()]
    one.type('long')
    other.type('hi')
    one.type('longer')
    one.close()
    other.send()
    assert.deepEqual(offered(browser), ['longer'])
  })

  it('is stored again by a tab that was not running when another tab removed it', () => {
    const browser = new Browser()
    const one = browser.tab()
    one.type('long')
    one.close()
    const other = browser.tab()
    assert.equal(other.field, 'long')
    other.type('')
    assert.deepEqual(browser.keys, [])
    const restored = browser.tab(one.session)
    assert.equal(restored.field, 'long')
    restored.close()
    assert.deepEqual(offered(browser), ['long'])
  })

  it('keeps both texts when a tab is a copy of another', () => {
    const browser = new Browser()
    const one = browser.tab()
    one.type('long')
    const copy = browser.tab(one.session)
    copy.type('hi')
    one.load()
    assert.deepEqual([one.field, copy.field], ['long', 'hi'])
    one.close()
    copy.close()
    assert.deepEqual(new Set(offered(browser)), new Set(['long', 'hi']))
  })

  it('shows nothing in a composer that was just emptied, until the room is opened', () => {
    const browser = new Browser()
    const [one, other] = [browser.tab(), browser.tab()]
    one.type('long')
    other.type('')
    assert.deepEqual([one.field, other.field], ['long', ''])
    other.returnToRoom()
    assert.equal(other.field, 'long')
  })

  it('is forgotten after 30 days without a change, except in the tab that holds it', () => {
    const browser = new Browser()
    const one = browser.tab()
    one.type('long')
    one.close()
    clock += DRAFT_AGE - 1_000
    assert.equal(browser.tab().field, 'long')
    clock += 2_000
    assert.equal(browser.tab().field, '')
    assert.deepEqual(browser.keys, [])
    assert.equal(browser.tab(one.session).field, 'long')
    assert.equal(browser.keys.length, 1)
  })
})
