/** P12: how large the browser's script and style sheet are, as a careful server would send them. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildClient } from '../client/build.ts'
import type { Context, Figure } from './measurement.ts'

export async function measure({ folder }: Context): Promise<Figure[]> {
  const manifest = await buildClient({ outdir: join(folder, 'dist') })
  const read = (name: string) => readFile(join(folder, 'dist', name))
  const [script, early, style] = await Promise.all([manifest.script, manifest.early!, manifest.style].map(read))
  const kilobytes = (bytes: Buffer) => bytes.length / 1_000
  const compressed = (bytes: Buffer) => kilobytes(gzipSync(bytes, { level: 9 }))
  return [
    {
      ...{ line: 'P12', what: 'script, minified, gzip -9', unit: 'kB' },
      ...{ value: compressed(script!), goal: { atMost: 15 } },
    },
    { line: 'P12', what: 'the same, minified only', unit: 'kB', value: kilobytes(script!) },
    { line: 'P12', what: 'script before the first paint, minified, gzip -9', unit: 'kB', value: compressed(early!) },
    { line: 'P12', what: 'style sheet, minified, gzip -9', unit: 'kB', value: compressed(style!) },
  ]
}
