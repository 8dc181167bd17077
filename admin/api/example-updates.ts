// An update of an incident as the API's description shows it.

const text = 'Paying by card fails for some. Paying by invoice works.'

export const updateInput = { text, status: 'identified' }

export const update = {
  incident: 'i1',
  text,
  nextUpdateAt: '2027-01-31T12:15:00.000Z',
  notifications: [
    {
      key: 'c01d9e2f'.repeat(8),
      incident: 'i1',
      audience: 'customers',
      channel: 'status-page',
      seq: 2,
      purpose: 'update',
      status: 'awaiting-approval',
      title: 'Some of our features are not working as they should',
      text: `${text}\n\nWe will tell you more by 2027-01-31 12:15 UTC.`,
      publicStatus: 'identified',
      attempts: 0,
      createdAt: '2027-01-31T12:00:00.000Z',
      dueAt: '2027-01-31T12:00:00.000Z',
    },
  ],
}
