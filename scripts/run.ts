import { spawn } from 'node:child_process'

/** Runs a command on this terminal to its end. Resolves with its exit code; 1 when a signal ended it. */
export function run(command: string, args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...variables } })
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

/** Runs a program of Node on this terminal, with the Node that runs this one. Throws when it fails. */
export async function runNode(...args: string[]): Promise<void> {
  const code = await run(process.execPath, args)
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}.`)
}
