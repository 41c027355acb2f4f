/** A program that measures by itself, as a process of its own, and prints the figure. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ROOT } from './measured-process.ts'

/** Resolves with the number that the program prints. */
export async function numberFrom(script: string, variables: Readonly<Record<string, string>>): Promise<number> {
  const env = { ...process.env, ...variables }
  const { stdout } = await promisify(execFile)(process.execPath, [script], { cwd: ROOT, env })
  const figure = Number(stdout)
  if (!(figure > 0)) throw new Error(`${script} printed no figure: ${stdout}`)
  return figure
}
