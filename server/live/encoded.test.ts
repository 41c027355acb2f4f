import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EncodedMarkup, encodeMarkup } from './encoded.ts'
import { html } from './html.ts'

test('markup that is kept as bytes stands where it was put, among text of any script', () => {
  const shared = new EncodedMarkup('<li>Grüße, 世界 👋</li>')
  const page = (list: unknown) => html`<h1>“${'<&>'}” ·</h1><ul>${list}</ul>${'é'}`
  const expected = '<h1>“&lt;&amp;&gt;” ·</h1><ul><li>Grüße, 世界 👋</li><li>Grüße, 世界 👋</li></ul>é'
  assert.equal(String(encodeMarkup(page([shared, shared]))), expected)
  assert.equal(String(page([shared, shared])), expected)
  assert.equal(String(encodeMarkup(html`<p></p>`)), '<p></p>')
})
