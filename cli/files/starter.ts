// The files of a new flags folder: a flag in each form, a segment, and tests of both, with words on what stands where.

/** Where editors find the schemas, seen from a file at the top of the folder. */
export const schemaFolder = '.schemas'

export const schemaLine = (name: 'flags' | 'tests'): string =>
  `# yaml-language-server: $schema=${schemaFolder}/${name}.schema.json\n`

export const exampleFlags = `${schemaLine('flags')}# Every .yaml, .yml and .json file of this folder is a part of one flag document. Split it as you like: by team, by
# system, one flag a file. A flag or a segment stands in one file only.

flags:
  # The short form: a boolean flag that is on for a share of some people.
  new-checkout:
    enabled: true
    rollout_percentage: 25
    user_segments: [beta_users]
    fuseboard:
      kind: release
      owner: payments
      description: One-page checkout. Off shows the old one.
      expiresAt: "2027-06-30"

  # The full form: any variants of one type, and targeting in JsonLogic.
  payment-provider:
    state: ENABLED
    variants:
      primary: stripe
      standby: adyen
    defaultVariant: primary
    targeting:
      if:
        - "==": [{ var: country }, DE]
        - standby
        - null # the defaultVariant
    fuseboard:
      kind: ops
      owner: payments
      description: Moves a country to the standby provider.
      # What a kill gives to everybody.
      offVariant: primary

# Named audiences: user_segments and {$ref: …} refer to them.
$evaluators:
  beta_users:
    in: [{ var: plan }, [beta, early-access]]
`

export const exampleTests = `${schemaLine('tests')}# Run them with: fuseboard test

tests:
  - flag: new-checkout
    cases:
      - name: others never get it
        context: { targetingKey: user-1, plan: free }
        expect: "off"
      - name: a kill is off for everybody
        context: { targetingKey: user-1, plan: beta }
        killed: true
        expect: "off"
    population: # of 10,000 made-up users
      context: { plan: beta }
      expect: { "on": 25 % }
      within: 1 # percentage point

  - flag: payment-provider
    cases:
      - context: { country: DE }
        expect: { variant: standby, value: adyen }
      - context: { country: FR }
        expect: { variant: primary, reason: DEFAULT }
`
