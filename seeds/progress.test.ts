import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { it } from 'node:test'
import { createProgress } from './progress.ts'

function recorder() {
  let text = ''
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk
      done()
    },
  })
  return { stream: stream as unknown as NodeJS.WriteStream, lines: () => text.split('\n').filter(Boolean) }
}

it('progress that does not go to a terminal is one line a tenth', () => {
  const { stream, lines } = recorder()
  const progress = createProgress(1_000, stream)
  for (let step = 0; step < 200; step++) progress.advance(5)
  progress.finish()
  assert.equal(lines().length, 10)
  assert.equal(lines()[0], 'messages: 10 % (100 of 1000)')
  assert.equal(lines()[9], 'messages: 100 % (1000 of 1000)')
})

it('progress that jumps over tenths says only where it is', () => {
  const { stream, lines } = recorder()
  createProgress(100, stream).advance(100)
  assert.deepEqual(lines(), ['messages: 100 % (100 of 100)'])
})
