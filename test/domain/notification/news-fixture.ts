// One incident, and every kind of news about it.

import type { IncidentNews, NewsFacts } from '../../../domain/notification/news.ts'

const at = (time: string): number => Date.parse(`2027-01-29T${time}:00Z`)

export const facts: NewsFacts = {
  id: 'i7',
  title: 'Cards are refused after 4.2.1',
  severity: 1,
  phase: 'detect',
  systems: ['pay-gate'],
  blastRadius: ['cart', 'pay-gate'],
  commander: null,
  since: at('17:58'),
  nextUpdateAt: at('18:17'),
  toldAt: null,
  closedAt: null,
}

const led = { ...facts, commander: 'Ann Example' }

/** By name: the incident as it is then, and the news. */
export const stories: Readonly<Record<string, readonly [NewsFacts, IncidentNews]>> = {
  opened: [facts, { kind: 'opened' }],
  contained: [
    { ...led, phase: 'contain' },
    { kind: 'contained', how: 'killed' },
  ],
  'not contained': [
    { ...led, phase: 'contain' },
    { kind: 'contained', how: 'none' },
  ],
  'moved to fix': [
    { ...led, phase: 'fix' },
    { kind: 'moved', from: 'investigate', to: 'fix', why: 'the pool of pay-gate is too small' },
  ],
  'moved to investigate': [
    { ...led, phase: 'investigate' },
    { kind: 'moved', from: 'contain', to: 'investigate' },
  ],
  raised: [facts, { kind: 'severity', from: 3, why: 'all cards are concerned' }],
  lowered: [
    { ...led, severity: 3, phase: 'investigate', nextUpdateAt: null },
    { kind: 'severity', from: 1, why: 'one bank only' },
  ],
  commanded: [led, { kind: 'commanded' }],
  unanswered: [facts, { kind: 'unanswered', pages: 2 }],
  relapsed: [
    { ...led, phase: 'contain' },
    { kind: 'relapsed', why: 'refusals are back at 9 %' },
  ],
  written: [
    { ...led, phase: 'investigate' },
    { kind: 'written', text: 'Paying by card fails for some.\n\nPaying by invoice works.' },
  ],
  'no change': [{ ...led, phase: 'investigate', toldAt: at('18:02') }, { kind: 'no-change' }],
  closed: [{ ...led, phase: 'closed', nextUpdateAt: null, closedAt: at('19:30') }, { kind: 'closed' }],
}
