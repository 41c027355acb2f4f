import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from './html.ts'
import { LiveView } from './live-view.ts'
import { LiveRoutes } from './routes.ts'

class BlankView extends LiveView {
  override render() {
    return html``
  }
}

const route = (path: string) => ({ path, create: () => new BlankView() })

test('NAV11: an address leads to the route of its path, the one that is more literal first, with all that it says', () => {
  const [room, fresh] = [route('/rooms/:roomId'), route('/rooms/new')]
  const routes = new LiveRoutes([room, fresh])
  assert.equal(routes.resolve('/rooms/new')?.route, fresh)
  const address = routes.resolve('/rooms/a%2Fb?message=7&roomId=lost')
  assert.equal(address?.route, room)
  assert.deepEqual({ ...address?.params }, { message: '7', roomId: 'a/b' })
  for (const elsewhere of ['/rooms', '/rooms/1/2', '/rooms/%', 'rooms/1', '//evil.example/rooms/1', '']) {
    assert.equal(routes.resolve(elsewhere), null, elsewhere)
  }
})

test('NAV11: two routes of one path are an error', () => {
  assert.throws(() => new LiveRoutes([route('/rooms'), route('/rooms')]), { code: 'ROUTE_TWICE', message: /\/rooms/ })
})
