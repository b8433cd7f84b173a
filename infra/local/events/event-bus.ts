import { randomUUID } from 'node:crypto';
import type { RuleSpec } from '../template/deployment.ts';
import { account, region } from '../template/intrinsics.ts';
import type { Delivery } from './delivery.ts';
import { compilePattern } from './pattern.ts';

/** An object was stored, as the object store tells it. */
export interface StoredObject {
  bucket: string;
  key: string;
  size: number;
  etag: string;
  versionId?: string | undefined;
  reason?: string | undefined;
}

/** The envelope that EventBridge gives every event. */
export interface BusEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
}

/** The home ended first. */
class EventNotDelivered extends Error {
  override readonly name = 'EventNotDelivered';
}

/** The default event bus: gives each event to the targets of the rules that match it. */
export interface EventBus {
  /** @throws EventNotDelivered when the home ends before every target has had the event. */
  put(event: BusEvent): Promise<void>;
  /** @throws EventNotDelivered as `put`; the object store keeps the event and tells it again. */
  objectStored(object: StoredObject): Promise<void>;
}

/** @param o.announcing the buckets that tell EventBridge about their objects. */
export function createEventBus(o: {
  rules: readonly RuleSpec[];
  announcing: ReadonlySet<string>;
  delivery: Delivery;
}): EventBus {
  const rules = o.rules.flatMap((rule) => (rule.pattern ? { ...rule, matches: compilePattern(rule.pattern) } : []));
  const put = async (event: BusEvent) => {
    const targets = rules.filter((rule) => rule.matches({ ...event })).flatMap((rule) => rule.targets);
    const sent = await Promise.all(targets.map((target) => o.delivery.send(target.functionArn, target.input ?? event)));
    if (sent.includes('stopped')) throw new EventNotDelivered();
  };
  return {
    put,
    async objectStored(object) {
      if (o.announcing.has(object.bucket)) await put(objectCreated(object));
    },
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
function objectCreated({ bucket, key, size, etag, versionId, reason = 'PutObject' }: StoredObject): BusEvent {
  const at = new Date();
  return {
    ...envelope('aws.s3', 'Object Created', at, [`arn:aws:s3:::${bucket}`]),
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: {
        key,
        size,
        etag: etag.replaceAll('"', ''),
        ...(versionId !== undefined && { 'version-id': versionId }),
        sequencer: at.getTime().toString(16).toUpperCase().padStart(18, '0'),
      },
      'request-id': randomUUID(),
      requester: account,
      'source-ip-address': '127.0.0.1',
      reason,
    },
  };
}

/** What a rule with a schedule sends: the time at which it was due, and nothing else. */
export const scheduledEvent = (ruleArn: string, dueAt: number): BusEvent => ({
  ...envelope('aws.events', 'Scheduled Event', new Date(dueAt), [ruleArn]),
  detail: {},
});

function envelope(source: string, detailType: string, at: Date, resources: string[]): Omit<BusEvent, 'detail'> {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account,
    time: at.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region,
    resources,
  };
}
