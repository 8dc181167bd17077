// The fields of OTLP 1.x that are read, by number: opentelemetry-proto's metrics, traces and what they share. Attributes
// that are lists, maps or bytes are left out, so nothing here contains itself.

import { many, one, schema } from './wire.ts'

const anyValue = schema({
  1: one('stringValue', 'text'),
  2: one('boolValue', 'bool'),
  3: one('intValue', 'int64'),
  4: one('doubleValue', 'double'),
})
const keyValue = schema({ 1: one('key', 'text'), 2: one('value', anyValue) })
const resource = schema({ 1: many('attributes', keyValue) })
const scope = schema({ 1: one('name', 'text'), 2: one('version', 'text') })

const times = { 2: one('startTimeUnixNano', 'fixed64'), 3: one('timeUnixNano', 'fixed64') }
const numberPoint = schema({
  ...times,
  4: one('asDouble', 'double'),
  6: one('asInt', 'sfixed64'),
  7: many('attributes', keyValue),
  8: one('flags', 'varint'),
})
const histogramPoint = schema({
  ...times,
  4: one('count', 'fixed64'),
  6: many('bucketCounts', 'fixed64'),
  7: many('explicitBounds', 'double'),
  9: many('attributes', keyValue),
  10: one('flags', 'varint'),
})
const buckets = schema({ 1: one('offset', 'sint32'), 2: many('bucketCounts', 'varint') })
const exponentialPoint = schema({
  ...times,
  1: many('attributes', keyValue),
  4: one('count', 'fixed64'),
  6: one('scale', 'sint32'),
  7: one('zeroCount', 'fixed64'),
  8: one('positive', buckets),
  10: one('flags', 'varint'),
})

const temporality = one('aggregationTemporality', 'varint')
const metric = schema({
  1: one('name', 'text'),
  3: one('unit', 'text'),
  7: one('sum', schema({ 1: many('dataPoints', numberPoint), 2: temporality, 3: one('isMonotonic', 'bool') })),
  9: one('histogram', schema({ 1: many('dataPoints', histogramPoint), 2: temporality })),
  10: one('exponentialHistogram', schema({ 1: many('dataPoints', exponentialPoint), 2: temporality })),
})
const scopeMetrics = schema({ 1: one('scope', scope), 2: many('metrics', metric) })
const resourceMetrics = schema({ 1: one('resource', resource), 2: many('scopeMetrics', scopeMetrics) })
export const metricsRequest = schema({ 1: many('resourceMetrics', resourceMetrics) })

const event = schema({ 2: one('name', 'text'), 3: many('attributes', keyValue) })
const span = schema({
  6: one('kind', 'varint'),
  7: one('startTimeUnixNano', 'fixed64'),
  8: one('endTimeUnixNano', 'fixed64'),
  9: many('attributes', keyValue),
  11: many('events', event),
  15: one('status', schema({ 3: one('code', 'varint') })),
})
const scopeSpans = schema({ 2: many('spans', span) })
const resourceSpans = schema({ 1: one('resource', resource), 2: many('scopeSpans', scopeSpans) })
export const tracesRequest = schema({ 1: many('resourceSpans', resourceSpans) })
