import { describe, expect, it } from 'vitest';
import { createDelivery } from '../../../../infra/local/events/delivery.ts';
import { createEventBus } from '../../../../infra/local/events/event-bus.ts';
import { compilePattern } from '../../../../infra/local/events/pattern.ts';
import type { LambdaResult } from '../../../../infra/local/lambda/host.ts';

const failed: LambdaResult = { functionError: { errorType: 'Busy', errorMessage: '', trace: [] } };
const done: LambdaResult = { payload: null };
const stored = { bucket: 'mail', key: 'inbound/1', size: 7, etag: '"abc"', versionId: 'v1' };

/** A bus with one rule for mail, whose function answers one result after the other. */
function aBus(...results: LambdaResult[]) {
  const events: unknown[] = [];
  const pauses: number[] = [];
  const lines: string[] = [];
  const delivery = createDelivery({
    invoke: async (_arn, event) => {
      events.push(event);
      return results.shift() ?? done;
    },
    log: (line) => lines.push(line),
    pause: async (ms) => void pauses.push(ms),
  });
  const pattern = {
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: { bucket: { name: ['mail'] }, object: { key: [{ prefix: 'inbound/' }] } },
  };
  const rules = [
    { name: 'Mail', arn: 'arn:rule', pattern, targets: [{ functionArn: 'arn:aws:lambda:::function:Read' }] },
  ];
  const bus = createEventBus({ rules, announcing: new Set(['mail']), delivery });
  return { bus, delivery, events, pauses, lines };
}

describe('an object that is stored', () => {
  it('calls the function of the rule that matches, with the event of EventBridge', async () => {
    const { bus, events } = aBus();
    await bus.objectStored(stored);
    expect(events).toMatchObject([
      {
        version: '0',
        'detail-type': 'Object Created',
        source: 'aws.s3',
        region: 'eu-north-1',
        resources: ['arn:aws:s3:::mail'],
        detail: {
          version: '0',
          bucket: { name: 'mail' },
          object: { key: 'inbound/1', size: 7, etag: 'abc', 'version-id': 'v1', sequencer: expect.any(String) },
          reason: 'PutObject',
        },
      },
    ]);
  });

  it('calls nobody from another bucket or under another prefix', async () => {
    const { bus, events } = aBus();
    await bus.objectStored({ ...stored, key: 'read/1' });
    await bus.objectStored({ ...stored, bucket: 'material' });
    expect(events).toEqual([]);
  });

  it('is tried twice more, with pauses, when the function fails', async () => {
    const { bus, events, pauses, lines } = aBus(failed, failed);
    await bus.objectStored(stored);
    expect([events.length, pauses.length, lines]).toEqual([3, 2, []]);
  });

  it('is kept by the store when the home ends before the function has taken it', async () => {
    const { bus, delivery } = aBus(failed, failed, failed);
    const told = bus.objectStored(stored);
    delivery.close();
    await expect(told).rejects.toMatchObject({ name: 'EventNotDelivered' });
  });

  it('is given up with a line that names the function and nothing of the object', async () => {
    const { bus, events, lines } = aBus(failed, failed, failed);
    await bus.objectStored(stored);
    expect(events.length).toBe(3);
    expect(lines).toEqual(['event dropped: Read failed three times (Busy)']);
  });
});

describe('an event pattern', () => {
  const event = { source: 'a', detail: { key: 'inbound/1.eml', size: 7, tags: ['x', 'y'] } };

  it.each([
    [{ source: ['a', 'b'] }, true],
    [{ source: ['b'] }, false],
    [{ detail: { key: [{ suffix: '.eml' }] } }, true],
    [{ detail: { key: [{ 'anything-but': ['inbound/1.eml'] }] } }, false],
    [{ detail: { tags: ['y'] } }, true],
    [{ detail: { size: [7] } }, true],
    [{ detail: { size: ['7'] } }, false],
    [{ detail: { gone: [{ exists: false }] } }, true],
    [{ other: { deep: ['x'] } }, false],
  ])('%j matches: %s', (pattern, matches) => {
    expect(compilePattern(pattern)(event)).toBe(matches);
  });

  it.each([{ detail: { size: [{ numeric: ['>', 5] }] } }, { $or: [{ a: [1] }] }, { detail: 'x' }])(
    'that is not understood is refused: %j',
    (pattern) => {
      expect(() => compilePattern(pattern)).toThrow(expect.objectContaining({ name: 'PatternNotUnderstood' }));
    },
  );
});
