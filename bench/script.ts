/** P12: how large the browser's script is, as a careful server would send it. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildClient } from '../client/build.ts'
import type { Context, Figure } from './measurement.ts'

export async function measure({ folder }: Context): Promise<Figure[]> {
  const { script } = await buildClient({ outdir: join(folder, 'dist') })
  const text = await readFile(join(folder, 'dist', script))
  const kilobytes = (bytes: Buffer) => bytes.length / 1_000
  return [
    {
      ...{ line: 'P12', what: 'script, minified, gzip -9', unit: 'kB' },
      ...{ value: kilobytes(gzipSync(text, { level: 9 })), goal: { atMost: 12 } },
    },
    { line: 'P12', what: 'the same, minified only', unit: 'kB', value: kilobytes(text) },
  ]
}
