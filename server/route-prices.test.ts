/** Every route takes points from whoever asks, with and without a session, unless it is declared free. */
import assert from 'node:assert/strict'
import diagnostics from 'node:diagnostics_channel'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance, HTTPMethods, RouteOptions } from 'fastify'
import { type RateLimiterAbstract, RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { type AppFixture, appFixture, visitor } from './app.fixture.ts'

/** What need not be paid for. A route is only added here if it asks nothing of the database, or the operator needs it. */
const FREE = ['/', '/assets/*', '/healthz', '/metrics', 'OPTIONS /rooms/:roomId/log']

describe('the price of routes', () => {
  let fixture: AppFixture
  let points = 0
  const routes: RouteOptions[] = []

  class Counting extends RateLimiterMemory {
    override consume(...parts: Parameters<RateLimiterAbstract['consume']>): Promise<RateLimiterRes> {
      points += Number(parts[1] ?? 1)
      return super.consume(...parts)
    }
  }

  before(async () => {
    const watch = (message: unknown) =>
      (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', (route) => void routes.push(route))
    diagnostics.subscribe('fastify.initialization', watch)
    const makeLimiter = (limits: ConstructorParameters<typeof RateLimiterMemory>[0]) => new Counting(limits)
    fixture = await appFixture(undefined, { token: null, longPoll: 100 }, undefined, { makeLimiter })
    diagnostics.unsubscribe('fastify.initialization', watch)
    await fixture.store.rooms.create({ name: 'Garden', description: '', at: 0 })
    await fixture.app.ready()
  })
  after(() => fixture.app.close())

  const methodsOf = ({ method }: RouteOptions) => [method].flat().filter((name) => name !== 'TRACE')
  const isFree = ({ config }: RouteOptions) => config?.isFree === true
  /** A path with ids that exist, and with ids that do not. */
  const pathsOf = (url: string) =>
    [...new Set(['1', '999999'].map((id) => url.replace(/:\w+/g, id)))].map((path) => path.replace('*', 'builds/1'))

  async function pointsFor(method: string, url: string, headers: Record<string, string>): Promise<number> {
    points = 0
    const body = ['GET', 'HEAD', 'OPTIONS'].includes(method) ? {} : { payload: 'body=x&name=x&email=x&password=x' }
    const type = url.startsWith('/streams') ? 'text/plain' : 'application/x-www-form-urlencoded'
    await fixture.app.inject({
      ...({ method: method as Exclude<HTTPMethods, 'TRACE'>, url, ...body } as { method: 'GET'; url: string }),
      headers: { ...headers, 'content-type': type },
    })
    return points
  }

  it('is taken by every route that is not declared free, with and without a session', async () => {
    const unpriced: string[] = []
    let asked = 0
    for (const route of routes.filter((each) => !isFree(each))) {
      for (const method of methodsOf(route)) {
        for (const path of pathsOf(route.url)) {
          const { headers } = await visitor(fixture, `Ann ${asked}`)
          for (const who of [headers, {}] as Record<string, string>[]) {
            asked++
            if ((await pointsFor(method, path, who)) === 0) {
              unpriced.push(`${method} ${path} ${who === headers ? 'with' : 'without'} a session`)
            }
          }
        }
      }
    }
    assert.ok(asked > 60, `${asked} requests`)
    assert.deepEqual(unpriced, [])
  })

  it('is nothing for the few routes that say so', () => {
    const free = routes
      .filter(isFree)
      .flatMap((route) => methodsOf(route).map((method) => [route.url, `${method} ${route.url}`] as const))
    const isRefusedUnread = (name: string) => / \/rooms\/:roomId\/log$/.test(name) && !/^(GET|HEAD) /.test(name)
    for (const [url, name] of free) assert.ok(FREE.includes(url) || FREE.includes(name) || isRefusedUnread(name), name)
    for (const url of FREE.filter((each) => each.startsWith('/')))
      assert.ok(
        free.some(([each]) => each === url),
        url,
      )
  })

  const unread: readonly [string, 'GET' | 'HEAD' | 'POST' | 'DELETE' | 'PUT', string, string?, string?][] = [
    ['an address without a route', 'GET', '/nothing/here'],
    ['the head of such an address', 'HEAD', '/nothing/here'],
    ['a body for such an address', 'POST', '/nothing/here', 'application/json', '{}'],
    ['a method that an address does not have', 'DELETE', '/rooms/1'],
    ['an address that cannot be decoded', 'GET', '/rooms/%zz'],
    ['a body in a format that is not taken', 'POST', '/rooms/1/messages', 'text/csv', 'a,b'],
    ['a body without a format that is one', 'POST', '/rooms', 'nonsense', 'a,b'],
    ['a body of broken JSON', 'POST', '/rooms/1/messages', 'application/json', '{'],
    ['a body that is too long', 'POST', '/rooms/1/messages', 'application/json', `"${'x'.repeat(300_000)}"`],
  ]
  for (const [what, method, url, type, payload] of unread) {
    it(`is taken for ${what}, with and without a session`, async () => {
      const { headers } = await visitor(fixture, `Uma ${url} ${type} ${payload?.length} ${method}`.slice(0, 40))
      for (const who of [headers, {}]) {
        points = 0
        const contentType = type === undefined ? {} : { 'content-type': type }
        const answer = await fixture.app.inject({
          ...{ method, url, headers: { ...who, ...contentType } },
          ...(payload !== undefined && { payload }),
        })
        assert.ok(answer.statusCode >= 400 && answer.statusCode < 500, `${answer.statusCode}`)
        assert.ok(points > 0)
      }
    })
  }

  it('is taken for a sign-out without a session, as often as it is sent', async () => {
    for (let count = 0; count < 3; count++) assert.ok((await pointsFor('POST', '/sign-out', {})) > 0)
  })
})
