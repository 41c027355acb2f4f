import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html, raw } from './html.ts'

const nasty = `&<b>"'`

test('HTML1: text and quoted attributes are escaped', () => {
  assert.equal(
    String(html`<p title="${nasty}">${nasty}</p>`),
    '<p title="&amp;&lt;b&gt;&quot;&#39;">&amp;&lt;b&gt;&quot;&#39;</p>',
  )
  assert.equal(String(html`<p title='a ${nasty}'>`), `<p title='a &amp;&lt;b&gt;&quot;&#39;'>`)
  assert.equal(String(html`<textarea>${'</textarea>'}</textarea>`), '<textarea>&lt;/textarea&gt;</textarea>')
})

test('HTML2: a URL of a scheme that can run code is blocked, however it is disguised', () => {
  for (const url of [
    'javascript:x',
    'JavaScript:x',
    ' javascript:x',
    'java\nscript:x',
    '\u0001javascript:x',
    'data:text/html,x',
    'vbscript:x',
  ]) {
    assert.equal(String(html`<a href="${url}">`), '<a href="about:blank#blocked">', url)
  }
  for (const url of ['/rooms/1', '?q=1', '#top', 'https://a.example/b:c', 'mailto:a@b.example', 'tel:1', 'a/b:c']) {
    assert.equal(String(html`<a href="${url}">`), `<a href="${url}">`)
  }
})

test('HTML3: a hole within a URL is one component of it', () => {
  assert.equal(String(html`<a href="/rooms/${1}?q=${'a&b /"'}">`), '<a href="/rooms/1?q=a%26b%20%2F%22">')
  assert.equal(String(html`<a href="/q=${'\ud800'}">`), '<a href="/q=%EF%BF%BD">')
})

test('HTML4: boolean attributes', () => {
  assert.equal(String(html`<input ?disabled=${true} ?checked=${0} name="${'a'}">`), '<input disabled="" name="a">')
})

test('HTML5: a hole where no escaper is safe is an error that shows the place', () => {
  const unsafe = [
    () => html`<a href=${'x'}>`,
    () => html`<a onclick="${'x'}">`,
    () => html`<a style="${'x'}">`,
    () => html`<iframe srcdoc="${'x'}"></iframe>`,
    () => html`<img srcset="${'x'}">`,
    () => html`<${'x'}>`,
    () => html`<a ${'x'}>`,
    () => html`<a x${'x'}="1">`,
    () => html`<!-- ${'x'} -->`,
    () => html`<script>${'x'}</script>`,
    () => html`<style>${'x'}</style>`,
  ]
  for (const template of unsafe) assert.throws(() => String(template()), { code: 'HTML_HOLE', message: /\$\{\}/ })
  assert.equal(String(html`<script>1 < 2</script><p>${'ok'}`), '<script>1 < 2</script><p>ok')
})

test('HTML6: nothing renders as nothing, lists as their parts, and what is no text is an error', () => {
  assert.equal(String(html`${null}${undefined}${false}${0}${['a', html`<b>${1}</b>`, null]}`), '0a<b>1</b>')
  assert.equal(String(html`<p a="${null}" b='${undefined}' c="${''}" d="${0}" e="x${null}">`), '<p c="" d="0" e="x">')
  for (const value of [Promise.resolve(1), { a: 1 }, () => 1, Symbol('x'), true]) {
    assert.throws(() => String(html`${value}`), { code: 'HTML_VALUE' })
  }
  assert.throws(() => String(html`<p title="${{}}">`), { code: 'HTML_VALUE' })
})

test('HTML6: what has a text for attributes renders there, escaped, and nowhere else', () => {
  const value = { toAttribute: () => '["<a>"]' }
  assert.equal(String(html`<p live-click="${value}">`), '<p live-click="[&quot;&lt;a&gt;&quot;]">')
  assert.equal(String(html`<p live-click="x ${value}">`), '<p live-click="x [&quot;&lt;a&gt;&quot;]">')
  for (const elsewhere of [
    () => html`<p>${value}`,
    () => html`<a href="${value}">`,
    () => html`<a href="/${value}">`,
  ]) {
    assert.throws(() => String(elsewhere()), { code: 'HTML_VALUE' })
  }
})

test('HTML7: trusted markup and inner templates are not escaped again', () => {
  assert.equal(String(html`<p>${raw('<i>&amp;</i>')}${html`<b>${'<'}</b>`}</p>`), '<p><i>&amp;</i><b>&lt;</b></p>')
})
