/** Decides whether a reader sees anything of a text. Names of people, rooms and bots and messages all ask here. */

/** Format characters that show ink: the signs that Arabic, Syriac and Kaithi put around numbers (Prepended_Concatenation_Mark). */
const SIGNS_OF_NUMBERS = String.raw`[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]`

/**
 * A character that shows ink by itself: any but white space, controls, combining marks, the characters that Unicode
 * lets fonts ignore, noncharacters, and the symbols whose glyph is empty: the braille pattern without dots, the musical
 * null note head, the full and the half blank of hieroglyphs, and the object replacement character.
 */
const SEEN = new RegExp(
  [
    String.raw`(?!\p{White_Space}|\p{Cc}|\p{Cf}|\p{M}|\p{Default_Ignorable_Code_Point}|\p{Noncharacter_Code_Point}`,
    String.raw`|[\u2800\ufffc\u{13441}\u{13442}\u{1d159}])\P{Cs}|${SIGNS_OF_NUMBERS}`,
  ].join(''),
  'u',
)

/** Whether a reader sees anything of this text. */
export function isVisible(text: string): boolean {
  return SEEN.test(text)
}
