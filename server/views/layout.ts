/** The document around every page. */
import type { Assets } from '../assets.ts'
import { type Fragment, type Html, html } from '../live/html.ts'

export interface Document {
  readonly title: string
  readonly content: unknown
  readonly assets: Assets
  /** Who is signed in, for what the browser keeps per person; null on pages for anybody. */
  readonly userId: number | null
}

/**
 * The document of a page. A slow browser would paint it while it is still being parsed, and a list that rests at its end
 * would then move with every row: the first paint waits for the last element (`rel="expect"`), and for the small script that puts
 * drafts back, not for the large one.
 */
export function documentPage({ title, content, assets, userId }: Document): Html {
  const { script, style, early } = assets
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<title>${title ? `${title} · Rill` : 'Rill'}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/${style}">
<link rel="expect" href="#page-end" blocking="render">
${early !== undefined && userId !== null && html`<script type="module" blocking="render" src="/assets/${early}"></script>`}
<script defer src="/assets/old-browsers.js"></script>
<script type="module" src="/assets/${script}"></script>
</head>
<body data-user-id="${userId}">
<p class="old-browser" role="status">This browser is too old for live updates<span data-lacks></span>. You can read and write; reload the page to see what is new.</p>
${content}
<span id="page-end" hidden></span>
</body>
</html>
`
}

export function plainPage(assets: Assets, title: string, content: Fragment): Html {
  return documentPage({ title, assets, userId: null, content: html`<main class="page">${content}</main>` })
}
