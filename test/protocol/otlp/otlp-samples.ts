// OTLP requests as exporters send them: the JSON, and the same message in protobuf, written field by field from the numbers of
// opentelemetry-proto and by nothing of ours.

import { PbfWriter } from 'pbf'

// biome-ignore lint/suspicious/noExplicitAny: JSON of a request, as loose as it comes
type Loose = any

export const nano = (ms: number): string => `${Math.round(ms)}000000`

export const attributes = (values: Record<string, string | number | boolean>): Loose[] =>
  Object.entries(values).map(([key, value]) => {
    if (typeof value === 'boolean') return { key, value: { boolValue: value } }
    return { key, value: typeof value === 'string' ? { stringValue: value } : { intValue: String(value) } }
  })

/** `{resourceMetrics}` of one service with these metrics. */
export const metricsOf = (service: string, ...metrics: Loose[]): Loose => ({
  resourceMetrics: [
    {
      resource: { attributes: attributes({ 'service.name': service }) },
      scopeMetrics: [{ scope: { name: 'http' }, metrics }],
    },
  ],
})

export const tracesOf = (service: string, ...spans: Loose[]): Loose => ({
  resourceSpans: [{ resource: { attributes: attributes({ 'service.name': service }) }, scopeSpans: [{ spans }] }],
})

const each = (
  pbf: PbfWriter,
  tag: number,
  list: Loose[] | undefined,
  write: (value: Loose, pbf: PbfWriter) => void,
) => {
  for (const value of list ?? []) pbf.writeMessage(tag, write, value)
}
const fixed = (pbf: PbfWriter, tag: number, value: Loose) => pbf.writeFixed64Field(tag, Number(value ?? 0))

function writeKeyValue({ key, value }: Loose, pbf: PbfWriter): void {
  pbf.writeStringField(1, key)
  pbf.writeMessage(2, writeAnyValue, value)
}

function writeAnyValue(value: Loose, pbf: PbfWriter): void {
  if (value.stringValue !== undefined) pbf.writeStringField(1, value.stringValue)
  if (value.boolValue !== undefined) pbf.writeBooleanField(2, value.boolValue)
  if (value.intValue !== undefined) pbf.writeVarintField(3, Number(value.intValue))
  if (value.doubleValue !== undefined) pbf.writeDoubleField(4, value.doubleValue)
}

const writeAttributes = (tag: number) => (holder: Loose, pbf: PbfWriter) =>
  each(pbf, tag, holder.attributes, writeKeyValue)

function writeTimes(point: Loose, pbf: PbfWriter): void {
  fixed(pbf, 2, point.startTimeUnixNano)
  fixed(pbf, 3, point.timeUnixNano)
}

function writeNumberPoint(point: Loose, pbf: PbfWriter): void {
  writeTimes(point, pbf)
  if (point.asDouble !== undefined) pbf.writeDoubleField(4, point.asDouble)
  if (point.asInt !== undefined) pbf.writeSFixed64Field(6, Number(point.asInt))
  each(pbf, 7, point.attributes, writeKeyValue)
}

function writeHistogramPoint(point: Loose, pbf: PbfWriter): void {
  each(pbf, 9, point.attributes, writeKeyValue)
  writeTimes(point, pbf)
  fixed(pbf, 4, point.count)
  pbf.writeDoubleField(5, 12.5)
  pbf.writePackedFixed64(6, point.bucketCounts.map(Number))
  pbf.writePackedDouble(7, point.explicitBounds)
}

function writeBuckets(buckets: Loose, pbf: PbfWriter): void {
  pbf.writeSVarintField(1, buckets.offset)
  pbf.writePackedVarint(2, buckets.bucketCounts.map(Number))
}

function writeExponentialPoint(point: Loose, pbf: PbfWriter): void {
  each(pbf, 1, point.attributes, writeKeyValue)
  writeTimes(point, pbf)
  fixed(pbf, 4, point.count)
  pbf.writeSVarintField(6, point.scale)
  fixed(pbf, 7, point.zeroCount)
  pbf.writeMessage(8, writeBuckets, point.positive)
}

const writeData = (writePoint: (point: Loose, pbf: PbfWriter) => void) => (data: Loose, pbf: PbfWriter) => {
  each(pbf, 1, data.dataPoints, writePoint)
  pbf.writeVarintField(2, data.aggregationTemporality)
}

function writeMetric(metric: Loose, pbf: PbfWriter): void {
  pbf.writeStringField(1, metric.name)
  pbf.writeStringField(2, 'a description that nobody reads')
  if (metric.unit !== undefined) pbf.writeStringField(3, metric.unit)
  if (metric.sum) pbf.writeMessage(7, writeData(writeNumberPoint), metric.sum)
  if (metric.histogram) pbf.writeMessage(9, writeData(writeHistogramPoint), metric.histogram)
  if (metric.exponentialHistogram) {
    pbf.writeMessage(10, writeData(writeExponentialPoint), metric.exponentialHistogram)
  }
}

function writeSpan(span: Loose, pbf: PbfWriter): void {
  pbf.writeBytesField(1, new Uint8Array(16).fill(7))
  pbf.writeStringField(5, 'GET /checkout')
  pbf.writeVarintField(6, span.kind)
  fixed(pbf, 7, span.startTimeUnixNano)
  fixed(pbf, 8, span.endTimeUnixNano)
  each(pbf, 9, span.attributes, writeKeyValue)
  each(pbf, 11, span.events, (event, inner) => {
    inner.writeFixed64Field(1, Number(span.startTimeUnixNano))
    inner.writeStringField(2, event.name)
    each(inner, 3, event.attributes, writeKeyValue)
  })
  if (span.status) pbf.writeMessage(15, (status: Loose, inner) => inner.writeVarintField(3, status.code), span.status)
}

const writeScope = (name: string, items: (scope: Loose, pbf: PbfWriter) => void) => (scope: Loose, pbf: PbfWriter) => {
  pbf.writeMessage(1, (_: Loose, inner) => inner.writeStringField(1, name), {})
  items(scope, pbf)
}

export function encodeMetrics(request: Loose): Uint8Array<ArrayBuffer> {
  const pbf = new PbfWriter()
  each(pbf, 1, request.resourceMetrics, (resource, inner) => {
    inner.writeMessage(1, writeAttributes(1), resource.resource)
    const write = writeScope('http', (scope, deeper) => each(deeper, 2, scope.metrics, writeMetric))
    each(inner, 2, resource.scopeMetrics, write)
  })
  return Uint8Array.from(pbf.finish())
}

export function encodeTraces(request: Loose): Uint8Array<ArrayBuffer> {
  const pbf = new PbfWriter()
  each(pbf, 1, request.resourceSpans, (resource, inner) => {
    inner.writeMessage(1, writeAttributes(1), resource.resource)
    each(
      inner,
      2,
      resource.scopeSpans,
      writeScope('http', (scope, deeper) => each(deeper, 2, scope.spans, writeSpan)),
    )
  })
  return Uint8Array.from(pbf.finish())
}
