// The texts of revisions, fetched from the root part by part: a message between objects holds less than a document may.

import type { PublishedSnapshot } from '../../protocol/published-snapshot.ts'
import { parseSnapshot } from '../../protocol/published-snapshot.ts'
import type { DocumentHandle, RootRpc } from '../objects/root/root-rpc.ts'

/** The parts in order. Ends early only by an exception. */
async function* partsOf(root: RootRpc, { revision, parts }: DocumentHandle): AsyncGenerator<string> {
  for (let index = 0; index < parts; index++) {
    const part = await root.snapshotPart(revision, index)
    if (part === null) throw new Error(`part ${index} of revision ${revision} is missing`)
    yield part.text
  }
}

export async function loadSnapshot(root: RootRpc, handle: DocumentHandle): Promise<PublishedSnapshot> {
  const texts: string[] = []
  for await (const text of partsOf(root, handle)) texts.push(text)
  const snapshot = parseSnapshot(texts.join(''))
  if (snapshot === null) throw new Error(`revision ${handle.revision} is no snapshot`)
  return snapshot
}

/** The document's own text, between what the snapshot puts around it: after its head, and before its closing brace. */
async function* documentTexts(root: RootRpc, handle: DocumentHandle): AsyncGenerator<string> {
  let skip = handle.documentOffset
  let left = handle.parts
  for await (const text of partsOf(root, handle)) {
    left--
    yield text.slice(skip, left === 0 ? -1 : undefined)
    skip = Math.max(0, skip - text.length)
  }
}

/** The document as a body, with something before and after it. Never whole in memory. */
export function streamDocument(
  root: RootRpc,
  handle: DocumentHandle,
  before = '',
  after = '',
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield encoder.encode(before)
    for await (const text of documentTexts(root, handle)) yield encoder.encode(text)
    yield encoder.encode(after)
  }
  const source = chunks()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await source.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
  })
}
