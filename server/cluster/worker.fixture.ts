/** For tests of the primary: a worker of a few lines, whose behaviour depends on its number and on a file. */
import { existsSync } from 'node:fs'
import { PrimaryLink } from './primary-link.ts'

const link = new PrimaryLink(process)
const [, , number] = process.argv
const { BROKEN, STUBBORN } = process.env
if (BROKEN && existsSync(`${BROKEN}/${number}`)) process.exit(3)
process.on('SIGTERM', () => {})
link.onStop(() => {
  if (number !== STUBBORN) process.exit(0)
})
link.listens(`worker ${number}`)
