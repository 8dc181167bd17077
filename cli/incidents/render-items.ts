// A checklist, item by item.

import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { wrap } from '../output/wrap.ts'

export function renderItems(
  items: readonly { readonly text: string; readonly done: boolean }[],
  { style, columns }: { readonly style: Style; readonly columns: number },
): string[] {
  return items.flatMap(({ text, done }) => {
    const mark = done ? style.green('✓') : '☐'
    return wrap(printable(text), columns, '    ', `  ${mark} `)
  })
}
