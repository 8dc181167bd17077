// An incident as its responders see it: what is wrong, how far along it is, what to do next with the commands for it, what
// happened, and who was told. Read only. Whatever people typed is text, on one line where a line is meant.

import { html } from 'hono/html'
import { phases } from '../../domain/incident/incident.ts'
import { oneLine, paragraphs } from '../../domain/notification/one-line.ts'
import type { NotificationRecord, TimelineEntry } from '../../protocol/admin-incident.ts'
import type { IncidentPage } from '../objects/root/incident/read-incident-page.ts'
import { type Markup, renderFrame, renderTime } from './page-frame.ts'

/** A sentence with its remedy. */
const maxNeedChars = 500

export function renderIncidentPage(page: IncidentPage): Markup {
  const { id, title, severity } = page.incident
  return renderFrame(
    `SEV${severity} ${id}`,
    html`<main>
<h1>SEV${severity} ${id}: <bdi>${oneLine(title)}</bdi></h1>
${renderTrack(page)}
<div class="state ${page.incident.phase === 'closed' ? '' : 'problem'}"><p>Next: ${page.nextStep}</p></div>
${renderMissing(page)}${renderChecklist(page)}<h2>Facts</h2>
${renderFacts(page)}
<h2>Commands</h2>
${commandsFor(page).map((command) => html`<pre tabindex="0"><code>${command}</code></pre>`)}
<h2>Timeline, newest first</h2>
<ol>${page.timeline.map(renderEntry)}</ol>
<h2>Who was told, newest first</h2>
${page.notifications.length === 0 ? html`<p class="quiet">Nobody yet.</p>` : html`<ol>${page.notifications.map(renderNotification)}</ol>`}
</main>`,
  )
}

/** All of it at once: whoever brings one thing should not then be told of the next. */
function renderMissing({ incident: { missing } }: IncidentPage): Markup | string {
  if (missing.length === 0) return ''
  return html`<h2>Missing before the next phase</h2>
<ul>${missing.map((need) => html`<li><bdi>${oneLine(need, maxNeedChars)}</bdi></li>`)}</ul>
`
}

function renderChecklist({ incident: { checklist } }: IncidentPage): Markup | string {
  if (checklist.length === 0) return ''
  return html`<h2>Checklist</h2>
<ul>${checklist.map(({ text, done }) => html`<li><span class="word">${done ? 'done' : 'to do'}</span> <bdi>${oneLine(text, maxNeedChars)}</bdi></li>`)}</ul>
`
}

function renderTrack({ incident: { phase } }: IncidentPage): Markup {
  const at = phases.indexOf(phase)
  return html`<ol class="track" aria-label="Phase">${phases.map((one, index) =>
    index === at
      ? html`<li aria-current="step">${one}</li>`
      : html`<li class="${index < at ? 'done' : ''}">${one}</li>`,
  )}</ol>`
}

const listed = (names: readonly string[]): string =>
  names.length === 0 ? 'none named' : names.map((name) => oneLine(name)).join(', ')

function renderFacts({ incident, commander }: IncidentPage): Markup {
  const { systems, blastRadius, roles, openedAt, openedBy, closedAt, source, updateDueAt, nextPageAt } = incident
  const rows: readonly (readonly [string, string | Markup])[] = [
    ['Commander', oneLine(commander ?? 'nobody yet')],
    ...Object.entries(roles).map(([role, who]) => [oneLine(role), oneLine(who)] as const),
    ['Affected', listed(systems)],
    ['Blast radius', listed(blastRadius)],
    ['Opened', html`${renderTime(openedAt)} by ${oneLine(openedBy)} (${source})`],
    ...(closedAt === undefined ? [] : [['Closed', renderTime(closedAt)] as const]),
    ...(updateDueAt === undefined ? [] : [['Next update due', renderTime(updateDueAt)] as const]),
    ...(nextPageAt === undefined ? [] : [['Next page', renderTime(nextPageAt)] as const]),
  ]
  return html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd><bdi>${value}</bdi></dd>`)}</dl>`
}

function commandsFor({ incident: { id, phase } }: IncidentPage): readonly string[] {
  if (phase === 'closed') return [`fuseboard incident status ${id}`, `fuseboard incident postmortem ${id}`]
  return [
    `fuseboard incident status ${id}`,
    `fuseboard incident command ${id} --as NAME`,
    `fuseboard incident contain ${id} --reason TEXT`,
    `fuseboard incident note ${id} TEXT`,
    `fuseboard incident update ${id} TEXT`,
    `fuseboard incident advance ${id}`,
  ]
}

const renderEntry = ({ at, actor, kind, text }: TimelineEntry): Markup =>
  html`<li><span class="word">${oneLine(kind)}</span> ${renderTime(at)} <span class="quiet">by <bdi>${oneLine(actor)}</bdi></span>
<p><bdi>${paragraphs(text)}</bdi></p></li>`

function renderNotification(told: NotificationRecord): Markup {
  const { audience, channel, purpose, status, attempts, createdAt, lastError } = told
  const tries = attempts > 1 ? `, ${attempts} attempts` : ''
  return html`<li><span class="word">${status}</span> ${renderTime(createdAt)}
<span class="quiet">${purpose} for ${audience} through <bdi>${oneLine(channel)}</bdi>${tries}</span>
${lastError === undefined ? '' : html`<p><bdi>${oneLine(lastError)}</bdi></p>`}</li>`
}
