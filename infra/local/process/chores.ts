import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Alarm, createAlarm } from '../clock/alarm.ts';
import type { HomeClock } from '../clock/clock.ts';
import { sweepExpired } from '../dynamo/ttl-sweep.ts';
import type { TableSpec } from '../template/deployment.ts';

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;

/** What AWS does by itself in the background, on the home's clock: times to live each minute, lifecycle rules each day. */
export interface Chores {
  idle(): Promise<void>;
  close(): void;
}

/** @param o.lifecycle applies the buckets' lifecycle rules. */
export function doChores(o: {
  clock: HomeClock;
  dynamo: DynamoDBClient;
  tables: readonly TableSpec[];
  lifecycle: () => unknown;
  log: (line: string) => void;
}): Chores {
  const alarms = [
    repeat(o, 'time to live', minuteMs, () => sweepExpired(o.dynamo, o.tables, o.clock.now())),
    repeat(o, 'lifecycle', dayMs, async () => await o.lifecycle()),
  ];
  return {
    async idle() {
      for (const alarm of alarms) await alarm.idle();
    },
    close() {
      for (const alarm of alarms) alarm.close();
    },
  };
}

function repeat(
  o: { clock: HomeClock; log: (line: string) => void },
  name: string,
  everyMs: number,
  work: () => Promise<unknown>,
): Alarm {
  let next = o.clock.now();
  const alarm = createAlarm({
    clock: o.clock,
    nextAt: () => next,
    async ring() {
      next = o.clock.now() + everyMs;
      try {
        await work();
      } catch (error) {
        // It comes round again; one failure is worth a line and no more.
        o.log(`${name}: ${error instanceof Error ? error.name : 'failed'}`);
      }
    },
  });
  alarm.reset();
  return alarm;
}
