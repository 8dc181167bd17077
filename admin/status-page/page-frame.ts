// The frame of both pages: head, style, and the headers that let nothing else in. No script, no picture, nothing from
// elsewhere; light and dark as the reader has it; nothing moves. Values are escaped by the template.

import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { hashText } from '../hash-text.ts'
import { style } from './style.ts'

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>

export const renderFrame = (title: string, body: Markup): Markup => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
${body}
</body>
</html>
`

/** A time for people and machines. */
export const renderTime = (iso: string): Markup =>
  html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`

const base64 = (hex: string): string =>
  btoa(String.fromCharCode(...(hex.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16))))

/** The one style there is, by its hash. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${base64(hashText(style))}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': contentSecurityPolicy,
  'referrer-policy': 'no-referrer',
}
