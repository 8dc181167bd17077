// Examples of channels. The secrets here open nothing.

export const channelInput = {
  type: 'webhook',
  audiences: ['responders'],
  hook: { events: ['contain', 'logs'], systems: ['checkout'] },
  settings: { url: 'https://hooks.example.com/fuseboard' },
  secrets: { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwQ2bX0mGHJKA=' },
}

export const channel = {
  ...channelInput,
  id: 'ops-hook',
  secrets: ['secret'],
  changedAt: '2027-01-31T12:00:00.000Z',
}

export const channelTest = { key: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' }
