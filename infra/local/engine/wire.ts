import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from './api-error.ts';
import type { Json } from './json.ts';
import type { Operations } from './operations.ts';

const target = 'AWSStepFunctions.';
const maxRequestBytes = 8 * 1_048_576;

const readBody = async (request: IncomingMessage): Promise<Json> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxRequestBytes) throw new ApiError('ValidationException', 'The request is too large');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString() || '{}');
  } catch {
    throw new ApiError('SerializationException', 'The request is not JSON');
  }
};

const answer = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(body));
};

/** Answers one request of the AWS JSON 1.0 protocol; errors go out in the shape the AWS SDKs turn into exceptions. */
export const handleRequest = async (
  operations: Operations,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  try {
    const body = await readBody(request);
    const header = request.headers['x-amz-target'];
    const name = typeof header === 'string' && header.startsWith(target) ? header.slice(target.length) : '';
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (operation === undefined) throw new ApiError('UnknownOperationException', `'${name}' is not implemented`);
    answer(response, 200, await operation(body));
  } catch (error) {
    if (error instanceof ApiError) {
      return answer(response, 400, { __type: `com.amazonaws.states#${error.name}`, message: error.message });
    }
    console.error('engine: a request failed', error);
    answer(response, 500, { __type: 'com.amazonaws.states#InternalFailure', message: 'The engine failed' });
  }
};
