/** Finds Firefox and WebKitGTK for the tests outside Chromium, and installs Debian's packages where they are missing. */
import { foldersOnPath, isExecutable, mayInstallPackages, namedProgram, pathsIn } from './programs.ts'
import { run } from './run.ts'

/** The environment variable that names the Firefox to test. */
export const FIREFOX_VARIABLE = 'FIREFOX_PATH'

const FIREFOX_NAMES = ['firefox-esr', 'firefox']
const FIREFOX_PACKAGE = 'firefox-esr'

/** The programs that the test in WebKitGTK starts, and Debian's packages that it needs for each. */
const WEBKIT_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  WebKitWebDriver: ['webkit2gtk-driver'],
  'xvfb-run': ['xvfb', 'xauth'],
  xdotool: ['xdotool'],
}

/** The path of a Firefox of the system, installed first where that is possible; undefined when there is none. */
export async function provideFirefox(variables: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const present = findFirefox(variables)
  if (present || !mayInstallPackages()) return present
  await install([FIREFOX_PACKAGE])
  return findFirefox(variables)
}

/** The path of the Firefox that is named, or of the first on PATH. Throws when what is named cannot be run. */
export function findFirefox(variables: NodeJS.ProcessEnv): string | undefined {
  return namedProgram(FIREFOX_VARIABLE, variables) ?? findOnPath(FIREFOX_NAMES, variables)
}

/** Debian's packages that are still missing for the test in WebKitGTK once those that can be installed are. */
export async function provideWebKit(variables: NodeJS.ProcessEnv = process.env): Promise<readonly string[]> {
  const missing = missingForWebKit(variables)
  if (missing.length === 0 || !mayInstallPackages()) return missing
  await install(missing)
  return missingForWebKit(variables)
}

/** Debian's packages of the programs for WebKitGTK that are not on PATH. */
export function missingForWebKit(variables: NodeJS.ProcessEnv): readonly string[] {
  return Object.entries(WEBKIT_PACKAGES).flatMap(([program, packages]) =>
    findOnPath([program], variables) ? [] : packages,
  )
}

/** The path of the first of the programs that is on PATH. */
function findOnPath(names: readonly string[], variables: NodeJS.ProcessEnv): string | undefined {
  const folders = foldersOnPath(variables)
  return names.flatMap((name) => folders.flatMap((folder) => pathsIn(folder, [name]))).find(isExecutable)
}

async function install(packages: readonly string[]): Promise<void> {
  console.log(`Installing the packages ${packages.join(', ')}.`)
  if ((await run('apt-get', ['update'])) === 0) await run('apt-get', ['install', '-y', ...packages])
}
