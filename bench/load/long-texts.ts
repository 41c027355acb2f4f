/** Texts of the greatest length, of scripts that the server treats differently. */

const LENGTH = 10_000

/** Texts in many scripts, and texts made to be expensive: every word different, links, marks, emoji of several parts. */
export const LONG_TEXTS: Readonly<Record<string, string>> = {
  Latin: filled((index) => `word${index} `),
  'Latin without blanks': filled((index) => (index * 2_654_435_761).toString(36)),
  Vietnamese: filled((index) => `tiếng Việt ${index} đặng `),
  decomposed: filled((index) => `tiếng Việt ${index} đặng `.normalize('NFD')),
  Greek: filled((index) => `όλους ${index} καλημέρα `),
  Cyrillic: filled((index) => `ёлка${index} йод `),
  Arabic: filled((index) => `مُحَمَّدٌ ${index} `),
  Devanagari: filled((index) => `हिन्दी ${index} ज़रा `),
  Chinese: filled((index) => String.fromCodePoint(0x4e00 + ((index * 7_919) % 20_000))),
  'rare Chinese': filled((index) => String.fromCodePoint(0x20000 + ((index * 7_919) % 40_000))),
  Japanese: filled((index) => `明日は${String.fromCodePoint(0x4e00 + index)}へ行きます。`),
  Korean: filled((index) => String.fromCodePoint(0xac00 + ((index * 7_919) % 11_172))),
  Thai: filled((index) => `ภาษาไทย${String.fromCodePoint(0xe01 + (index % 46))}`),
  Burmese: filled((index) => `မြန်မာစာ${String.fromCodePoint(0x1000 + (index % 33))}`),
  Ethiopic: filled((index) => String.fromCodePoint(0x1200 + ((index * 37) % 280)) + (index % 5 === 0 ? ' ' : '')),
  cuneiform: filled((index) => String.fromCodePoint(0x12000 + (index % 900))),
  emoji: filled((index) => ['👩🏽‍🚀', '👍🏿', '🇩🇪', '❤️'][index % 4]!),
  links: filled((index) => `https://example.org/${index} `),
  'almost links': filled((index) => `a.b${index % 10}/`),
}

function filled(part: (index: number) => string): string {
  let text = ''
  for (let index = 0; ; index++) {
    const next = part(index)
    if (text.length + next.trimEnd().length > LENGTH) return text.trimEnd()
    text += next
  }
}
