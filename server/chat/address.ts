/** Network addresses, as limits count them. */
import ipaddr from 'ipaddr.js'

/** Hextets of the part of an IPv6 address that one customer usually has: a /64. */
const NETWORK_HEXTETS = 4
/** A proxy may forward any text as an address. */
const LONGEST = 64

/**
 * The network that an address belongs to: an IPv4 address alone, an IPv6 address with its /64, because each household
 * has that many. IPv4 addresses written as IPv6 (`::ffff:192.0.2.1`) are IPv4. A text that is no address stands for
 * itself.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address.slice(0, LONGEST)
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  const { parts } = parsed as ipaddr.IPv6
  const network = parts.slice(0, NETWORK_HEXTETS).map((part) => part.toString(16))
  return `${network.join(':')}::/64`
}
