// A picture that replaces itself on a terminal. Each frame overwrites the one before; whatever stood above stays.

export interface Screen {
  readonly columns?: number
  readonly rows?: number
  write(text: string): unknown
}

export type Draw = (frame: string) => void

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the colours of this program's own style
const colours = /\u001b\[\d+m/g
const standardColumns = 80
const standardRows = 24

/** Lines that do not fit the screen's height are left out at the bottom: what has scrolled away cannot be replaced. */
export function createDraw(screen: Screen): Draw {
  let above = 0
  return (frame) => {
    const { columns = standardColumns, rows = standardRows } = screen
    const shown: string[] = []
    let height = 0
    for (const line of frame.split('\n')) {
      const lineHeight = Math.max(1, Math.ceil([...line.replace(colours, '')].length / columns))
      if (height + lineHeight > rows - 1) break
      shown.push(line)
      height += lineHeight
    }
    screen.write(`${above > 0 ? `\u001b[${above}A` : ''}\r\u001b[J${shown.join('\n')}\n`)
    above = height
  }
}
