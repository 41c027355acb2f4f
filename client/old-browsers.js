/*
 * Marks the page in a browser that cannot read Rill's main script: one without modules, or one that takes newer syntax
 * for a mistake. Served as it is, as a classic script, so keep to syntax of 2015. What a browser that can read the main
 * script may still lack, supported.ts finds out.
 */
{
  const root = document.documentElement
  const mark = () => root.setAttribute('data-unsupported', '')
  if (!('noModule' in HTMLScriptElement.prototype)) mark()
  addEventListener('error', ({ error }) => {
    // Later than that, it is not the script's own syntax that is wrong.
    if (error instanceof SyntaxError && !root.hasAttribute('data-live')) mark()
  })
}
