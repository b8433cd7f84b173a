import type { IdentityMethod, IdentityProvider } from './identity-provider.ts';

/** Which e-IDs people may choose between here. */
export interface IdentityMethods {
  /** In the order in which they are shown; at least one. */
  offered(): Promise<readonly IdentityMethod[]>;
  of(method: IdentityMethod): IdentityProvider;
}
