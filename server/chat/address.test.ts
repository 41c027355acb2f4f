import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { networkOf } from './address.ts'

describe('the network of an address', () => {
  const networks = [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
    ['', ''],
  ] as const
  for (const [address, network] of networks) {
    it(`of "${address}" is "${network}"`, () => assert.equal(networkOf(address), network))
  }

  it('is short whatever a proxy forwards', () => assert.equal(networkOf('x'.repeat(5_000)).length, 64))
})
