#!/usr/bin/env node
/**
 * Starts Firefox for Playwright and stands between the two. It answers `emulation.setMediaFeaturesOverride`, by which
 * Playwright sets the colour scheme of every page and which Firefox 153 does not know, and opens windows one by one.
 * Run as the executable that Playwright starts, with the path of the real Firefox in `FIREFOX_PATH`.
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { WebSocket, WebSocketServer } from 'ws'

interface Command {
  readonly id: number
  readonly method: string
  readonly params: { readonly features?: Readonly<Record<string, unknown>> }
}

/** How Firefox tells where it listens, and how Playwright expects to be told. */
const LISTENS = /^WebDriver BiDi listening on (ws:\/\/.*)$/

const firefox = spawn(process.env.FIREFOX_PATH!, process.argv.slice(2), { stdio: ['inherit', 'inherit', 'pipe'] })
firefox.on('error', (error) => {
  console.error(`Firefox does not start: ${error.message}`)
  process.exit(1)
})
firefox.on('close', (code) => process.exit(code ?? 1))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => firefox.kill(signal))
createInterface({ input: firefox.stderr }).on('line', (line) => {
  const address = LISTENS.exec(line)?.[1]
  if (address === undefined) console.error(line)
  else listenFor(address)
})

function listenFor(address: string): void {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server.on('connection', (playwright, { url }) => connect(playwright, new WebSocket(address + url)))
  server.on('listening', () => {
    const { port } = server.address() as { port: number }
    console.error(`WebDriver BiDi listening on ws://127.0.0.1:${port}`)
  })
}

/** Commands of which each is sent once the one before has its answer: Firefox fails to open two windows at once. */
class OneByOne {
  readonly #waiting: (readonly [number, string])[] = []
  readonly #send: (text: string) => void

  constructor(send: (text: string) => void) {
    this.#send = send
  }

  add(id: number, text: string): void {
    this.#waiting.push([id, text])
    if (this.#waiting.length === 1) this.#send(text)
  }

  endIf(id: number | undefined): void {
    if (this.#waiting[0]?.[0] !== id || id === undefined) return
    this.#waiting.shift()
    const [next] = this.#waiting
    if (next) this.#send(next[1])
  }
}

/** Hands on what either side says, but for the command that Firefox does not know. */
function connect(playwright: WebSocket, browser: WebSocket): void {
  const creations = new OneByOne((text) => browser.send(text))
  browser.on('open', () => playwright.resume())
  playwright.on('message', (data) => {
    const command = JSON.parse(String(data)) as Command
    if (isNeedless(command)) playwright.send(JSON.stringify({ type: 'success', id: command.id, result: {} }))
    else if (command.method === 'browsingContext.create') creations.add(command.id, String(data))
    else browser.send(String(data))
  })
  playwright.pause()
  browser.on('message', (data) => {
    creations.endIf((JSON.parse(String(data)) as { id?: number }).id)
    playwright.send(String(data))
  })
  playwright.on('close', () => browser.close())
  browser.on('close', () => playwright.close())
  for (const socket of [playwright, browser]) socket.on('error', (error) => console.error(error.message))
}

/** Whether Firefox does not know a command, and a headless Firefox is what the command asks for anyway. */
function isNeedless({ method, params }: Command): boolean {
  const isDefault = (value: unknown) => value === null || value === 'light'
  return method === 'emulation.setMediaFeaturesOverride' && Object.values(params.features ?? {}).every(isDefault)
}
