import { z } from 'zod';
import { accessDenied, S3Error } from './s3-error.ts';

const Policy = z.object({
  expiration: z.iso.datetime({ offset: true }),
  conditions: z.array(
    z.union([
      z.tuple([z.string().regex(/^content-length-range$/i), z.coerce.number().int().min(0), z.coerce.number().int()]),
      z.tuple([z.string().regex(/^(eq|starts-with)$/i), z.string().startsWith('$'), z.string()]),
      z.record(z.string(), z.string()),
    ]),
  ),
});

/** Fields that S3 asks no condition for. */
const FREE = new Set(['policy', 'x-amz-signature', 'file', 'awsaccesskeyid']);

const invalid = (why: string): S3Error => accessDenied(`Invalid according to Policy: ${why}`);

const decode = (policy: string): z.infer<typeof Policy> => {
  try {
    return Policy.parse(JSON.parse(Buffer.from(policy, 'base64').toString()));
  } catch (cause) {
    throw Object.assign(new S3Error('InvalidPolicyDocument', 400, 'Invalid Policy: it could not be read'), { cause });
  }
};

/**
 * Checks a signed upload form against its own policy, after `${filename}` has been filled in.
 *
 * Every field must be named by a condition and every condition must hold; an unnamed field is refused, or a form could be
 * given more than its maker signed for.
 * @returns the sizes the file may have, in bytes.
 * @throws S3Error `AccessDenied`, `InvalidPolicyDocument`
 */
export const enforcePolicy = (
  policy: string,
  o: { bucket: string; fields: ReadonlyMap<string, string>; now: number },
): { min: number; max: number } => {
  const { expiration, conditions } = decode(policy);
  if (Date.parse(expiration) <= o.now) throw invalid('Policy expired.');
  const given = (name: string) => (name === 'bucket' ? o.bucket : o.fields.get(name));
  const named = new Set<string>();
  const size = { min: 0, max: Number.POSITIVE_INFINITY };
  const expectEqual = (name: string, wanted: string) => {
    named.add(name);
    if (given(name) !== wanted) throw invalid(`Policy Condition failed: ["eq", "$${name}"]`);
  };
  for (const condition of conditions) {
    if (!Array.isArray(condition)) {
      for (const [name, wanted] of Object.entries(condition)) expectEqual(name.toLowerCase(), wanted);
      continue;
    }
    const [operator, second, third] = condition;
    if (typeof second === 'number') {
      size.min = Math.max(size.min, second);
      size.max = Math.min(size.max, Number(third));
      continue;
    }
    const name = second.slice(1).toLowerCase();
    if (operator.toLowerCase() === 'eq') expectEqual(name, `${third}`);
    else {
      named.add(name);
      if (!given(name)?.startsWith(`${third}`)) throw invalid(`Policy Condition failed: ["starts-with", "$${name}"]`);
    }
  }
  const extra = [...o.fields.keys()].find(
    (name) => !named.has(name) && !FREE.has(name) && !name.startsWith('x-ignore-'),
  );
  if (extra !== undefined) throw invalid(`Extra input fields: ${extra}`);
  return size;
};
