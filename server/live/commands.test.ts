import assert from 'node:assert/strict'
import { test } from 'node:test'
import { js } from './commands.ts'
import { html } from './html.ts'

const listOf = (chain: { toAttribute(): string }) => JSON.parse(chain.toAttribute()) as unknown

test('CMD1: a chain is a list of commands, in the order of the calls', () => {
  assert.deepEqual(listOf(js.show('#a').hide().toggle(null).focus('#a').focusFirst('#b')), [
    ['show', { to: '#a' }],
    ['hide', {}],
    ['toggle', {}],
    ['focus', { to: '#a' }],
    ['focusFirst', { to: '#b' }],
  ])
  assert.deepEqual(listOf(js.dispatch('app:a').dispatch('#a', 'app:b', { n: 1 }).push('c').push('d', { n: 1 })), [
    ['dispatch', { event: 'app:a' }],
    ['dispatch', { to: '#a', event: 'app:b', detail: { n: 1 } }],
    ['push', { event: 'c' }],
    ['push', { event: 'd', payload: { n: 1 } }],
  ])
})

test('CMD1: a chain never changes', () => {
  const one = js.show('#a')
  one.hide('#b')
  assert.deepEqual(listOf(one), [['show', { to: '#a' }]])
  assert.deepEqual(listOf(js), [])
})

test('CMD1: a chain renders in an attribute as data', () => {
  assert.equal(
    String(html`<a live-click="${js.addClass('#a', 'b')}">`),
    '<a live-click="[[&quot;addClass&quot;,{&quot;to&quot;:&quot;#a&quot;,&quot;names&quot;:&quot;b&quot;}]]">',
  )
})

test('CMD2: the target may be left out, or be read from the element of the event', () => {
  assert.deepEqual(listOf(js.addClass('a b').removeClass('#x', 'a').toggleClass({ closest: 'li' }, 'a')), [
    ['addClass', { names: 'a b' }],
    ['removeClass', { to: '#x', names: 'a' }],
    ['toggleClass', { to: { closest: 'li' }, names: 'a' }],
  ])
  const attributes = js
    .setAttribute('role', 'menu')
    .setAttribute({ inner: 'b' }, 'title', 'x')
    .removeAttribute('hidden')
    .removeAttribute('#x', 'open')
    .toggleAttribute('aria-expanded', 'true', 'false')
    .toggleAttribute('#x', 'inert', '', null)
  assert.deepEqual(listOf(attributes), [
    ['setAttribute', { name: 'role', value: 'menu' }],
    ['setAttribute', { to: { inner: 'b' }, name: 'title', value: 'x' }],
    ['removeAttribute', { name: 'hidden' }],
    ['removeAttribute', { to: '#x', name: 'open' }],
    ['toggleAttribute', { name: 'aria-expanded', on: 'true', off: 'false' }],
    ['toggleAttribute', { to: '#x', name: 'inert', on: '', off: null }],
  ])
})

test('CMD6: attributes that run code, load something or are the runtime’s are refused', () => {
  for (const name of [
    'onclick',
    'href',
    'src',
    'style',
    'id',
    'data-live-root',
    'live-click',
    'ARIA-label',
    'aria-a b',
  ]) {
    assert.throws(() => js.setAttribute(name, 'x'), { code: 'COMMAND' }, name)
    assert.throws(() => js.removeAttribute('#x', name), { code: 'COMMAND' }, name)
    assert.throws(() => js.toggleAttribute(name, 'x', null), { code: 'COMMAND' }, name)
  }
})
