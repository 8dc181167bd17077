// Takes the secrets of a channel out of a text, in every form in which a provider or the platform may repeat them: as they are,
// in JSON, in an address, in Base64. What is shown of a failure goes through here, always.

const shown = '[secret]'
/** Shorter parts of a secret address stand in other texts by chance. */
const leastPartLength = 16
/** Shorter beginnings of Base64 too. */
const leastBase64Length = 8

/** @example redact('bad token xoxb-1-2-3', { token: 'xoxb-1-2-3' }) // 'bad token [secret]' */
export function redact(text: string, secrets: Readonly<Record<string, string>>): string {
  const forms = new Set(Object.values(secrets).flatMap(partsOf).flatMap(formsOf))
  // The longest first: one may be part of another.
  const ordered = [...forms].filter((form) => form !== '').sort((left, right) => right.length - left.length)
  return ordered.reduce((rest, form) => rest.replaceAll(form, shown), text)
}

/** Whether a text holds a secret in any form. */
export const holdsSecret = (text: string, secret: string): boolean => redact(text, { secret }) !== text

/** The whole of it, and what is secret of an address or of a key with a prefix. */
function partsOf(secret: string): string[] {
  const parts = [secret]
  if (secret.startsWith('whsec_')) parts.push(secret.slice('whsec_'.length))
  const url = /^https?:/.test(secret) ? URL.parse(secret) : null
  if (url !== null) {
    const inner = [...url.pathname.split('/'), ...url.searchParams.values()]
    parts.push(url.pathname + url.search, url.pathname, url.search, url.password, ...inner)
    return [secret, url.href, ...parts.slice(1).filter((part) => part.length >= leastPartLength)]
  }
  return parts
}

function formsOf(part: string): string[] {
  const encoded = encodeURIComponent(part)
  const lower = encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
  const form = new URLSearchParams([['', part]]).toString().slice(1)
  return [part, JSON.stringify(part).slice(1, -1), encoded, lower, form, ...base64Forms(part)]
}

/** Base64 of a text that has it somewhere inside: its form depends on how many bytes stand before it. */
function base64Forms(part: string): string[] {
  const bytes = new TextEncoder().encode(part)
  const forms = [0, 1, 2].flatMap((before) => {
    const text = btoa(String.fromCharCode(...new Uint8Array(before), ...bytes)).replace(/=+$/, '')
    // The characters at either end are made of neighbouring bytes too.
    const first = before === 0 ? 0 : before + 1
    const last = Math.floor(((before + bytes.length) * 8) / 6)
    const inner = text.slice(first, last)
    return inner.length < leastBase64Length ? [] : [inner, inner.replaceAll('+', '-').replaceAll('/', '_')]
  })
  return forms
}
