/** The floor of joining: sockets of `ws` behind Fastify, which are opened and no more. */
import websocket from '@fastify/websocket'
import Fastify from 'fastify'

const app = Fastify()
await app.register(websocket, { options: { perMessageDeflate: false } })
app.get('/live', { websocket: true }, () => {})
console.log(`The floor is ready at ${await app.listen({ host: '127.0.0.1', port: 0 })}`)
