// Every kind of channel, by its type.

import type { ChannelKind, ChannelType } from './channel.ts'
import { cloudflareEmail } from './cloudflare-email.ts'
import { pagerduty } from './pagerduty.ts'
import { resend } from './resend.ts'
import { slack } from './slack.ts'
import { slackWebhook } from './slack-webhook.ts'
import { statuspage } from './statuspage.ts'
import { twilio } from './twilio.ts'
import { webhook } from './webhook.ts'

export const channelKinds: Readonly<Record<ChannelType, ChannelKind>> = {
  'slack-webhook': slackWebhook,
  slack,
  pagerduty,
  statuspage,
  twilio,
  resend,
  'cloudflare-email': cloudflareEmail,
  webhook,
}
