import { z } from 'zod';
import { Delegation } from './authority.ts';
import { Role } from './staff.ts';

/**
 * Who somebody was when they signed. It is kept with the signature: a register tells who people are today, and a name, a
 * role or a delegation that has changed since must not change what a document says of its signers.
 */
export const SignerThen = z.strictObject({
  name: z.string(),
  role: Role,
  /** The name of whom a deputy signed for. */
  onBehalfOf: z.string().optional(),
});
export type SignerThen = z.infer<typeof SignerThen>;

/** The delegation that gave the authority, as it was called then. */
export const DelegationThen = Delegation.pick({ id: true, reference: true });
export type DelegationThen = z.infer<typeof DelegationThen>;

/** What is kept of the signer beside a signature. Absent of signatures that were made before it was kept. */
export interface SignedAs {
  signer?: SignerThen | undefined;
  /** Also absent of documents that nobody needs a delegation for. */
  delegation?: DelegationThen | undefined;
}
