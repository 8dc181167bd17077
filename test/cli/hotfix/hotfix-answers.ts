// A hotfix as the instance tells it.

export const hotfixRecord = (change: object = {}) => ({
  id: 'i3-1',
  incident: 'i3',
  number: 1,
  status: 'open',
  problem: 'carts with a voucher cannot be paid',
  hypothesis: 'the discount is taken twice',
  components: ['checkout'],
  tasks: [
    { text: 'tell support', done: true },
    { text: 'write the test', done: false },
  ],
  author: 'ann-4k2j9x',
  openedAt: '2020-01-31T12:00:00.000Z',
  missing: ['an implementation: the fix, its diff, one regression test and a flag'],
  ...change,
})
