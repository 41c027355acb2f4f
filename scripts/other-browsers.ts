/** Finds a Firefox for the tests outside Chromium, and installs Debian's where there is none. */
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './run.ts'

/** The environment variable that names the Firefox to test. */
export const FIREFOX_VARIABLE = 'FIREFOX_PATH'

const NAMES = ['firefox-esr', 'firefox']
const PACKAGE = 'firefox-esr'

/** The path of a Firefox of the system, installed first where that is possible; undefined when there is none. */
export async function provideFirefox(variables: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const present = findFirefox(variables)
  if (present || !existsSync('/etc/debian_version') || process.getuid?.() !== 0) return present
  console.log(`There is no Firefox: installing the package ${PACKAGE}.`)
  if ((await run('apt-get', ['update'])) === 0) await run('apt-get', ['install', '-y', PACKAGE])
  return findFirefox(variables)
}

/** The path of the Firefox that is named, or of the first on PATH. Throws when what is named cannot be run. */
export function findFirefox(variables: NodeJS.ProcessEnv): string | undefined {
  const named = variables[FIREFOX_VARIABLE]
  if (named && !isExecutable(named)) {
    throw new Error(`${FIREFOX_VARIABLE} must be the path of a program. It is "${named}".`)
  }
  const folders = (variables.PATH ?? '').split(delimiter).filter(Boolean)
  return named || NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
