// The context of a gate request. A gate is asked by whatever can make an HTTP request, so attributes may come from the
// query, from a JSON body, or from the headers that a proxy sets for its subrequest:
//   X-Original-URI: /checkout?plan=gold     →  its query's attributes, and `path`
//   X-Original-Targeting-Key: user-1        →  targetingKey
//   X-Original-Plan: gold                   →  plan
//   fuseboard-drill: …                      →  $drill, a drill pass
// What the proxy says in a header beats what the user wrote in the address.

import type { JsonObject } from '../../domain/json.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { drillAttribute, drillHeader } from '../../protocol/drill.ts'
import { parseRequestBody } from '../../protocol/evaluation-context.ts'

const headerPrefix = 'x-original-'

export interface GateContext {
  readonly context: JsonObject
  /** True when a proxy asks for its user, whose edge facts are then not the request's. */
  readonly proxied: boolean
}

export function gateContext(request: Request, body: string): Result<GateContext, string> {
  const parsed = parseRequestBody(body)
  if (!parsed.ok) return fail(parsed.error)
  const context: Record<string, JsonObject[string]> = Object.create(null)
  const original = request.headers.get('x-original-uri')
  if (original !== null) addUri(context, original)
  let proxied = original !== null
  for (const [name, value] of request.headers) {
    if (!name.startsWith(headerPrefix) || name === 'x-original-uri') continue
    context[attributeName(name.slice(headerPrefix.length))] = value
    proxied = true
  }
  addQuery(context, new URL(request.url).searchParams)
  const pass = request.headers.get(drillHeader)
  const drill = pass === null ? {} : { [drillAttribute]: pass }
  return ok({ context: { ...context, ...parsed.value, ...drill }, proxied })
}

/** `targeting-key` → `targetingKey`: header names have no case of their own. */
const attributeName = (header: string): string => header.replace(/-+([a-z0-9])/g, (_, letter) => letter.toUpperCase())

// A path that begins with two slashes is a path here, never a host. What the query says of the path is not believed.
function addUri(context: Record<string, JsonObject[string]>, uri: string): void {
  const url = URL.parse(uri.startsWith('/') ? `http://original.invalid${uri}` : uri)
  if (url === null || !/^https?:$/.test(url.protocol)) return
  addQuery(context, url.searchParams)
  context.path = url.pathname
}

/** A repeated parameter is a list. */
function addQuery(context: Record<string, JsonObject[string]>, query: URLSearchParams): void {
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name)
    context[name] = values.length === 1 ? values[0]! : values
  }
}
