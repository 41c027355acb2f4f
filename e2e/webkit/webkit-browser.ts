/** WebKitGTK's small browser, driven over WebDriver. It needs a display: `scripts/test-browsers.ts` runs it under Xvfb. */
import { execFile, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Builder, Capabilities, type WebDriver } from 'selenium-webdriver'

/** Milliseconds after which a wait has failed. */
export const PATIENCE = 20_000

/** In the middle of the messages: without a window manager the window stands at the corner of the screen. */
const POINTER = ['600', '400']
/** Milliseconds between two turns of the wheel. */
const PACE = '16'
/** The X11 button that stands for turning the wheel upwards. */
const WHEEL_UP = '4'

const MINI_BROWSER = new Capabilities({
  browserName: 'MiniBrowser',
  'webkitgtk:browserOptions': { args: ['--automation'] },
})

export interface WebKitBrowser {
  readonly driver: WebDriver
  stop(): Promise<void>
}

/** Starts the browser. Rejects when its driver does not answer within PATIENCE. */
export async function startWebKit(): Promise<WebKitBrowser> {
  const port = await freePort()
  const program = spawn('WebKitWebDriver', [`--port=${port}`], { stdio: 'inherit' })
  try {
    const address = `http://127.0.0.1:${port}`
    await untilAnswered(`${address}/status`)
    const driver = await new Builder().usingServer(address).withCapabilities(MINI_BROWSER).build()
    await driver.manage().setTimeouts({ script: PATIENCE })
    const stop = async () => {
      await driver.quit().catch(() => undefined)
      program.kill()
    }
    return { driver, stop }
  } catch (error) {
    program.kill()
    throw error
  }
}

/** Turns a mouse's wheel upwards over the messages: with xdotool, since WebKitGTK's WebDriver knows no wheel. */
export async function turnWheelUp(turns: number): Promise<void> {
  const pointing = ['mousemove', ...POINTER]
  const turning = ['click', '--repeat', String(turns), '--delay', PACE, WHEEL_UP]
  await promisify(execFile)('xdotool', [...pointing, ...turning])
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function untilAnswered(address: string): Promise<void> {
  const deadline = performance.now() + PATIENCE
  while (!(await fetch(address).catch(() => null))) {
    if (performance.now() > deadline) throw new Error(`WebKitWebDriver did not answer within ${PATIENCE} ms.`)
    await sleep(50)
  }
}
