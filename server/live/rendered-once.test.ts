import assert from 'node:assert/strict'
import test from 'node:test'
import { RenderedOnce } from './rendered-once.ts'

const MANY = 50_000

test('what is asked for stays, and what nobody asks for goes, however much else is rendered', () => {
  const once = new RenderedOnce<string, string>((a, b) => a === b)
  const template = {}
  const renders = { asked: 0, left: 0 }
  const [asked, left] = [{}, {}]
  const ask = () => once.of(template, asked, 'source', () => `asked ${++renders.asked}`)
  const askLeft = () => once.of(template, left, 'source', () => `left ${++renders.left}`)
  askLeft()
  const others = Array.from({ length: MANY }, () => ({}))
  for (const other of others) {
    assert.equal(ask(), 'asked 1')
    once.of(template, other, 'source', () => 'other')
  }
  assert.equal(askLeft(), 'left 2')
  assert.equal(
    once.of({}, asked, 'source', () => 'by another template'),
    'by another template',
  )
  assert.equal(
    once.of(template, asked, 'another source', () => 'another'),
    'another',
  )
})
