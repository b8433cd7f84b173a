import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LambdaResult } from '../lambda/host.ts';
import type { HttpApiSpec } from '../template/deployment.ts';
import { toAnswer, toEvent } from './payload.ts';
import { createRouter } from './routes.ts';

/** Quotas of API Gateway (a request) and of Lambda (the event made of it). */
const maxRequestBytes = 10_000_000;
const maxEventBytes = 6_291_556;
/** An HTTP API waits thirty seconds for a function. */
const integrationTimeoutMs = 30_000;

/**
 * The portal's door: API Gateway's HTTP API in front of a function.
 * @param o.invoke calls a function by its ARN.
 */
export function createHttpApi(o: {
  api: HttpApiSpec;
  invoke: (functionArn: string, event: unknown) => Promise<LambdaResult>;
}): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  const route = createRouter(o.api.routes);

  return async (req, res) => {
    const match = route(req.method ?? 'GET', new URL(req.url ?? '/', 'http://localhost').pathname);
    if (!match) return fail(res, 404, 'Not Found');
    const body = await readBody(req);
    if (body === undefined) return tooLarge(res);
    const event = toEvent({ req, body, apiId: o.api.id, routeKey: match.key, ...pathParametersOf(match) });
    if (Buffer.byteLength(JSON.stringify(event)) > maxEventBytes) return tooLarge(res);

    const result = await withinTime(o.invoke(match.functionArn, event));
    if (result === undefined) return fail(res, 503, 'Service Unavailable');
    const answer = 'payload' in result ? toAnswer(result.payload) : undefined;
    if (answer === undefined) return fail(res, 500, 'Internal Server Error');
    if (answer.cookies.length > 0) res.setHeader('set-cookie', answer.cookies);
    res.writeHead(answer.status, { ...answer.headers, ...lengthOf(answer.status, answer.body) });
    res.end(req.method === 'HEAD' ? undefined : answer.body);
  };
}

const pathParametersOf = ({ pathParameters }: { pathParameters?: Record<string, string> }) =>
  pathParameters ? { pathParameters } : {};

const lengthOf = (status: number, body: Buffer) =>
  status === 204 || status === 304 ? {} : { 'content-length': body.length };

/** Undefined when the body is larger than API Gateway takes. */
async function readBody(req: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    size += chunk.length;
    if (size > maxRequestBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function withinTime(result: Promise<LambdaResult>): Promise<LambdaResult | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), integrationTimeoutMs);
  try {
    return await Promise.race([result, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function fail(res: ServerResponse, status: number, message: string): void {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify({ message }));
}

function tooLarge(res: ServerResponse): void {
  res.writeHead(413, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  res.end(
    'Det som skickades är för stort. Filer laddas upp en och en, direkt till lagret.\nToo large. Upload files one by one, straight to the store.\n',
  );
}
