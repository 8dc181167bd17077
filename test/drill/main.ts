// `npm run drill [-- --post-mortem FILE]`: plays the Friday evening on real workerd of this machine and prints what it took.

import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Figures, playStory } from './story.ts'

const { values } = parseArgs({
  options: { 'post-mortem': { type: 'string', default: join(tmpdir(), 'fuseboard-post-mortem.md') } },
})

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1).padStart(6)} s`

function render(figures: Figures): string {
  const { detectedMs, containedMs, pagedMs, customersMs, requests, unanswered, notifications, postMortem } = figures
  const counts = Object.entries(notifications).map(([status, count]) => `${count} ${status}`)
  return `
From the first failing user, in real time on this machine, with nobody at a screen:

  cascade detected, changes taken back   ${seconds(detectedMs)}
  first page                             ${seconds(pagedMs)}
  first customer message                 ${seconds(customersMs)}
  last failing user                      ${seconds(containedMs)}

${requests} requests to the evaluator, ${unanswered} unanswered. Notifications: ${counts.join(', ')}.
The hour before, the rollout and the verification ran on a clock that was 60 times as fast.
Post-mortem: ${postMortem}`
}

try {
  console.log(render(await playStory(values['post-mortem'])))
  process.exit(0)
} catch (error) {
  console.error(`\nThe drill did not come to its end: ${(error as Error).message}`)
  process.exit(1)
}
