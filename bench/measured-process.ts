/** What is measured: a server as a process of its own, whose CPU and memory the kernel counts for it alone. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Inspector } from './inspector.ts'
import { cpuOf, memoryOf } from './process-usage.ts'

export const ROOT = join(import.meta.dirname, '..')

const READY = /\bready at (http:\/\/\S+)$/
const INSPECTOR = /^Debugger listening on (ws:\/\/\S+)$/

export interface ProcessOptions {
  /** A program of this repository, which prints that it is "ready at" an address. */
  readonly script: string
  readonly variables?: Readonly<Record<string, string>>
  /** Arguments of Node itself, such as `--cpu-prof`. */
  readonly nodeArguments?: readonly string[]
  /** Let it be asked to collect garbage and to evaluate expressions. Costs it some memory and no time. */
  readonly inspect?: boolean
}

export class MeasuredProcess implements AsyncDisposable {
  /** Without a slash at its end. */
  readonly url: string
  readonly #child: ChildProcess
  readonly #inspector: Inspector | null

  private constructor(child: ChildProcess, url: string, inspector: Inspector | null) {
    this.#child = child
    this.url = url
    this.#inspector = inspector
  }

  /** Resolves when it listens; rejects with what it wrote when it ends before. */
  static async start({
    script,
    variables = {},
    nodeArguments = [],
    inspect,
  }: ProcessOptions): Promise<MeasuredProcess> {
    const inspecting = inspect ? ['--inspect=127.0.0.1:0'] : []
    const child = spawn(process.execPath, [...inspecting, ...nodeArguments, script], {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: '0', ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const { url, inspectorUrl } = await announced(child)
    return new MeasuredProcess(child, url, inspectorUrl ? await Inspector.connect(inspectorUrl) : null)
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** Milliseconds of CPU, user and system, since it started. */
  get cpu(): number {
    return cpuOf(this.pid)
  }

  /** Bytes that are resident now. */
  get resident(): number {
    return memoryOf(this.pid).resident
  }

  /** The most bytes that were ever resident. */
  get peak(): number {
    return memoryOf(this.pid).peak
  }

  /** Bytes that are resident once garbage is gone. */
  async settledMemory(): Promise<number> {
    if (!this.#inspector) throw new Error('It was not started with "inspect".')
    // The second one frees what the finalizers of the first have let go.
    await this.#inspector.collectGarbage()
    await this.#inspector.collectGarbage()
    return this.resident
  }

  /** Resolves with the value of an expression in the process. */
  async evaluate(expression: string): Promise<unknown> {
    if (!this.#inspector) throw new Error('It was not started with "inspect".')
    return await this.#inspector.evaluate(expression)
  }

  /** Ends it as an operator would. */
  stop(): Promise<void> {
    return this.#end('SIGTERM')
  }

  /** Ends it as a crash would. */
  kill(): Promise<void> {
    return this.#end('SIGKILL')
  }

  /** As an operator would, so that Node writes the profile that NODE_OPTIONS may have asked for. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#inspector?.close()
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const closed = new Promise((resolve) => this.#child.once('close', resolve))
    this.#child.kill(signal)
    await closed
  }
}

/** The addresses that a process prints. What it writes afterwards goes to the terminal. */
function announced(child: ChildProcess): Promise<{ url: string; inspectorUrl: string | undefined }> {
  return new Promise((resolve, reject) => {
    const written: string[] = []
    let inspectorUrl: string | undefined
    let isReady = false
    const read = (line: string) => {
      const url = READY.exec(line)?.[1]
      inspectorUrl ??= INSPECTOR.exec(line)?.[1]
      if (isReady) console.error(`[${child.pid}] ${line}`)
      else if (!url) written.push(line)
      else {
        isReady = true
        resolve({ url, inspectorUrl })
      }
    }
    for (const stream of [child.stdout!, child.stderr!]) createInterface({ input: stream }).on('line', read)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      reject(new Error(`The process ended (${code ?? signal}) before it listened:\n${written.join('\n')}`))
    })
  })
}
