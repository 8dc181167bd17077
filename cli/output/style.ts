// Emphasis, only where a person looks: on a terminal, and without NO_COLOR.

export interface Style {
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  green(text: string): string
  yellow(text: string): string
}

const sgr =
  (enabled: boolean, start: number, end: number) =>
  (text: string): string =>
    enabled ? `\u001b[${start}m${text}\u001b[${end}m` : text

export function createStyle(enabled: boolean): Style {
  return {
    bold: sgr(enabled, 1, 22),
    dim: sgr(enabled, 2, 22),
    red: sgr(enabled, 31, 39),
    green: sgr(enabled, 32, 39),
    yellow: sgr(enabled, 33, 39),
  }
}

export function wantsColour(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb'
}
