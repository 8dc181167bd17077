// Every limit of a flag document, named. Beyond one of them a document is refused when it is written, and a flag is
// quarantined if it is met at the edge all the same.

/** Operations inside operations; deeper rules overflow small stacks and nobody can read them. */
export const maxTargetingDepth = 64
/** Nodes of one flag's targeting after its `$ref`s are followed: what keeps a chain of doubling references finite. */
export const maxTargetingNodes = 20_000
/** Objects and lists inside each other in one variant's value: whatever writes an answer out must survive it. */
export const maxValueDepth = 64
/** Characters of a flag key, a variant name or an evaluator name. */
export const maxNameLength = 256
/** Largest fractional weight, and largest sum of weights (flagd: the largest signed 32-bit integer). */
export const maxWeight = 2_147_483_647
/** Bytes of a whole document as JSON: the largest value Workers KV stores. */
export const maxDocumentBytes = 25 * 1024 * 1024
