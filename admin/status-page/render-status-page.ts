// The public status page. The state first, in one sentence, then what customers were told. The same state gives the same
// bytes, so that a reader who has them is told so.

import { html } from 'hono/html'
import type { PublicStatus } from '../../domain/notification/message.ts'
import { renderMoment } from '../../domain/notification/moment.ts'
import type { PublicIncident, PublicUpdate, StatusPage } from '../../protocol/status-page.ts'
import { type Markup, renderFrame, renderTime } from './page-frame.ts'

const words: Readonly<Record<PublicStatus, string>> = {
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
}

/** `lastKnownAt`: when it was known, where nothing newer can be read. Unix milliseconds. */
export const renderStatusPage = (page: StatusPage, lastKnownAt: number | null): Markup =>
  renderFrame(
    'Status',
    html`<main>
<h1>Status</h1>
<div class="state ${page.state === 'problem' ? 'problem' : ''}" role="status"><p>${page.summary}</p></div>
${lastKnownAt === null ? '' : html`<p class="quiet">This was known at ${renderMoment(lastKnownAt)}. Nothing newer can be read right now.</p>`}
${page.open.length === 0 ? '' : html`<h2>Now</h2>${page.open.map(renderIncident)}`}
<h2>The last 14 days</h2>
${page.resolved.length === 0 ? html`<p class="quiet">No problems that are over.</p>` : page.resolved.map(renderIncident)}
</main>`,
  )

const renderIncident = ({ id, title, status, startedAt, resolvedAt, updates }: PublicIncident): Markup =>
  html`<article id="${id}">
<h3>${title}</h3>
<p class="quiet"><span class="word">${words[status]}</span>, from ${renderTime(startedAt)}${resolvedAt === undefined ? '' : html` to ${renderTime(resolvedAt)}`}</p>
<ol>${updates.map(renderUpdate)}</ol>
</article>`

const renderUpdate = ({ at, status, text }: PublicUpdate): Markup =>
  html`<li><span class="word">${words[status]}</span> ${renderTime(at)}<p>${text}</p></li>`

/** Where nothing is known at all. */
export const renderUnknownStatus = (): Markup =>
  renderFrame(
    'Status',
    html`<main>
<h1>Status</h1>
<div class="state problem" role="status"><p>The status cannot be told right now.</p></div>
<p>That does not mean that anything else is broken. Please look again in a minute.</p>
</main>`,
  )
