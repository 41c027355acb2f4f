/** Finds programs on this machine. */
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The program that an environment variable names; undefined where it names none. Throws when that cannot be run. */
export function namedProgram(variable: string, variables: NodeJS.ProcessEnv): string | undefined {
  const named = variables[variable]
  if (!named) return undefined
  if (isExecutable(named)) return named
  throw new Error(`${variable} must be the path of a program. It is "${named}".`)
}

/** The folders in which programs are looked for. */
export function foldersOnPath(variables: NodeJS.ProcessEnv): string[] {
  return (variables.PATH ?? '').split(delimiter).filter(Boolean)
}

/** The paths that programs of these names have in a folder. */
export function pathsIn(folder: string, names: readonly string[]): string[] {
  return names.map((name) => join(folder, name))
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Whether this is a Debian whose packages this process may install. */
export function mayInstallPackages(): boolean {
  return existsSync('/etc/debian_version') && process.getuid?.() === 0
}
