// The admin worker's calls, typed: kills and revisions here, and what the other files of this folder build theirs on. Every
// POST carries an Idempotency-Key, so that repeating it after a lost answer changes nothing; a DELETE is sent once, because
// its answer would differ the second time.

import { z } from 'zod'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { HeadAnswer } from '../../protocol/admin-head.ts'
import type { KillAnswer, KillRecord, LiftAnswer, ReceiptsAnswer } from '../../protocol/admin-kill.ts'
import type { Page } from '../../protocol/admin-records.ts'
import type { CommitAnswer, RevisionRecord } from '../../protocol/admin-revision.ts'
import type { KillTarget } from '../../protocol/feed.ts'
import type { Failure } from '../failure.ts'
import { type Ask, exchange, notFuseboard, type Server } from './exchange.ts'
import * as shapes from './shapes.ts'

export type Answer<T> = Promise<Result<T, Failure>>

export interface Tagged<T> {
  readonly value: T
  readonly status: number
  /** Without its quotes. */
  readonly etag: string | null
}

const readTimeoutMs = 5_000
const writeTimeoutMs = 10_000
const attempts = 3
const maxPageSize = 500

export class AdminApi {
  readonly #server: Server

  constructor(server: Server) {
    this.#server = server
  }

  head(): Answer<HeadAnswer> {
    return this.get('api/v1/head', shapes.headShape)
  }

  kills(lifted: boolean): Answer<Page<KillRecord>> {
    return this.list('api/v1/kills', lifted ? { all: 'true' } : {}, shapes.killRecordShape, Number.POSITIVE_INFINITY)
  }

  kill(target: KillTarget, reason: string, incident: string | undefined): Answer<KillAnswer> {
    return this.post('api/v1/kills', { target, reason, ...(incident && { incident }) }, {}, shapes.killAnswerShape)
  }

  lift(id: string, reason: string | undefined): Answer<LiftAnswer> {
    const path = `api/v1/kills/${encodeURIComponent(id)}${query(reason === undefined ? {} : { reason })}`
    return this.ask({ method: 'DELETE', path, timeoutMs: writeTimeoutMs, attempts: 1 }, shapes.liftShape)
  }

  /** Asked again and again: a late answer is worth nothing, so one attempt with a short time-out. */
  receipts(seq: number): Answer<ReceiptsAnswer> {
    const path = `api/v1/kills/${seq}/receipts`
    return this.ask({ method: 'GET', path, timeoutMs: 1_000, attempts: 1 }, shapes.receiptsShape)
  }

  revisions(most: number): Answer<Page<RevisionRecord>> {
    return this.list('api/v1/revisions', {}, shapes.revisionRecordShape, most)
  }

  revision(revision: string): Answer<z.infer<typeof shapes.shownRevisionShape>> {
    return this.get(`api/v1/revisions/${encodeURIComponent(revision)}`, shapes.shownRevisionShape)
  }

  async diff(revision: string, against: string | undefined): Answer<shapes.Diff> {
    const path = `api/v1/revisions/${encodeURIComponent(revision)}/diff`
    return this.pages(path, against === undefined ? {} : { against }, shapes.diffShape, Number.POSITIVE_INFINITY)
  }

  /** `current` is the revision that has to be the committed one still. */
  rollback(revision: string, reason: string, current: string): Answer<CommitAnswer> {
    const path = `api/v1/revisions/${encodeURIComponent(revision)}/rollback`
    return this.post(path, { reason }, { 'if-match': `"${current}"` }, shapes.commitShape)
  }

  /** Reads and checks. Paths are relative to the base, their parts encoded. */
  get<T>(path: string, shape: z.ZodType<T>): Answer<T> {
    return this.ask({ method: 'GET', path, timeoutMs: readTimeoutMs, attempts }, shape)
  }

  /** Reads and checks, with the ETag. */
  getTagged<T>(path: string, shape: z.ZodType<T>): Answer<Tagged<T>> {
    return this.askTagged({ method: 'GET', path, timeoutMs: readTimeoutMs, attempts }, shape)
  }

  post<T>(path: string, body: unknown, headers: Record<string, string>, shape: z.ZodType<T>): Answer<T> {
    const keyed = { ...headers, 'idempotency-key': crypto.randomUUID() }
    return this.ask({ method: 'POST', path, body, headers: keyed, timeoutMs: writeTimeoutMs, attempts }, shape)
  }

  /** PUT or PATCH; repeated when its answer is lost, so only with a body that says the same twice. */
  put<T>(
    method: 'PUT' | 'PATCH',
    path: string,
    body: unknown,
    headers: Record<string, string>,
    shape: z.ZodType<T>,
  ): Answer<T> {
    return this.ask({ method, path, body, headers, timeoutMs: writeTimeoutMs, attempts }, shape)
  }

  /**
   * PUT, PATCH or DELETE under a precondition, with the answer's body. Sent once: its own first arrival would make a second
   * one stale.
   */
  edit<T>(
    method: 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body: unknown,
    headers: Record<string, string>,
    shape: z.ZodType<T>,
  ): Answer<T> {
    return this.ask({ method, path, body, headers, timeoutMs: writeTimeoutMs, attempts: 1 }, shape)
  }

  /** DELETE without an answer's body. */
  async remove(path: string, headers: Record<string, string> = {}): Answer<null> {
    return this.ask({ method: 'DELETE', path, headers, timeoutMs: writeTimeoutMs, attempts: 1 }, z.null())
  }

  getMarkdown(path: string): Answer<Tagged<string>> {
    return this.askTagged({ method: 'GET', path, markdown: true, timeoutMs: readTimeoutMs, attempts }, z.string())
  }

  /** Sent once, under a precondition: * replaces whatever is there. */
  putMarkdown(path: string, text: string, etag: string): Answer<Tagged<string>> {
    const headers = { 'if-match': etag === '*' ? '*' : `"${etag}"` }
    const ask: Ask = {
      method: 'PUT',
      path,
      body: text,
      markdown: true,
      headers,
      timeoutMs: writeTimeoutMs,
      attempts: 1,
    }
    return this.askTagged(ask, z.string())
  }

  /** Follows the pages until there are no more, or `most` items. */
  list<T>(path: string, filter: Record<string, string>, item: z.ZodType<T>, most: number): Answer<Page<T>> {
    return this.pages(path, filter, shapes.pageOf(item), most)
  }

  /** Follows the pages until there are no more, or enough; answers the first one with all their items. */
  async pages<P extends Page<unknown>>(
    path: string,
    filter: Record<string, string>,
    shape: z.ZodType<P>,
    most: number,
  ): Answer<P> {
    const items: unknown[] = []
    let cursor: string | undefined
    for (;;) {
      const limit = String(Math.min(maxPageSize, most - items.length))
      const page = await this.get(`${path}${query({ ...filter, limit, ...(cursor && { cursor }) })}`, shape)
      if (!page.ok) return page
      items.push(...page.value.items)
      cursor = page.value.next
      if (cursor !== undefined && items.length < most) continue
      const { next: _, ...whole } = page.value
      return ok({ ...whole, items, ...(cursor !== undefined && { next: cursor }) } as unknown as P)
    }
  }

  async ask<T>(ask: Ask, shape: z.ZodType<T>): Answer<T> {
    const answer = await this.askTagged(ask, shape)
    return answer.ok ? ok(answer.value.value) : answer
  }

  /** With the status and the ETag. */
  async askTagged<T>(ask: Ask, shape: z.ZodType<T>): Answer<Tagged<T>> {
    const answer = await exchange(this.#server, ask)
    if (!answer.ok) return answer
    const { status, etag, body } = answer.value
    const parsed = shape.safeParse(body)
    if (parsed.success) return ok({ value: parsed.data, status, etag })
    const place = parsed.error.issues[0]?.path.join('.') ?? ''
    return fail(notFuseboard(this.#server.base, place === '' ? 'another shape' : `something else in "${place}"`))
  }
}

/** `?a=b`, or nothing. */
export function query(parameters: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(parameters).toString()
  return text === '' ? '' : `?${text}`
}
