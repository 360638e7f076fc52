/**
 * Splits a command line into words as a POSIX shell does, quotes and backslashes included, and
 * nothing more: no variables, no globs, no operators (Compose reads `command: npm start` so).
 */

/** The words of `line`; null if a quote is not closed. */
export function shellWords(line: string): string[] | null {
  const words: string[] = []
  let word: string | null = null
  let quote = ''
  for (let i = 0; i < line.length; i++) {
    const character = line[i]!
    if (quote !== '') {
      if (character === quote) quote = ''
      else if (quote === '"' && character === '\\' && /["\\$`]/.test(line[i + 1] ?? '')) {
        i++
        word += line[i]!
      } else word += character
    } else if (character === '"' || character === "'") {
      quote = character
      word ??= ''
    } else if (character === '\\' && i + 1 < line.length) {
      i++
      word = (word ?? '') + line[i]!
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word)
      word = null
    } else {
      word = (word ?? '') + character
    }
  }
  if (quote !== '') return null
  return word === null ? words : [...words, word]
}
