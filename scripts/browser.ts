/** Finds a Chromium for the browser tests and measurements, and installs one where there is none. */
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'
import { run } from './run.ts'

/** The environment variable that names the browser: to these scripts, and from them to Playwright. */
export const BROWSER_VARIABLE = 'CHROMIUM_PATH'

const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']

/** How it is started. Its sandbox does not start for root, and where root runs tests there is seldom a GPU. */
export const BROWSER_ARGUMENTS: readonly string[] =
  process.getuid?.() === 0 ? ['--no-sandbox', '--disable-gpu', ...QUIET] : QUIET

/** Chromium without windows, the kind that Playwright installs for itself: pages open and paint in half the time. */
const SHELL_NAMES = ['chromium-headless-shell', 'chrome-headless-shell']
const NAMES = [...SHELL_NAMES, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const SHELL_PACKAGES = ['chromium-headless-shell']
const PACKAGES = [...SHELL_PACKAGES, 'chromium']
const MAC_APPLICATIONS = ['Chromium', 'Google Chrome']
const USUAL_PLACES = [
  ...['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/homebrew/bin'].flatMap((folder) => inFolder(folder)),
  '/opt/google/chrome/chrome',
  ...['/Applications', join(homedir(), 'Applications')].flatMap((folder) =>
    MAC_APPLICATIONS.map((name) => join(folder, `${name}.app`, 'Contents', 'MacOS', name)),
  ),
]

/**
 * The path of a Chromium, installed first where need be. On Debian a headless shell is installed beside a whole browser,
 * too, for the sake of time. Throws when none can be had. Says on the terminal what it does.
 */
export async function provideBrowser(variables: NodeJS.ProcessEnv = process.env): Promise<string> {
  const present = findBrowser(variables)
  const suffices = present !== undefined && (Boolean(variables[BROWSER_VARIABLE]) || isShell(present))
  if (!suffices && isRootOfDebian()) await installPackages(present ? SHELL_PACKAGES : PACKAGES)
  if (!findBrowser(variables)) await installPlaywrights()
  const path = findBrowser(variables)
  if (!path) throw new Error(`No Chromium could be installed. Install one, or name one in ${BROWSER_VARIABLE}.`)
  console.log(`Browser: ${path}`)
  return path
}

/** The path of a Chromium that is there: the one named, one of the system, headless shells first, or Playwright's own. */
export function findBrowser(
  variables: NodeJS.ProcessEnv = process.env,
  usualPlaces: readonly string[] = [...USUAL_PLACES, chromium.executablePath()],
): string | undefined {
  const named = variables[BROWSER_VARIABLE]
  if (named) {
    if (isExecutable(named)) return named
    throw new Error(`${BROWSER_VARIABLE} must be the path of a program. It is "${named}".`)
  }
  const onPath = (variables.PATH ?? '').split(delimiter).filter(Boolean).flatMap(inFolder)
  const present = [...onPath, ...usualPlaces].filter(isExecutable)
  return present.find(isShell) ?? present[0]
}

function isShell(path: string): boolean {
  return SHELL_NAMES.includes(basename(path))
}

function inFolder(folder: string): string[] {
  return NAMES.map((name) => join(folder, name))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function isRootOfDebian(): boolean {
  return existsSync('/etc/debian_version') && process.getuid?.() === 0
}

/** The first of these packages that can be had. An older Debian knows no headless shell by itself. */
async function installPackages(packages: readonly string[]): Promise<void> {
  console.log(`Installing the package ${packages.join(' or ')}.`)
  if ((await run('apt-get', ['update'])) !== 0) return
  for (const name of packages) if ((await run('apt-get', ['install', '-y', name])) === 0) return
}

async function installPlaywrights(): Promise<void> {
  console.log("There is no Chromium: installing Playwright's.")
  await run('npx', ['playwright', 'install', 'chromium'])
}
