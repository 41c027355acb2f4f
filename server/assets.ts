/** The built client. Most names change with the content, so that browsers may keep those files for ever. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Assets {
  readonly directory: string
  readonly script: string
  readonly style: string
  /** The script that runs before the first paint; undefined for a client without one. */
  readonly early?: string | undefined
}

/** Where `npm run build` puts them. */
export const ASSETS_DIRECTORY = join(import.meta.dirname, '..', 'dist')

/** Reads the manifest that the build wrote; throws when there is none. */
export function readAssets(directory: string = ASSETS_DIRECTORY): Assets {
  try {
    const { script, style, early } = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'))
    return { directory, script, style, early }
  } catch (cause) {
    throw new Error(`There is no built client in ${directory}. Expected what "npm run build" makes.`, { cause })
  }
}

const NAMED_BY_CONTENT = /-[A-Z0-9]{8}\.(js|css)(\.map)?$/

/** How long browsers may keep a file of the client; an hour where another version has the same name. */
export function cacheControlOf(path: string): string {
  return NAMED_BY_CONTENT.test(path) ? 'public, max-age=31536000, immutable' : 'public, max-age=3600'
}
