import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Component, type ComponentChange, ComponentTree } from './component.ts'
import { html } from './html.ts'

/** Ids and HTML of what is sent. */
function sent(changes: readonly ComponentChange[]): [string, string][] {
  return changes.map(({ id, html }) => [id, html])
}

const name = (text: string) => html`<b id="name">${text}</b>`
const card = (title: string, text: string) => html`<div id="card">${title}${new Component('name', name, [text])}</div>`
const page = (title: string, text: string) => html`<main>${new Component('card', card, [title, text])}</main>`

test('COMP1: only what changed is sent, and nothing around it', () => {
  const tree = new ComponentTree()
  assert.deepEqual(sent(tree.update(page('a', 'b'))), [['', '<main><div id="card">a<b id="name">b</b></div></main>']])
  assert.deepEqual(sent(tree.update(page('a', 'b'))), [])
  assert.deepEqual(sent(tree.update(page('a', 'c'))), [['name', '<b id="name">c</b>']])
  assert.deepEqual(sent(tree.update(page('d', 'c'))), [['card', '<div id="card">d<b id="name">c</b></div>']])
})

test('COMP1 JOIN1: a tree that goes on from hashes sends only what differs from them', () => {
  const first = new ComponentTree()
  first.update(page('a', 'b'))
  const second = new ComponentTree(first.hashes())
  assert.deepEqual(sent(second.update(page('a', 'c'))), [['name', '<b id="name">c</b>']])
})

test('COMP1: with a component go the hashes of all that is sent with it', () => {
  const tree = new ComponentTree()
  tree.update(page('a', 'b'))
  const [change] = tree.update(page('c', 'd'))
  const { card, name } = tree.hashes()
  assert.deepEqual(change?.hashes, { card, name })
})

test('COMP1: a component that went and comes again is sent', () => {
  const tree = new ComponentTree()
  const view = (shown: boolean) => html`<main>${shown && new Component('name', name, ['a'])}</main>`
  tree.update(view(true))
  assert.deepEqual(sent(tree.update(view(false))), [['', '<main></main>']])
  assert.deepEqual(sent(tree.update(view(true))), [['', '<main><b id="name">a</b></main>']])
})

test('COMP2: the same template with the same arguments is not rendered again', () => {
  let renders = 0
  const counted = (text: string) => {
    renders++
    return name(text)
  }
  const tree = new ComponentTree()
  for (const text of ['a', 'a', 'b', 'b']) tree.update(html`${new Component('name', counted, [text])}`)
  assert.equal(renders, 2)
})

test('COMP3: a component is one element that carries its id, and no other has it', () => {
  const nameless = new Component('name', () => html`<b></b>`, [])
  assert.throws(() => new ComponentTree().update(html`${nameless}`), { code: 'COMPONENT_ROOT' })
  const two = new Component('name', () => html`<b id="name"></b><i></i>`, [])
  assert.throws(() => new ComponentTree().update(html`${two}`), { code: 'COMPONENT_ROOT' })
  const text = new Component('name', () => '<b id="name"></b>' as never, [])
  assert.throws(() => new ComponentTree().update(html`${text}`), { code: 'TEMPLATE', message: /component "name"/ })
  const once = new Component('name', name, ['a'])
  assert.throws(() => new ComponentTree().update(html`${once}${once}`), { code: 'COMPONENT_TWICE' })
})

test('COMP3: a component carries its id whatever stands in the attributes before it', () => {
  const template = () => html`<b class="[&>svg]:p-2" title="a < b" id="name"></b>`
  assert.equal(sent(new ComponentTree().update(html`${new Component('name', template, [])}`)).length, 1)
})

test('COMP4: an ignored part is rendered with the page and never again', () => {
  const tree = new ComponentTree()
  const view = (text: string) => html`<main>${new Component('name', name, [text], { ignored: true })}</main>`
  assert.deepEqual(sent(tree.update(view('a'))), [['', '<main><b id="name">a</b></main>']])
  assert.deepEqual(sent(tree.update(view('b'))), [])
  assert.deepEqual(Object.keys(tree.hashes()), [''])
})
