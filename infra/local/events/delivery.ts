import type { LambdaResult } from '../lambda/host.ts';

/** Lambda tries an event that nobody waits for twice more. The pauses there are one and two minutes of real time. */
const pausesMs = [500, 2_000];

/** Done with: taken care of, or given up. Stopped: the home ended first, and whoever keeps the event may send it again. */
type Sent = 'done-with' | 'stopped';

/** Hands events to functions that nobody waits for. */
export interface Delivery {
  /** Several events go one after the other, each when the one before is done with. */
  send(functionArn: string, ...events: unknown[]): Promise<Sent>;
  /** How many such lots are under way, pauses included. */
  underWay(): number;
  idle(): Promise<void>;
  /** Stops trying again. */
  close(): void;
}

/**
 * An event whose every attempt failed is dropped with a line in the log, as in AWS without a dead-letter queue: each step finds
 * its work again by a sweep, so a lost trigger delays and loses nothing.
 */
export function createDelivery(o: {
  invoke: (functionArn: string, event: unknown) => Promise<LambdaResult>;
  log: (line: string) => void;
  /** Waits; the pauses of a test are none. */
  pause: (ms: number) => Promise<void>;
}): Delivery {
  const running = new Set<Promise<Sent>>();
  let closed = false;

  const attempt = async (functionArn: string, event: unknown): Promise<string | undefined> => {
    try {
      const result = await o.invoke(functionArn, event);
      return 'functionError' in result ? result.functionError.errorType : undefined;
    } catch (error) {
      return error instanceof Error ? error.name : 'Error';
    }
  };
  const deliver = async (functionArn: string, event: unknown): Promise<Sent> => {
    let failure = await attempt(functionArn, event);
    for (const ms of pausesMs) {
      if (failure === undefined || closed) break;
      await o.pause(ms);
      if (!closed) failure = await attempt(functionArn, event);
    }
    if (failure === undefined) return 'done-with';
    if (closed) return 'stopped';
    o.log(`event dropped: ${functionArn.split(':').at(-1)} failed three times (${failure})`);
    return 'done-with';
  };
  const deliverAll = async (functionArn: string, events: readonly unknown[]): Promise<Sent> => {
    for (const event of events) {
      if (closed || (await deliver(functionArn, event)) === 'stopped') return 'stopped';
    }
    return 'done-with';
  };
  return {
    send(functionArn, ...events) {
      const lot = deliverAll(functionArn, events).finally(() => running.delete(lot));
      running.add(lot);
      return lot;
    },
    underWay: () => running.size,
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
    close() {
      closed = true;
    },
  };
}
