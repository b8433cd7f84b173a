import { z } from 'zod';
import { accessDenied } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';

const OneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const Statement = z.object({
  Effect: z.literal('Deny'),
  Action: OneOrMore,
  Resource: OneOrMore,
  Condition: z.object({ NumericGreaterThan: z.object({ 's3:signatureAge': z.coerce.number() }) }),
});
const Policy = z.object({ Statement: z.array(z.unknown()) });

const fits = (pattern: string, value: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    'is',
  ).test(value);

const ACTIONS: Readonly<Record<string, string>> = {
  GET: 's3:GetObject',
  HEAD: 's3:GetObject',
  PUT: 's3:PutObject',
  POST: 's3:PutObject',
  DELETE: 's3:DeleteObject',
};

/**
 * Refuses a presigned address that is older than the bucket's policy allows (`s3:signatureAge`, milliseconds), whatever
 * expiry it was signed with. Of a bucket policy this is the one condition that is enforced here.
 *
 * @throws S3Error `AccessDenied`
 */
export const enforceSignatureAge = (policy: unknown, req: S3Request, ageMs: number): void => {
  const parsed = Policy.safeParse(policy);
  if (!parsed.success) return;
  const action = ACTIONS[req.method] ?? '';
  const resource = `arn:aws:s3:::${req.bucket}/${req.key}`;
  for (const candidate of parsed.data.Statement) {
    const statement = Statement.safeParse(candidate);
    if (!statement.success) continue;
    const { Action, Resource, Condition } = statement.data;
    const concerns =
      Action.some((pattern) => fits(pattern, action)) && Resource.some((pattern) => fits(pattern, resource));
    if (concerns && ageMs > Condition.NumericGreaterThan['s3:signatureAge']) throw accessDenied('Access Denied');
  }
};
