/** Components and rows inside svg and math stay what they are when patches change them. */
import { expect, type Page } from '@playwright/test'
import { test } from '../fixtures/server.ts'
import { settled } from '../support/test.ts'

const push = (page: Page, name: string, payload: unknown) =>
  page.evaluate(([name, payload]) => window.live.push(name as string, payload), [name, payload] as const)

/** Every element of the drawing and the formula, by its kind: tags that were parsed elsewhere are of another. */
function kindsOf(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    Array.from(document.querySelectorAll('#drawing, #drawing *, #sum, #sum *'), (element) => {
      const kind = element.namespaceURI!.split('/').at(-1)
      return `${kind} ${element.localName}${element.id && `#${element.id}`}`
    }),
  )
}

function expected(...points: number[]): string[] {
  const rows = points.flatMap((id) => [`svg g#points-${id}`, 'svg circle', 'svg text'])
  return [
    ...['svg svg#drawing', 'svg g#shape', 'svg linearGradient#fade', 'svg circle'],
    ...['svg g#points', 'svg title#title', ...rows, 'svg foreignObject', 'xhtml p#inside', 'xhtml b'],
    ...['MathML math#sum', 'MathML mrow#formula', 'MathML mn', 'MathML mo', 'MathML mn'],
  ]
}

test('COMP5: components and rows inside svg and math are elements of svg and math after each change', async ({
  page,
}) => {
  await page.goto('/drawing')
  await settled(page)
  expect(await kindsOf(page)).toEqual(expected(1))
  await push(page, 'size', 20)
  await push(page, 'points', [
    { id: 1, at: 30 },
    { id: 2, at: 60 },
  ])
  expect(await kindsOf(page)).toEqual(expected(1, 2))
  const sizes = await page
    .locator('#drawing circle')
    .evaluateAll((circles) => circles.map((circle) => Math.round(circle.getBoundingClientRect().width)))
  expect(sizes, 'what is seen of the circles').toEqual([40, 8, 8])
  await push(page, 'show', false)
  await push(page, 'points', [
    { id: 2, at: 90 },
    { id: 3, at: 99 },
  ])
  await push(page, 'show', true)
  expect(await kindsOf(page)).toEqual(expected(1, 2, 3))
  await expect(page.locator('#points-2 circle')).toHaveAttribute('cx', '90')
})

test('COMP5: rows that came before their place in an svg are elements of svg in it', async ({ page }) => {
  await page.goto('/drawing?hidden')
  await settled(page)
  await push(page, 'points', [{ id: 2, at: 60 }])
  await push(page, 'show', true)
  expect(await kindsOf(page)).toEqual(expected(1, 2))
  await push(page, 'points', [{ id: 2, at: 70 }])
  expect(await kindsOf(page)).toEqual(expected(1, 2))
})

test('WIN4: a window that the view hides holds no more rows than one in sight', async ({ page }) => {
  await page.goto('/drawing')
  await settled(page)
  await push(page, 'show', false)
  for (let id = 2; id <= 9; id++) await push(page, 'numbers', [{ id, at: 0 }])
  await push(page, 'show', true)
  await expect(page.locator('#numbers li')).toHaveText(['7', '8', '9'])
  await expect(page.locator('#numbers')).toHaveAttribute('data-start', 'more')
})
