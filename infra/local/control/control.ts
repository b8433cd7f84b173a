import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { durationMs } from '../clock/duration.ts';

/** A page in a browser cannot send this header to another origin without being asked first, and we answer no such question. */
export const controlHeader = 'x-resursdelning-control';

/** What the control door can do. */
export interface Controls {
  status(): object;
  /** Moves the clock forward. */
  advance(ms: number): void;
  /** Resolves when nothing is under way any more. */
  settle(): Promise<void>;
  /** Begins to shut down. */
  shutdown(): void;
}

const Advance = z.strictObject({
  advance: z.string().transform((text, issues) => {
    const ms = durationMs(text);
    if (ms !== undefined) return ms;
    issues.addIssue('90s, 15m, 12h, 30d, 2w');
    return z.NEVER;
  }),
});

/**
 * `GET /status`, `POST /clock {"advance":"30d"}`, `POST /settle`, `POST /shutdown`: what only the local home has.
 *
 * For programs on this machine: the header `x-resursdelning-control` (any value) is required, and whatever a browser adds to a
 * request refuses it.
 */
export function createControl(controls: Controls): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  const run = async (req: IncomingMessage): Promise<[status: number, body: object]> => {
    switch (`${req.method} ${req.url}`) {
      case 'GET /status':
        return [200, controls.status()];
      case 'POST /clock': {
        const wanted = Advance.safeParse(await json(req).catch(() => undefined));
        if (!wanted.success) return [400, { error: 'advance: 90s, 15m, 12h, 30d, 2w' }];
        controls.advance(wanted.data.advance);
        return [200, controls.status()];
      }
      case 'POST /settle':
        await controls.settle();
        return [200, controls.status()];
      case 'POST /shutdown':
        setImmediate(controls.shutdown);
        return [202, { stopping: true }];
      default:
        return [404, { error: 'GET /status, POST /clock, POST /settle, POST /shutdown' }];
    }
  };
  return async (req, res) => {
    const [status, body] = isFromBrowser(req) ? [403, { error: `only with ${controlHeader}` }] : await run(req);
    res.writeHead(status, { 'content-type': 'application/json' });
    res.end(`${JSON.stringify(body)}\n`);
  };
}

const isFromBrowser = ({ headers }: IncomingMessage) =>
  headers[controlHeader] === undefined || headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
