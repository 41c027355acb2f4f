import assert from 'node:assert/strict'
import cluster from 'node:cluster'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, mock, test } from 'node:test'
import { until } from '../until.fixture.ts'
import { Primary } from './primary.ts'

const program = join(import.meta.dirname, 'worker.fixture.ts')

describe('the primary', { timeout: 60_000 }, () => {
  let folder: string
  let primary: Primary
  let said: string[]

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rill-primary-'))
    process.env.BROKEN = folder
    primary = new Primary({ workers: 2, program, grace: 500 })
    said = []
    mock.method(console, 'error', (line: string) => said.push(line))
  })
  afterEach(async () => {
    await primary.stop()
    mock.restoreAll()
    delete process.env.BROKEN
    delete process.env.STUBBORN
    await rm(folder, { recursive: true })
    assert.deepEqual(Object.keys(cluster.workers!), [])
  })

  /** Resolves with the address and the end of the run once all listen. */
  async function run(): Promise<{ address: string; running: Promise<void> }> {
    return await new Promise((resolve, reject) => {
      const running = primary.run((address) => resolve({ address, running }))
      running.catch(reject)
    })
  }

  /** Makes every worker of this number end before it listens. */
  const breakWorker = (number: number) => writeFile(join(folder, `${number}`), '')
  const pids = () => Object.values(cluster.workers!).map((worker) => worker!.process.pid!)

  test('runs so many workers until it is told to stop', async () => {
    const { address, running } = await run()
    assert.equal(address, 'worker 1')
    assert.equal(pids().length, 2)
    await primary.stop()
    await running
  })

  test('starts another in place of one that ends, and says so', async () => {
    const { running } = await run()
    const [first, second] = pids()
    process.kill(first!, 'SIGKILL')
    await until(() => pids().length === 2 && !pids().includes(first!))
    assert.ok(pids().includes(second!))
    assert.match(said.join(), /^Worker \d ended \(SIGKILL\)\. It is started again\.$/)
    await primary.stop()
    await running
  })

  test('gives up at once where a worker cannot be started at first', async () => {
    await breakWorker(2)
    await assert.rejects(run(), { message: 'Worker 2 ended (exit code 3) before it listened.' })
  })

  test('gives up, and ends all, when a worker cannot be started again and again', async () => {
    const { running } = await run()
    await breakWorker(1)
    await breakWorker(2)
    process.kill(pids()[0]!, 'SIGKILL')
    await assert.rejects(running, /^Error: Worker \d ends \(exit code 3\) whenever it is started\.$/)
    assert.equal(said.length, 5)
  })

  test('kills a worker that does not end by itself', async () => {
    process.env.STUBBORN = '2'
    const { running } = await run()
    const began = performance.now()
    await primary.stop()
    await running
    assert.ok(performance.now() - began >= 495)
  })
})
