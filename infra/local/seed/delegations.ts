import { DELEGATED_KINDS, type DelegatedKind, type Delegation } from '#domain/authority';
import { PARTY_IDS } from '#domain/parties';
import type { Role } from '#domain/staff';

/** Who decides what, and of an order up to how many hours. */
const EXAMPLES: Partial<Record<Role, { kinds: readonly DelegatedKind[]; hours: number }>> = {
  handler: { kinds: ['order', 'acceptance', 'refusal', 'receipt'], hours: 200 },
  manager: { kinds: DELEGATED_KINDS, hours: 10_000 },
  registrar: { kinds: ['closing-decision', 'certificate-approval'], hours: 0 },
};

/** Example delegations of every municipality, marked as examples in their reference. */
export const EXAMPLE_DELEGATIONS: Delegation[] = PARTY_IDS.flatMap((party) =>
  (Object.keys(EXAMPLES) as Role[]).flatMap((role) => {
    const { kinds = [], hours = 0 } = EXAMPLES[role] ?? {};
    return kinds.map((documentKind) => ({
      id: `${role}-${documentKind}`,
      party,
      to: { role },
      documentKind,
      ...(documentKind === 'order' && { maxHours: hours }),
      from: '2026-01-01',
      until: '2035-12-31',
      reference: `EXEMPEL ${party.toUpperCase()} DELEGATIONSORDNING ${documentKind}`,
      decidedOn: '2026-01-01',
    }));
  }),
);
