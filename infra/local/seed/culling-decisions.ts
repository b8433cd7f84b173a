import { type CullingDecision, PARKED_RECORD_TYPE, RECORD_TYPE } from '#domain/culling';
import { PARTY_IDS } from '#domain/parties';

/**
 * Example decisions, marked as such on every certificate: each municipality instructs as controller and decides as a board
 * that its assignments are culled thirty days after the receipt or the closing decision, and parked mail after seven.
 */
export const EXAMPLE_DECISIONS: CullingDecision[] = PARTY_IDS.flatMap((party) =>
  (['instruction', 'board'] as const).flatMap((authority) =>
    [
      { recordType: RECORD_TYPE, retentionDays: 30 },
      { recordType: PARKED_RECORD_TYPE, retentionDays: 7 },
    ].map(({ recordType, retentionDays }) => ({
      recordType,
      party,
      authority,
      reference: `EXEMPEL ${party.toUpperCase()} ${authority === 'instruction' ? 'INSTRUKTION' : 'GALLRINGSBESLUT'} ${recordType}`,
      decidedOn: '2026-01-01',
      retentionDays,
      isExample: true,
    })),
  ),
);
