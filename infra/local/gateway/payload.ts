import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { z } from 'zod';
import { account, region } from '../template/intrinsics.ts';

/** An answer in the words of HTTP. `cookies` become one set-cookie header each. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  cookies: string[];
  body: Buffer;
}

/** What API Gateway hands on as text; everything else travels as base64, a form too. */
const isText = (contentType: string | undefined) =>
  contentType !== undefined && /^(text\/|application\/(json|javascript|xml)\b)/i.test(contentType);

/**
 * The event of an HTTP API, payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function toEvent(o: {
  req: IncomingMessage;
  body: Buffer;
  apiId: string;
  routeKey: string;
  pathParameters?: Record<string, string>;
}): APIGatewayProxyEventV2 {
  const { req, body } = o;
  const target = new URL(req.url ?? '/', 'http://localhost');
  const rawQueryString = target.search.slice(1);
  const { cookie, ...others } = req.headersDistinct;
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(others)) headers[name] = (values ?? []).join(',');
  const cookies = (cookie ?? []).flatMap((line) => line.split(/; ?/)).filter((one) => one !== '');
  const now = new Date();
  const plain = isText(req.headers['content-type']);
  return {
    version: '2.0',
    routeKey: o.routeKey,
    rawPath: target.pathname,
    rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(rawQueryString !== '' && { queryStringParameters: joined(target.searchParams) }),
    ...(o.pathParameters && { pathParameters: o.pathParameters }),
    requestContext: {
      accountId: account,
      apiId: o.apiId,
      domainName: `${o.apiId}.execute-api.${region}.amazonaws.com`,
      domainPrefix: o.apiId,
      http: {
        method: req.method ?? 'GET',
        path: target.pathname,
        protocol: `HTTP/${req.httpVersion}`,
        sourceIp: '127.0.0.1',
        userAgent: req.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: o.routeKey,
      stage: '$default',
      time: accessLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(plain ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !plain,
  };
}

function joined(parameters: URLSearchParams): Record<string, string> {
  const names = [...new Set(parameters.keys())];
  return Object.fromEntries(names.map((name) => [name, parameters.getAll(name).join(',')]));
}

/** As in `22/Nov/2026:10:15:00 +0000`. */
function accessLogTime(at: Date): string {
  const [, day, month, year, time] = at.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

const Structured = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
  cookies: z.array(z.string()).default([]),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

/** What belongs to one connection, or is worked out by the server itself. */
const notHandedOn = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'upgrade',
  'set-cookie',
]);

/**
 * Reads a function's answer, format 2.0: with a `statusCode` it is a whole HTTP answer, without one it is the body of a 200.
 * @returns undefined when it is neither; API Gateway answers 500 then.
 */
export function toAnswer(value: unknown): HttpAnswer | undefined {
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) {
    const body = typeof value === 'string' ? value : JSON.stringify(value);
    return { status: 200, headers: { 'content-type': 'application/json' }, cookies: [], body: Buffer.from(body) };
  }
  const result = Structured.safeParse(value);
  if (!result.success) return undefined;
  const { statusCode, headers, cookies, body, isBase64Encoded } = result.data;
  const lowerCase = Object.entries(headers).map(([name, text]): [string, string] => [name.toLowerCase(), text]);
  const setCookie = lowerCase.filter(([name]) => name === 'set-cookie').map(([, text]) => text);
  return {
    status: statusCode,
    headers: Object.fromEntries(lowerCase.filter(([name]) => !notHandedOn.has(name))),
    cookies: [...cookies, ...setCookie],
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}
