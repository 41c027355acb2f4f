import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import Fastify from 'fastify'
import { encodeLocations, locationOf } from './location.ts'

describe('the Location header', () => {
  const cases: readonly [address: string, location: string][] = [
    ['/rooms', '/rooms'],
    ['/✓', '/%E2%9C%93'],
    ['/é', '/%C3%A9'],
    ['/🎉?q=🎉#🎉', '/%F0%9F%8E%89?q=%F0%9F%8E%89#%F0%9F%8E%89'],
    ['/a%20b', '/a%20b'],
    ['/a b', '/a%20b'],
    ['/100%', '/100%'],
    ['/\ud83c', '/%EF%BF%BD'],
    ['?q=é', '/rooms/1?q=%C3%A9'],
    ['2', '/rooms/2'],
    ['//elsewhere', '/elsewhere'],
    ['///elsewhere', '/elsewhere'],
    ['/\\elsewhere', '/elsewhere'],
    ['\\\\elsewhere', '/elsewhere'],
    ['/..//elsewhere', '/elsewhere'],
    ['/\t/elsewhere', '/elsewhere'],
    ['/\r\n/elsewhere', '/elsewhere'],
    [' //elsewhere', '/elsewhere'],
    ['/a\r\nSet-Cookie: x=1', '/aSet-Cookie:%20x=1'],
    ['', '/rooms/1'],
    ['https://', '/'],
    ['https://other.example/é', 'https://other.example/%C3%A9'],
  ]
  for (const [address, location] of cases) {
    it(`of a redirect to ${JSON.stringify(address)} is ${location}`, async () => {
      assert.equal(locationOf(address, '/rooms/1'), location)
      const app = Fastify()
      encodeLocations(app)
      app.get('/rooms/1', async (_request, reply) => reply.redirect(address, 303))
      await app.register(async (child) => {
        child.get('/child/1', async (_request, reply) => reply.redirect(address, 303))
      })
      await app.listen({ port: 0, host: '127.0.0.1' })
      try {
        const { status, headers } = await fetch(`${app.listeningOrigin}/rooms/1`, { redirect: 'manual' })
        assert.deepEqual([status, headers.get('location')], [303, location])
        const child = await fetch(`${app.listeningOrigin}/child/1`, { redirect: 'manual' })
        assert.equal(child.status, 303)
      } finally {
        await app.close()
      }
    })
  }
})
