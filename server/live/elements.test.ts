import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOneElement, openTagsIn } from './elements.ts'

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

test('STR12: elements that begin and do not end are told, outermost first', () => {
  assert.deepEqual(openTagsIn('<p>a</p><ul id="b"><li>c<li>d</ul><DIV class=">"><br><img src="e"><b>f'), [
    '<DIV class=">">',
    '<b>',
  ])
})
