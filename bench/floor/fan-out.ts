/**
 * The floor of fan-out, memory and bare sockets: `ws` alone. Whatever one socket sends as a message, all are sent, in
 * one Buffer of FRAME_BYTES, as Rill's frames are.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

type Message = [channel: number, ref: number, kind: string, name?: string, payload?: { body: string }]

const bytes = Number(process.env.FRAME_BYTES ?? 0)
const sockets = new Set<WebSocket>()
let offset = 0

const http = createServer()
const server = new WebSocketServer({ server: http, perMessageDeflate: false })
server.on('connection', (socket) => {
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket))
  socket.on('message', (data) => {
    const [channel, ref, kind, , payload] = JSON.parse(String(data)) as Message
    if (kind === 'event') broadcast(frameOf(payload!.body))
    socket.send(JSON.stringify([channel, ['ok', ref]]))
  })
})

function frameOf(body: string): Buffer {
  const frame = (row: string) => Buffer.from(JSON.stringify([0, ['i', 'messages', [row]], ['o', 'floor', ++offset]]))
  const padding = Math.max(0, bytes - body.length - 50)
  return frame(body + '.'.repeat(padding))
}

function broadcast(frame: Buffer): void {
  for (const socket of sockets) socket.send(frame, { binary: false })
}

http.listen(0, '127.0.0.1', () => {
  console.log(`The floor is ready at http://127.0.0.1:${(http.address() as AddressInfo).port}`)
})
