/** Finds a Chromium for the browser tests and measurements, and installs one where there is none. */
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { chromium } from '@playwright/test'
import { foldersOnPath, isExecutable, mayInstallPackages, namedProgram, pathsIn } from './programs.ts'
import { run } from './run.ts'

/** The environment variable that names the browser: to these scripts, and from them to Playwright. */
export const BROWSER_VARIABLE = 'CHROMIUM_PATH'

const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']

/** How it is started. Its sandbox does not start for root, and where root runs tests there is seldom a GPU. */
export const BROWSER_ARGUMENTS: readonly string[] =
  process.getuid?.() === 0 ? ['--no-sandbox', '--disable-gpu', ...QUIET] : QUIET

/** Chromium without windows: pages open and paint in half the time. */
const SHELL_NAMES = ['chromium-headless-shell', 'chrome-headless-shell']
const NAMES = [...SHELL_NAMES, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
/** Of Debian; its older releases know no headless shell by itself. */
const PACKAGES = ['chromium-headless-shell', 'chromium']
const MAC_APPLICATIONS = ['Chromium', 'Google Chrome']
const USUAL_PLACES = [
  ...['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/homebrew/bin'].flatMap((folder) => pathsIn(folder, NAMES)),
  '/opt/google/chrome/chrome',
  ...['/Applications', join(homedir(), 'Applications')].flatMap((folder) =>
    MAC_APPLICATIONS.map((name) => join(folder, `${name}.app`, 'Contents', 'MacOS', name)),
  ),
]

/** The path of a Chromium, installed first where need be. Throws when that fails. Says on the terminal what it does. */
export async function provideBrowser(variables: NodeJS.ProcessEnv = process.env): Promise<string> {
  const present = findBrowser(variables)
  if (!present) await installBrowser()
  const path = present ?? findBrowser(variables)
  if (!path) throw new Error(`No Chromium could be installed. Install one, or name one in ${BROWSER_VARIABLE}.`)
  console.log(`Browser: ${path}`)
  return path
}

/** The path of a Chromium that is there: the one named, one of the system, headless shells first, or Playwright's own. */
export function findBrowser(
  variables: NodeJS.ProcessEnv = process.env,
  usualPlaces: readonly string[] = [...USUAL_PLACES, chromium.executablePath()],
): string | undefined {
  const named = namedProgram(BROWSER_VARIABLE, variables)
  if (named) return named
  const onPath = foldersOnPath(variables).flatMap((folder) => pathsIn(folder, NAMES))
  const present = [...onPath, ...usualPlaces].filter(isExecutable)
  return present.find(isShell) ?? present[0]
}

function isShell(path: string): boolean {
  return SHELL_NAMES.includes(basename(path))
}

async function installBrowser(): Promise<void> {
  if (mayInstallPackages() && (await installPackage())) return
  console.log("There is no Chromium: installing Playwright's.")
  await run('npx', ['playwright', 'install', 'chromium'])
}

/** Installs the first of the packages that can be had. */
async function installPackage(): Promise<boolean> {
  console.log(`There is no Chromium: installing the package ${PACKAGES.join(' or ')}.`)
  if ((await run('apt-get', ['update'])) !== 0) return false
  for (const name of PACKAGES) if ((await run('apt-get', ['install', '-y', name])) === 0) return true
  return false
}
