/** Real input scrolls through a long room: the messages follow the input, and nothing else moves them. */
import { openRoom } from './support/room.ts'
import * as inputs from './support/scroll-inputs.ts'
import { expectMotionOfInput, recorderIn } from './support/scroll-motion.ts'
import { test } from './support/test.ts'

const RECORDED = { scroller: '.scroller', rows: '#messages > article[id]', text: ':scope > [data-body]' }

test.use({
  viewport: { width: 1_280, height: 800 },
  launchOptions: [
    ({ launchOptions }, use) =>
      use({ ...launchOptions, args: [...(launchOptions.args ?? []), inputs.ANIMATED_WHEEL_ARGUMENT] }),
    { scope: 'worker' },
  ],
  serverOptions: { messages: 4_000 },
})

const cases = [
  { input: inputs.wheel(600, 16), pages: 30 },
  { input: inputs.animatedWheel(800, 3_000), pages: 5 },
]

for (const { input, pages } of cases) {
  test(`[L3] WIN2: messages follow the input while ${pages} pages of history load: ${input.name}`, async ({
    person,
  }) => {
    test.slow()
    const { page } = await person('Ann')
    await openRoom(page)
    await expectMotionOfInput(await recorderIn(page, 'up', RECORDED), input, pages)
  })
}
