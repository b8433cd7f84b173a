import type { Assignment, AssignmentDetails } from '#domain/assignment';
import type { AssignmentFile, Fact } from '#domain/facts';
import { sha256 } from '#domain/hash';
import { PARTY_IDS } from '#domain/parties';
import { memoryAccessGrants } from './memory-access-grants.ts';
import { memoryAccessStore } from './memory-access-store.ts';
import { memoryAssignmentStore } from './memory-assignment-store.ts';
import { memoryHandlingRules } from './memory-handling-rules.ts';
import { memoryMailbox } from './memory-mailbox.ts';
import { memoryObjectVault } from './memory-object-vault.ts';
import { memoryRecords } from './memory-records.ts';
import { memoryRegister } from './memory-register.ts';
import { memorySealKeys } from './memory-seal-keys.ts';
import { memorySigningRounds } from './memory-signing-rounds.ts';
import { memoryWorkflow } from './memory-workflow.ts';

/** Every port in memory, and a clock that a test moves. */
export const givenPorts = (at = '2026-03-02T09:00:00.000Z') => {
  let time = new Date(at);
  let drawn = 0;
  const register = memoryRegister();
  const assignments = memoryAssignmentStore();
  for (const party of PARTY_IDS) {
    for (const authority of ['instruction', 'board'] as const) {
      for (const [recordType, retentionDays] of [
        ['2.5.1', 30],
        ['2.6.1', 7],
      ] as const) {
        register.decide({
          recordType,
          party,
          authority,
          reference: `${party} ${authority}`,
          decidedOn: '2026-01-01',
          retentionDays,
          isExample: true,
        });
      }
    }
  }
  return {
    assignments,
    rounds: memorySigningRounds(assignments),
    access: memoryAccessStore(),
    accessGrants: memoryAccessGrants(),
    handlingRules: memoryHandlingRules(),
    register,
    records: memoryRecords(),
    vault: memoryObjectVault(),
    sealKeys: memorySealKeys(),
    mailbox: memoryMailbox(),
    workflow: memoryWorkflow(),
    portalUrl: 'https://portal.test',
    mailDomain: 'resursdelning.example',
    hostParty: 'haninge' as const,
    now: () => time,
    /** Moves the clock to an instant. */
    clock: (to: string) => {
      time = new Date(to);
    },
    /** Different bytes at each draw, the same in each test. */
    random: (bytes: number) => {
      drawn += 1;
      return Uint8Array.from({ length: bytes }, (_, i) => (drawn * 37 + i * 11) & 0xff);
    },
  };
};
export type TestPorts = ReturnType<typeof givenPorts>;

/** Puts a file into the store as it is given: what a test starts from. */
export const put = async (
  ports: Pick<TestPorts, 'assignments'>,
  file: AssignmentFile,
  details: Partial<AssignmentDetails> = {},
): Promise<Assignment['id']> => {
  const {
    parties,
    material,
    deliverables,
    documents,
    sealedCopies,
    clearances,
    letters,
    remarks,
    order,
    receipt,
    assignment,
  } = file;
  const facts: Fact[] = [
    ...parties,
    ...material,
    ...deliverables,
    ...documents,
    ...sealedCopies,
    ...clearances,
    ...letters,
    ...remarks,
  ];
  if (order) facts.push(order);
  if (receipt) facts.push(receipt);
  await ports.assignments.open({
    assignment,
    details: { ...file.details, ...details },
    facts,
    event: { id: 'opened', name: 'opened', at: assignment.openedAt, by: 'system' },
    mailHash: sha256(assignment.id),
  });
  return assignment.id;
};
