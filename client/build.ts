/**
 * Bundles the browser's part of Rill: one script, a small one that runs before the first paint, and one style sheet, named
 * by their content so that a browser may keep them for ever, and a manifest that names them. The icon and the script for
 * old browsers are copied as they are. `npm run build` writes all to `dist/`.
 */
import { copyFile, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import * as esbuild from 'esbuild'
import { OLDEST_BROWSERS } from './required-features.ts'

export interface Manifest {
  readonly script: string
  readonly style: string
  /** The script that runs before the first paint, if there is one. */
  readonly early?: string
}

export interface BuildOptions {
  /** The folder to write to; made when it does not exist. */
  readonly outdir: string
  /** The script to bundle, in place of the chat's own two. */
  readonly entry?: string
  /** The style sheet to bundle, in place of the chat's own. */
  readonly style?: string
}

/** The folder that the server serves from. */
export const DIST = join(import.meta.dirname, '..', 'dist')

const SCRIPT = join(import.meta.dirname, 'main.ts')
const EARLY = join(import.meta.dirname, 'early.ts')
const STYLE = join(import.meta.dirname, 'styles', 'main.css')
const COPIED = ['icon.svg', 'old-browsers.js']
const OUTPUT_NAME = /^(main|early)-[A-Z0-9]{8}\.(js|css)(\.map)?$/

/** Builds once. Rejects with esbuild's BuildFailure when a source is wrong; what stood in `outdir` then stays. */
export async function buildClient(options: BuildOptions): Promise<Manifest> {
  const result = await esbuild.build(settings(options))
  return manifestOf(Object.keys(result.metafile.outputs))
}

/** Builds, and builds again whenever a source changes, until `stop`. Errors go to the terminal. */
export async function watchClient(options: BuildOptions): Promise<{ stop(): Promise<void> }> {
  const context = await esbuild.context({ ...settings(options), logLevel: 'info' })
  // Once to its end, so that there is something to serve.
  await context.rebuild()
  await context.watch()
  return { stop: () => context.dispose() }
}

function settings({ outdir, entry = SCRIPT, style = STYLE }: BuildOptions) {
  return {
    entryPoints: [
      { in: entry, out: 'main' },
      { in: style, out: 'main' },
      ...(entry === SCRIPT ? [{ in: EARLY, out: 'early' }] : []),
    ],
    entryNames: '[name]-[hash]',
    outdir,
    bundle: true,
    minify: true,
    sourcemap: 'linked',
    format: 'esm',
    target: Object.entries(OLDEST_BROWSERS).map(([browser, version]) => `${browser}${version}`),
    metafile: true,
    logLevel: 'warning',
    plugins: [{ name: 'publish', setup: ({ onEnd }) => onEnd((result) => publish(outdir, result)) }],
  } satisfies esbuild.BuildOptions
}

/** Points the manifest at what was built, and only then takes away what was built before. */
async function publish(outdir: string, { errors, metafile }: esbuild.BuildResult): Promise<void> {
  if (errors.length > 0 || !metafile) return
  const outputs = new Set(Object.keys(metafile.outputs).map((path) => basename(path)))
  await Promise.all(COPIED.map((name) => copyFile(join(import.meta.dirname, name), join(outdir, name))))
  await writeManifest(join(outdir, 'manifest.json'), manifestOf([...outputs]))
  const stale = (await readdir(outdir)).filter((name) => OUTPUT_NAME.test(name) && !outputs.has(name))
  await Promise.all(stale.map((name) => rm(join(outdir, name), { force: true })))
}

/** Leaves a manifest that says the same alone: whoever watches it has nothing to do. */
async function writeManifest(path: string, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  if ((await readFile(path, 'utf8').catch(() => '')) === text) return
  // Renamed into place: who reads it meanwhile gets the old one or the new one, never half of one.
  await writeFile(`${path}.new`, text)
  await rename(`${path}.new`, path)
}

function manifestOf(outputs: readonly string[]): Manifest {
  const names = outputs.map((path) => basename(path))
  const named = (start: string, ending: string) => names.find((name) => name.startsWith(start) && name.endsWith(ending))
  const early = named('early-', '.js')
  return { script: named('main-', '.js')!, style: named('main-', '.css')!, ...(early === undefined ? {} : { early }) }
}

if (import.meta.main) {
  const { script, style, early } = await buildClient({ outdir: DIST })
  console.log(`Built dist/${script}, dist/${early} and dist/${style}`)
}
