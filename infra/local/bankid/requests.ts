import { z } from 'zod';
import { BankIdRefusal } from './hints.ts';

const base64 = (max: number) => z.base64().min(1).max(max);

const Requirement = z.strictObject({
  pinCode: z.boolean().optional(),
  mrtd: z.boolean().optional(),
  cardReader: z.enum(['class1', 'class2']).optional(),
  certificatePolicies: z.array(z.string()).optional(),
  personalNumber: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  risk: z.enum(['low', 'moderate']).optional(),
});

const common = {
  endUserIp: z.union([z.ipv4(), z.ipv6()]),
  userVisibleDataFormat: z.enum(['plaintext', 'simpleMarkdownV1']).optional(),
  returnUrl: z.string().max(512).optional(),
  returnRisk: z.boolean().optional(),
  requirement: Requirement.optional(),
  web: z.strictObject({ referringDomain: z.string(), userAgent: z.string(), deviceIdentifier: z.string() }).optional(),
};

/** The bodies of the relying-party API v6.0: a personal number at the top, as in v5, is refused. */
const BODIES = {
  auth: z.strictObject({
    ...common,
    userVisibleData: base64(1_500).optional(),
    userNonVisibleData: base64(1_500).optional(),
  }),
  sign: z.strictObject({
    ...common,
    userVisibleData: base64(40_000),
    userNonVisibleData: base64(200_000).optional(),
  }),
};
export type OrderRequest = z.infer<typeof BODIES.auth>;

const parsed = <T>(schema: z.ZodType<T>, body: unknown): T => {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new BankIdRefusal('invalidParameters', `Invalid ${result.error.issues[0]?.path.join('.') || 'body'}`);
};

/** @throws BankIdRefusal `invalidParameters` */
export const orderRequestIn = (kind: 'auth' | 'sign', body: unknown): OrderRequest => parsed(BODIES[kind], body);

/** @throws BankIdRefusal `invalidParameters` */
export const orderRefIn = (body: unknown): string =>
  parsed(z.strictObject({ orderRef: z.string().min(1) }), body).orderRef;
