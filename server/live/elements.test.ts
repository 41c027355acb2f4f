import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attributeIn, firstTagOf, isOneElement, openTagsIn, tagAround } from './elements.ts'

/** The literals of a template. */
function literals(strings: TemplateStringsArray, ..._values: unknown[]): TemplateStringsArray {
  return strings
}

test('STR12 COMP3: a template with an element and nothing beside it is one element', () => {
  const ones = [
    literals`<li id="a-${1}">${2}</li>`,
    literals`
      <li class="a > b" live-click='[["push",{"event":"</li>"}]]' ?hidden=${1}>a<br>b<ul><li>c<li>d</ul></li>
    `,
    literals`<li id="a">an end tag may be left out`,
    literals`<hr id="a">`,
    literals`<Tr id="a"><td>${1}</td></tR>`,
    // Whatever that is.
    literals`${1}`,
  ]
  for (const one of ones) assert.equal(isOneElement(one), true, one.join('$'))
})

test('STR12 COMP3: one with more beside an element is not', () => {
  const others = [
    literals`<li id="a">a</li><li>b</li>`,
    literals`<li id="a">a</li> and`,
    literals`<li id="a">a</li>${1}`,
    literals`${1}<li id="a">a</li>`,
    literals`<hr id="a"><p>b</p>`,
  ]
  for (const other of others) assert.equal(isOneElement(other), false, other.join('$'))
})

test('STR12: within svg and math, "/>" ends an element', () => {
  assert.deepEqual(openTagsIn('<svg id="a"><defs/><circle r="1"/><g>'), ['<svg id="a">', '<g>'])
  assert.deepEqual(openTagsIn('<math/><div/>'), ['<div/>'])
  assert.equal(isOneElement(literals`<svg id="a"><circle r="1"/></svg><p>more</p>`), false)
})

test('STR12: an attribute is found whatever stands in the attributes before it', () => {
  const cases: [before: string, id: string | undefined][] = [
    ['class="[&>svg]:p-2" id="a"', 'a'],
    ["class='a > b' id='a'", 'a'],
    ['title="a < b" data-x=">" id=a', 'a'],
    ['hidden ID = "a"', 'a'],
    [`title=' id="b"' id="a"`, 'a'],
    [`title=' id="a"'`, undefined],
    ['data-id="a" id-x="a"', undefined],
  ]
  for (const [attributes, id] of cases) {
    const tag = firstTagOf(`\n <li ${attributes}><b id="a">`)
    assert.equal(tag, `<li ${attributes}>`)
    assert.equal(attributeIn(tag, 'id')?.value, id, attributes)
  }
  assert.equal(firstTagOf('text <li>'), '')
})

test('STR12: the tag around an attribute is found whatever stands in its other attributes', () => {
  for (const tag of [
    '<ul id="a" live-stream="b">',
    '<ul class="[&>li]:p-2" id="a" live-stream="b" data-x="c > d">',
    '<ul title="a < b" data-y="<li" id="a" live-stream="b">',
    "<ul\n hidden\n live-stream='b'>",
  ]) {
    const html = `<p title="<">${tag}<li>`
    assert.deepEqual(tagAround(html, html.indexOf('live-stream')), { tag, index: 13 })
  }
  assert.equal(tagAround('<p>live-stream="b"', 3), null)
  assert.equal(tagAround('live-stream="b"', 0), null)
})

test('STR12: elements that begin and do not end are told, outermost first', () => {
  assert.deepEqual(openTagsIn('<p>a</p><ul id="b"><li>c<li>d</ul><DIV class=">"><br><img src="e"><b>f'), [
    '<DIV class=">">',
    '<b>',
  ])
})
