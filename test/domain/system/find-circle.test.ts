import { expect, it } from 'vitest'
import { findCircle } from '../../../domain/system/find-circle.ts'

const systems = (edges: Record<string, string[]>) => Object.entries(edges).map(([id, dependsOn]) => ({ id, dependsOn }))

it.each<[Record<string, string[]>, string[] | undefined]>([
  [{ a: [] }, undefined],
  [{ a: ['a'] }, ['a', 'a']],
  [{ a: ['b'], b: ['c'], c: [] }, undefined],
  [{ a: ['b'], b: ['c'], c: ['a'] }, ['a', 'b', 'c', 'a']],
  [{ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, undefined],
  [{ a: ['b'], b: ['c'], c: ['b'] }, undefined],
  [{ a: ['gone'] }, undefined],
])('%j', (edges, circle) => {
  expect(findCircle(systems(edges), 'a')).toEqual(circle)
})

it('is quick where there are many ways', () => {
  const layers = Array.from({ length: 40 }, (_, layer) => [0, 1, 2].map((i) => `${layer}-${i}`))
  const edges = Object.fromEntries(layers.flatMap((ids, layer) => ids.map((id) => [id, layers[layer + 1] ?? []])))
  expect(findCircle(systems({ a: layers[0]!, ...edges }), 'a')).toBeUndefined()
})
