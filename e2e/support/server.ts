/** Rill as a process of its own, with a database of its own that has people and messages. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { DEFAULTS, seed } from '../../seeds/seed.ts'

export interface ServerOptions {
  /** Messages in the seeded rooms together. */
  readonly messages?: number
  /** Further variables of the environment. */
  readonly variables?: Readonly<Record<string, string>>
  /** What becomes of lines that it writes once it listens: at its log level that is something wrong. */
  readonly onLine?: (line: string) => void
}

/** Tests do in seconds what people do in hours, and all from one address. */
const RAISED_LIMITS = {
  ...{ RATE_PERSON: '1000000/15', RATE_NETWORK: '1000000/15', RATE_WRITES: '10000/5' },
  ...{ RATE_ROOMS: '10000/60', RATE_BOTS: '10000/60', RATE_SIGN_UPS: '10000/60', RATE_SIGN_INS: '10000/60' },
}

const ROOT = join(import.meta.dirname, '..', '..')
/** Milliseconds that a server may take to end. It promises to end within four seconds of a signal. */
const LONGEST_END = 20_000
const READY = /^Rill is ready at (http:\/\/\S+)$/

/** Servers that were not disposed of. They end with this process, whatever ends it. */
const running = new Set<RillServer>()
process.on('exit', () => {
  for (const server of running) server.abandon()
})

export class RillServer {
  readonly #folder: string
  readonly #variables: Readonly<Record<string, string>>
  readonly #onLine: (line: string) => void
  #process: ChildProcess | null = null
  #url = ''

  private constructor(folder: string, { variables = {}, onLine = toTerminal }: ServerOptions) {
    this.#folder = folder
    this.#variables = variables
    this.#onLine = onLine
    running.add(this)
  }

  /** A server that listens, on a free port. To be disposed of. */
  static async launch(options: ServerOptions = {}): Promise<RillServer> {
    const server = new RillServer(await mkdtemp(join(tmpdir(), 'rill-e2e-')), options)
    try {
      const { messages = DEFAULTS.messages } = options
      await seed({ ...DEFAULTS, messages, database: server.databasePath })
      await server.start()
      return server
    } catch (error) {
      await server.dispose()
      throw error
    }
  }

  /** Without a slash at its end; the same across restarts. */
  get url(): string {
    return this.#url
  }

  get databasePath(): string {
    return join(this.#folder, 'rill.db')
  }

  /** Starts it again, at the address that it had. Resolves when it listens. */
  async start(): Promise<void> {
    if (this.#process) throw new Error('The server runs already.')
    const child = spawn(process.execPath, ['--import', './scripts/preload.ts', join('server', 'main.ts')], {
      cwd: ROOT,
      env: { ...process.env, ...this.#environment() },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#process = child
    this.#url = await addressOf(child, this.#onLine)
  }

  /** Ends it as an operator would. Resolves when it has ended. */
  stop(): Promise<void> {
    return this.#end('SIGTERM')
  }

  /** Ends it as a crash would. */
  kill(): Promise<void> {
    return this.#end('SIGKILL')
  }

  /** Ends one of its workers as a crash would: the oldest, if there is one. */
  async killWorker(): Promise<void> {
    const nobody = { stdout: '' }
    const { stdout } = await promisify(execFile)('pgrep', ['-o', '-P', `${this.#process?.pid}`]).catch(() => nobody)
    if (stdout !== '') process.kill(Number(stdout), 'SIGKILL')
  }

  /** Has it stand still: whoever speaks to it is not answered. */
  suspend(): void {
    this.#process?.kill('SIGSTOP')
  }

  /** Has it go on. */
  resume(): void {
    this.#process?.kill('SIGCONT')
  }

  /** Ends it and removes all that it wrote. Rejects when it has not ended after LONGEST_END. */
  async dispose(): Promise<void> {
    try {
      await this.kill()
    } finally {
      await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 })
      running.delete(this)
    }
  }

  /** Does the same without waiting, for the end of this process. */
  abandon(): void {
    this.#process?.kill('SIGKILL')
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }

  #environment(): Record<string, string> {
    return {
      PORT: this.#url ? new URL(this.#url).port : '0',
      HOST: '127.0.0.1',
      DATABASE_PATH: this.databasePath,
      SESSION_SECRET: 'a secret for the tests of the browser',
      LOG_LEVEL: 'warn',
      ...RAISED_LIMITS,
      ...this.#variables,
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process
    if (child && child.exitCode === null && child.signalCode === null) {
      // Its workers have its output too, so this waits for them.
      const closed = once(child, 'close', { signal: AbortSignal.timeout(LONGEST_END) })
      child.kill(signal)
      await closed
    }
    this.#process = null
  }
}

function toTerminal(line: string): void {
  console.error(`[server] ${line}`)
}

/** The address that a server prints when it listens. Rejects with what it wrote when it ends before. */
function addressOf(child: ChildProcess, onLine: (line: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const written: string[] = []
    let listens = false
    const read = (line: string) => {
      const address = READY.exec(line)?.[1]
      if (listens) onLine(line)
      else if (!address) written.push(line)
      else {
        listens = true
        resolve(address)
      }
    }
    for (const stream of [child.stdout!, child.stderr!]) createInterface({ input: stream }).on('line', read)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      reject(new Error(`The server ended (${code ?? signal}) before it listened:\n${written.join('\n')}`))
    })
  })
}
