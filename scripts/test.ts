/** `npm test`: everything, stage after stage, to the first that fails; then what each took, and how many tests passed. */
import { spawn } from 'node:child_process'
import { addTo, type Counts, countTests, stageLine } from './test-summary.ts'

const STAGES = [
  { name: 'types and style', script: 'check' },
  { name: 'build', script: 'build' },
  { name: 'unit tests', script: 'test:unit' },
  { name: 'conformance', script: 'test:conformance' },
  { name: 'browser tests', script: 'test:e2e' },
]

/** Characters of the end of a stage's output that are kept, to read the counts from; the tale of failures follows them. */
const KEPT = 500_000

async function runStage(script: string): Promise<Counts> {
  const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}
  const child = spawn('npm', ['run', '--silent', script], {
    stdio: ['inherit', 'pipe', 'inherit'],
    env: { ...process.env, ...colour },
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    process.stdout.write(text)
    output = (output + text).slice(-KEPT)
  })
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode) => resolve(exitCode ?? 1))
  })
  return countTests(output, code === 0)
}

const lines: string[] = []
let total: Counts = { passed: 0, failed: 0 }
for (const { name, script } of STAGES) {
  console.log(`\n=== ${name}: npm run ${script}`)
  const startedAt = performance.now()
  const counts = await runStage(script)
  total = addTo(total, counts)
  lines.push(stageLine(name, counts, performance.now() - startedAt))
  if (counts.failed > 0) break
}
console.log(`\n${lines.join('\n')}\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0
