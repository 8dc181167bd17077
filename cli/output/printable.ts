// Text from elsewhere, made safe to show: reasons and flag keys are written by others, and a control character in one of
// them could redraw the terminal or turn the text around.

const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

export const printable = (text: string): string =>
  text.replace(unsafe, (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`)

/** The same, keeping line breaks. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n')
