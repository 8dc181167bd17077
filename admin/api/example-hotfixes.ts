// Hotfixes as the API's description shows them: the small shop's checkout loses orders.

const at = '2027-01-31T12:20:00.000Z'

export const hotfixInput = {
  problem: 'carts with a voucher cannot be paid',
  hypothesis: 'the discount is taken twice since 4.2',
  components: ['checkout'],
  tasks: ['write to those who lost an order'],
}
export const implementation = {
  fix: 'take the discount once',
  diffStat: { files: ['services/checkout/discount.ts', 'services/checkout/discount.test.ts'], added: 14, removed: 3 },
  regressionTest: 'services/checkout/discount.test.ts',
  flag: 'new-checkout',
}
export const suiteResult = { passed: true, ran: 12, failed: 0, skipped: [] }

export const hotfix = {
  id: 'i1-1',
  incident: 'i1',
  number: 1,
  status: 'open',
  problem: hotfixInput.problem,
  hypothesis: hotfixInput.hypothesis,
  components: hotfixInput.components,
  tasks: [{ text: 'write to those who lost an order', done: false }],
  author: 'ann-4k2j9x',
  openedAt: at,
  missing: ['an implementation: the fix, its diff, one regression test and a flag'],
}
export const implemented = { ...hotfix, ...implementation, status: 'implemented', missing: ['a suite that passed'] }
export const passed = {
  ...implemented,
  status: 'suite-passed',
  suite: suiteResult,
  missing: ['an approver: another token than ann-4k2j9x has to approve it'],
}
export const approved = { ...passed, approver: 'bob-7d1m2p', missing: [] }
export const rolling = {
  ...approved,
  status: 'rolling',
  rollout: 'r2',
  missing: ['the end of its rollout r2: it completes, or somebody kills it'],
}
export const abandoned = { ...hotfix, status: 'abandoned', endedAt: at, why: 'the revert is enough', missing: [] }
