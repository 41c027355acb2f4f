/** Finds a Firefox for the tests outside Chromium, and installs Debian's where there is none. */
import { foldersOnPath, isExecutable, mayInstallPackages, namedProgram, pathsIn } from './programs.ts'
import { run } from './run.ts'

/** The environment variable that names the Firefox to test. */
export const FIREFOX_VARIABLE = 'FIREFOX_PATH'

const NAMES = ['firefox-esr', 'firefox']
const PACKAGE = 'firefox-esr'

/** The path of a Firefox of the system, installed first where that is possible; undefined when there is none. */
export async function provideFirefox(variables: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const present = findFirefox(variables)
  if (present || !mayInstallPackages()) return present
  console.log(`There is no Firefox: installing the package ${PACKAGE}.`)
  if ((await run('apt-get', ['update'])) === 0) await run('apt-get', ['install', '-y', PACKAGE])
  return findFirefox(variables)
}

/** The path of the Firefox that is named, or of the first on PATH. Throws when what is named cannot be run. */
export function findFirefox(variables: NodeJS.ProcessEnv): string | undefined {
  const folders = foldersOnPath(variables)
  const onPath = NAMES.flatMap((name) => folders.flatMap((folder) => pathsIn(folder, [name])))
  return namedProgram(FIREFOX_VARIABLE, variables) ?? onPath.find(isExecutable)
}
