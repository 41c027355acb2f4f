/** For tests: the server as a process of its own, as `npm start` runs it, on a free port and a new database. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

export class ServerProcess {
  readonly url: string
  readonly #child: ChildProcess
  readonly #folder: string

  private constructor(child: ChildProcess, url: string, folder: string) {
    this.#child = child
    this.url = url
    this.#folder = folder
  }

  /** Resolves when it listens; rejects with what it has said when it ends before. `prepare` gets the database's path. */
  static async start(
    variables: Readonly<Record<string, string>> = {},
    prepare: (databasePath: string) => Promise<void> = async () => {},
  ): Promise<ServerProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'rill-process-'))
    const databasePath = join(folder, 'rill.db')
    await prepare(databasePath)
    const env = { ...process.env, PORT: '0', DATABASE_PATH: databasePath, LOG_LEVEL: 'fatal', ...variables }
    const program = join(import.meta.dirname, 'main.ts')
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    child.stderr.on('data', (text) => {
      said += text
    })
    const ended = once(child, 'close').then(async ([code]) => {
      await rm(folder, { recursive: true })
      throw new Error(`ended with ${code}: ${said}`)
    })
    const ready = once(createInterface({ input: child.stdout }), 'line')
    const [line] = await Promise.race([ready, ended])
    ended.catch(() => {})
    return new ServerProcess(child, /http:\S+/.exec(line)![0], folder)
  }

  /** The processes of its workers. */
  async workers(): Promise<number[]> {
    const { stdout } = await promisify(execFile)('pgrep', ['-P', `${this.#child.pid}`]).catch(() => ({ stdout: '' }))
    return stdout.split('\n').filter(Boolean).map(Number)
  }

  /** Sends these signals; resolves when it has ended, with its exit code and the seconds that it took. */
  async end(...signals: NodeJS.Signals[]): Promise<{ code: number | null; seconds: number }> {
    const begun = performance.now()
    const ended = once(this.#child, 'exit')
    for (const signal of signals) this.#child.kill(signal)
    const [code] = await ended
    return { code, seconds: (performance.now() - begun) / 1_000 }
  }

  /** Ends it, however it is, and leaves nothing. */
  async dispose(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.end('SIGKILL')
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
