import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { linksIn } from './text-links.ts'

/**
 * Texts in which every part in ⟦ ⟧ is a link to exactly what it says, and nothing else is one. `www.` and mail addresses
 * lead to the address with the scheme in front.
 */
const TEXTS: Record<string, readonly string[]> = {
  schemes: [
    '⟦https://a.example⟧',
    '⟦http://a.example⟧',
    '⟦HTTPS://A.Example/X⟧',
    '⟦mailto:ann@a.example⟧',
    'javascript://a.example/%0aalert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,hello',
    'ftp://a.example',
    'file:///etc/passwd',
    'vbscript:x',
    '//a.example/x',
    'git+https://a.example/x',
    'shttp://a.example',
    'https://',
    'https:///x',
    'https:a.example',
    'https://?',
    'http://.',
    'https://-a.example',
  ],
  hosts: [
    '⟦http://localhost:3000/a⟧',
    '⟦https://intranet/x⟧',
    '⟦http://192.168.1.1/x⟧',
    '⟦http://[::1]:3000/x⟧',
    '⟦https://a.example:8443⟧',
    'http://a.example:99999/',
    '⟦https://münchen.example/straße⟧',
    '⟦https://例え.example/パス?q=あ#い⟧',
    '⟦https://пример.рф/путь⟧',
    '⟦https://nihon日本.example/x⟧',
    '⟦https://xn--mnchen-3ya.example⟧',
    '⟦https://a.example⟧..',
    'http://1.2.3.4.5.999999999999/',
  ],
  'credentials before the host': [
    '⟦https://user@host.example/x⟧',
    '⟦https://user:password@host.example/x⟧',
    '⟦https://user:p@ss@host.example/x⟧',
    '⟦https://bank.example@evil.example/⟧',
    `⟦https://${'u'.repeat(200)}@host.example/x⟧`,
    `https://${'u'.repeat(400)}@host.example/x`,
    `https://user:${'p'.repeat(400)}@host.example/x`,
    '⟦https://bank.example⟧\\@evil.example/',
    '⟦https://a.example/@user⟧',
    '⟦https://a.example/?to=ann@b.example⟧',
    '⟦https://a.example/#@x⟧',
    'https://user@',
    '(⟦https://a.example⟧)⟦ann@b.example⟧',
  ],
  'invisible characters in hosts and credentials': [
    '⟦https://exam⟧\u00adple.org/x',
    '⟦https://example.org⟧\u00ad/x',
    '⟦https://example⟧.\u00adorg/x',
    'https://\u00adexample.org',
    'www.exam\u00adple.org',
    'www.example\u00ad.org',
    'ann@exam\u00adple.org',
    '⟦www.example.org⟧\u00ad/x',
    '⟦ann@example.org⟧\u00adx',
    '⟦https://user@ho⟧\u00adst.example',
    '⟦https://bank.example⟧\u200b@evil.example/',
    '⟦https://bank.example⟧\u00ad@evil.example/',
    '⟦https://bank.example⟧\u2800@evil.example/',
    '⟦https://bank.example⟧\u202e@evil.example/',
    '⟦https://bank.example⟧\u{e0041}@evil.example/',
    '⟦https://bank.example⟧\u{1d159}@evil.example/',
    '⟦https://bank.example⟧\u{13441}@evil.example/',
    '⟦https://bank.example⟧\u0001@evil.example/',
    '⟦https://user⟧\u200b:⟦password@host.example⟧/x',
    '⟦https://us⟧\u00ad⟦er@host.example⟧/x',
    'https://\u200b⟦user@host.example⟧',
    '⟦https://bank.example:443⟧\u200b@evil.example/',
    '⟦https://пользователь@host.example/x⟧',
  ],
  paths: [
    '⟦https://a.example/?a=b&c=d|e⟧',
    '⟦https://a.example/a,b;c=d⟧',
    '⟦https://a.example/~ann/x-y_z⟧',
    '⟦https://a.example/x%20y⟧',
    "⟦https://a.example/x's⟧",
    '⟦https://a.example/*bold*⟧',
    '⟦https://a.example/a--b⟧',
    '⟦https://a.example/a..b⟧',
    '⟦https://a.example/#/x/y?z⟧',
    '⟦https://a.example/❤️⟧',
    '⟦https://a.example/👩‍💻/x⟧',
    '⟦https://a.example/привет⟧',
    '⟦https://a.example/می‌خواهم⟧',
    '⟦https://a.example/क्‍ष⟧',
  ],
  'punctuation and brackets around it': [
    'See ⟦https://a.example/x⟧.',
    '⟦https://a.example/x⟧, and',
    '⟦https://a.example/x⟧!',
    '⟦https://a.example/x⟧?',
    '⟦https://a.example/x⟧…',
    '⟦https://a.example/x⟧...',
    '⟦https://a.example/x⟧;',
    '⟦https://a.example/x⟧:',
    '(⟦https://a.example/x⟧)',
    '(⟦https://a.example/x_(y)⟧)',
    '⟦https://a.example/x_(y)⟧',
    '[text](⟦https://a.example/x⟧)',
    '<⟦https://a.example/x⟧>',
    '"⟦https://a.example/x⟧"',
    "'⟦https://a.example/x⟧'",
    '«⟦https://a.example/x⟧»',
    '„⟦https://a.example/x⟧“',
    '「⟦https://a.example/x⟧」',
    '⟦https://a.example/x⟧。',
    '⟦https://a.example/x⟧、⟦https://b.example⟧',
    '⟦https://a.example/x⟧—y',
    '*⟦https://a.example/x⟧*',
    '_⟦https://a.example/x⟧_',
    '**⟦https://a.example/x*⟧*',
    '~⟦https://a.example/x⟧~',
    '|⟦https://a.example⟧|⟦https://b.example⟧|',
    '⟦https://a.example⟧,⟦https://b.example⟧',
    '⟦https://a.example⟧\n⟦https://b.example⟧',
    'a=⟦https://a.example⟧',
  ],
  'right after other characters': [
    '看⟦https://a.example⟧',
    'これは⟦https://a.example/x⟧',
    'ไทย⟦https://a.example⟧',
    '한국어⟦https://a.example⟧',
    'привет⟦https://a.example⟧',
    'γεια⟦https://a.example⟧',
    'שלום⟦https://a.example⟧',
    'مرحبا⟦https://a.example⟧',
    'नमस्ते⟦https://a.example⟧',
    '😀⟦https://a.example⟧',
    '❤️⟦https://a.example⟧',
    '👩‍💻⟦https://a.example⟧',
    '→⟦https://a.example⟧',
    '->⟦https://a.example⟧',
    '1⟦https://a.example⟧',
    '1.⟦https://a.example⟧',
    '½⟦https://a.example⟧',
    '$⟦https://a.example⟧',
    '~⟦https://a.example⟧',
    '`⟦https://a.example⟧`',
    '\u200b⟦https://a.example⟧',
    '\u202e⟦https://a.example⟧',
    'foohttps://a.example',
    'foo_⟦https://a.example⟧',
    'éhttps://a.example',
  ],
  'right before other characters': [
    '⟦https://a.example⟧和⟦https://b.example⟧',
    '⟦https://a.example⟧です',
    '⟦https://a.example⟧입니다',
    '⟦https://a.example⟧→',
    '⟦https://a.example⟧😀',
    '⟦https://a.example/⟧\u200b',
    '⟦https://a.example/⟧\u200bx',
    '⟦https://a.example/x⟧\u200d',
    '⟦https://a.example/x⟧\u00ad',
    '⟦https://a.example/x⟧\u2060y',
    '⟦https://a.example/x⟧\ufeff',
    '⟦https://a.example/x⟧\u202etxt.exe',
    '⟦https://a.example/x⟧\u2066y',
    '⟦https://a.example/x⟧\u3164y',
    '⟦https://a.example/x⟧\u2800y',
    '⟦https://a.example/x⟧\u{e0001}y',
    '⟦https://a.example/x⟧\u{1d159}y',
    '⟦https://a.example/x⟧\u{13441}y',
    '⟦https://a.example/x⟧\u{13430}y',
    '⟦https://a.example/x⟧\u{16fe4}y',
    '⟦https://a.example/x⟧\ufffcy',
    '⟦https://a.example/x⟧\ufe0f',
    '⟦https://a⟧\u200b.example',
  ],
  'addresses that begin with www': [
    '⟦www.example.org⟧',
    '⟦WWW.Example.ORG/x⟧',
    '⟦www.example.online:8080/x?y#z⟧',
    '(⟦www.example.org/x_(y)⟧).',
    '看⟦www.example.org⟧看看',
    '⟦www.münchen.example⟧',
    '⟦https://www.example.org⟧',
    'www.',
    'www.example',
    'www..example.org',
    'foo.www.example.org',
    '@www.example.org',
    '5⟦www.example.org⟧',
    '123⟦www.example.org⟧',
    '看5⟦www.example.org⟧',
    '٥⟦www.example.org⟧',
    '😀5⟦www.example.org⟧',
    '(5⟦www.example.org⟧)',
    'No. 5⟦www.example.org⟧',
    '3.50⟦www.example.org⟧',
    '1.⟦www.example.org⟧',
    'a5www.example.org',
    'web-5www.example.org',
    'web.5www.example.org',
    'é5www.example.org',
    '/5www.example.org',
    '⟦ann@5www.example.org⟧',
    '⟦https://5www.example.org⟧',
    '⟦https://a.example/5www.example.org⟧',
  ],
  'mail addresses': [
    '⟦ann@a.example⟧',
    '⟦ann.bell+x@mail.a.example⟧.',
    '<⟦ann@a.example⟧>',
    '⟦www.ann@a.example⟧',
    '联系⟦ann@a.example⟧吧',
    'Пишите:⟦ann@a.example⟧',
    '⟦ann@a.example⟧, ⟦ben@a.example⟧',
    '⟦ann@münchen.example⟧',
    '⟦ann@a.example⟧\u200b',
    'ann@localhost',
    '@ann@social.example',
    'git@a.example:team/project.git',
    'a@b',
    '@ann',
  ],
  'words that are no address': ['readme.md', 'e.g. this', '1.2.3', 'a.example', 'node.js', 'and/or', '3:4', 'C:\\x'],
}

describe('links in a text', () => {
  for (const [kind, texts] of Object.entries(TEXTS)) {
    for (const marked of texts) {
      it(`${kind}: ${JSON.stringify(marked.length > 60 ? `${marked.slice(0, 60)}…` : marked)}`, () => {
        const text = marked.replace(/[⟦⟧]/g, '')
        const expected = [...marked.matchAll(/⟦(.*?)⟧/gsu)].map(([, link = '']) => ({ link, url: urlOf(link) }))
        const found = linksIn(text).map(({ start, end, url }) => ({ link: text.slice(start, end), url }))
        assert.deepEqual(found, expected)
      })
    }
  }

  it('every address leads to a host that it names', () => {
    for (const marked of Object.values(TEXTS).flat()) {
      for (const { url } of linksIn(marked.replace(/[⟦⟧]/g, ''))) {
        const { protocol, hostname } = new URL(url)
        assert.match(protocol, /^(https?|mailto):$/)
        if (protocol !== 'mailto:') assert.notEqual(hostname, '')
      }
    }
  })

  it('the longest message is searched without a hang, whatever it repeats', () => {
    const parts = [
      '(',
      '([{',
      "'a",
      'a@',
      'a.',
      'a:',
      '-',
      '!',
      'https://a',
      'https://u:',
      'www.',
      'www.a.',
      'a.b@c.d-',
    ]
    for (const part of parts) {
      assert.equal(linksIn(`https://a.example/x ${part.repeat(10_000)}`.slice(0, 10_000))[0]?.end, 19)
    }
  })
})

function urlOf(link: string): string {
  if (/^www\..*@|^[^:/]*@/i.test(link)) return `mailto:${link}`
  return /^www\./i.test(link) ? `https://${link}` : link
}
