import { z } from 'zod';

/** The names of the environment variables that the stacks give a function (infra/constructs). */
const Variable = z.enum([
  'ASSIGNMENTS_TABLE',
  'KEYS_TABLE',
  'ACCESS_TABLE',
  'REGISTER_TABLE',
  'RECORDS_TABLE',
  'MAIL_BUCKET',
  'MATERIAL_BUCKET',
  'DELIVERABLES_BUCKET',
  'EVIDENCE_BUCKET',
  'VAULT_BUCKET',
  'ASSIGNMENT_MACHINE_ARN',
  'CULLING_MACHINE_ARN',
  'PORTAL_URL',
  'MAIL_DOMAIN',
  'SENDER_ADDRESS',
  'HOST_PARTY',
  'KEY_ALIAS_PREFIX',
  'OIDC_ISSUER',
  'OIDC_CLIENT_ID',
  'OIDC_CLIENT_KEY',
  'SECRETS_PREFIX',
]);
export type Variable = z.infer<typeof Variable>;

/** A variable's value. @throws Error that names the variable, at start, before anything is done without it. */
export const environment = (name: Variable): string => {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set`);
  return value;
};
