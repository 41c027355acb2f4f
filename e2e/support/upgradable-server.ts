/** Rill in this process, which can be stopped and started anew with another build of the client. */
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../db/open.ts'
import { buildApp } from '../../server/app.ts'
import { ASSETS_DIRECTORY, readAssets } from '../../server/assets.ts'
import { LocalPubSub } from '../../server/live/pubsub.ts'

const CONFIG = {
  ...{
    host: '127.0.0.1',
    workers: 1,
    logLevel: 'error',
    trustProxy: 'loopback',
    publicOrigin: null,
    roomLog: { maxAge: null, maxEvents: null },
    limits: {},
    failedSignIns: {},
    waiting: {},
    maxSocketsPerPerson: 50,
    connections: {},
    streams: null,
  },
  secret: 'a secret for the tests of the browser',
}

export class UpgradableServer {
  readonly #folder: string
  #url = ''
  #version = 0
  #close: () => Promise<void> = async () => {}

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** A server that listens, on a free port and with an empty database. To be disposed of. */
  static async launch(): Promise<UpgradableServer> {
    const server = new UpgradableServer(await mkdtemp(join(tmpdir(), 'rill-upgrade-')))
    await cp(ASSETS_DIRECTORY, server.#assets, { recursive: true })
    await server.#start()
    return server
  }

  /** Without a slash at its end; the same for every version. */
  get url(): string {
    return this.#url
  }

  /** Takes the place of itself, with a script that has another name. Resolves with that when it listens. */
  async upgrade(): Promise<string> {
    await this.#close()
    const path = join(this.#assets, 'manifest.json')
    const manifest = JSON.parse(await readFile(path, 'utf8'))
    const script = `main-VERSION${++this.#version}.js`
    await rename(join(this.#assets, manifest.script), join(this.#assets, script))
    await writeFile(path, JSON.stringify({ ...manifest, script }))
    await this.#start()
    return script
  }

  async dispose(): Promise<void> {
    await this.#close()
    await rm(this.#folder, { recursive: true })
  }

  get #assets(): string {
    return join(this.#folder, 'assets')
  }

  async #start(): Promise<void> {
    const port = Number(new URL(this.#url || 'http://x:0').port)
    const config = { ...CONFIG, port, databasePath: join(this.#folder, 'rill.db') }
    const store = openStore({ path: config.databasePath })
    const pubsub = new LocalPubSub((error) => console.error(error))
    const assets = readAssets(this.#assets)
    const app = await buildApp({ config, store, streamStore: store.streams, pubsub, assets, now: Date.now })
    this.#close = async () => {
      await app.close()
      await store.close()
    }
    this.#url = await app.listen(config)
  }
}
