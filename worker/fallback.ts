// The fallback document: the last tier before off, built into the evaluator for the few flags that must stay on when
// nothing can be read. It is empty unless you put flags here, and then everything that cannot be read is off.
// A flag may stand here only if serving it blindly is safer than switching it off. A kill that this isolate has seen
// still wins.

import type { FlagDocument } from '../domain/flag/flag-document.ts'

export const fallbackDocument: FlagDocument = { flags: {} }
