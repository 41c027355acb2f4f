/** The floor of a page: a bare Fastify route that sends a constant of PAGE_BYTES. */
import Fastify from 'fastify'

const page = '.'.repeat(Number(process.env.PAGE_BYTES))
const app = Fastify()
app.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(page))
console.log(`The floor is ready at ${await app.listen({ host: '127.0.0.1', port: 0 })}`)
