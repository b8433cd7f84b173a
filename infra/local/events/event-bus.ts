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
  /** Orders the events of one key; taken from the store when it has one. */
  sequencer?: string | undefined;
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

/** The default event bus: gives each event to the targets of the rules that match it. */
export interface EventBus {
  put(event: BusEvent): void;
  objectStored(object: StoredObject): void;
}

/** @param o.announcing the buckets that tell EventBridge about their objects. */
export function createEventBus(o: {
  rules: readonly RuleSpec[];
  announcing: ReadonlySet<string>;
  delivery: Delivery;
}): EventBus {
  const rules = o.rules.flatMap((rule) => (rule.pattern ? { ...rule, matches: compilePattern(rule.pattern) } : []));
  const put = (event: BusEvent) => {
    for (const rule of rules) {
      if (!rule.matches({ ...event })) continue;
      for (const target of rule.targets) o.delivery.send(target.functionArn, target.input ?? event);
    }
  };
  return {
    put,
    objectStored(object) {
      if (o.announcing.has(object.bucket)) put(objectCreated(object));
    },
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
function objectCreated({
  bucket,
  key,
  size,
  etag,
  versionId,
  sequencer,
  reason = 'PutObject',
}: StoredObject): BusEvent {
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
        sequencer: sequencer ?? at.getTime().toString(16).toUpperCase().padStart(18, '0'),
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
