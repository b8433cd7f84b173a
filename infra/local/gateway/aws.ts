import type { IncomingMessage, ServerResponse } from 'node:http';

/** Where time is stamped (RFC 3161 over HTTP), beside the services. */
export const TIMESTAMPS_PATH = '/timestamps';

export type Handle = (req: IncomingMessage, res: ServerResponse) => unknown;

/**
 * One endpoint for the services that are told apart by what the request says: `X-Amz-Target` of Step Functions, KMS and
 * of Secrets Manager, the path of SES v2, and the path of the home's time-stamping authority. Anything else is refused by name.
 */
export function createAwsEndpoint(o: {
  stepFunctions: Handle;
  kms: Handle;
  secrets: Handle;
  ses: Handle;
  stampTime: Handle;
}): Handle {
  return (req, res) => {
    const target = String(req.headers['x-amz-target'] ?? '');
    if (target.startsWith('AWSStepFunctions.')) return o.stepFunctions(req, res);
    if (target.startsWith('TrentService.')) return o.kms(req, res);
    if (target.startsWith('secretsmanager.')) return o.secrets(req, res);
    if (req.url === TIMESTAMPS_PATH) return o.stampTime(req, res);
    if (req.url?.startsWith('/v2/email/')) return o.ses(req, res);
    const wanted = target || `${req.method} ${req.url?.split('?')[0]}`;
    res.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
    return res.end(
      JSON.stringify({ __type: 'UnknownOperationException', message: `The local home does not know ${wanted}` }),
    );
  };
}
