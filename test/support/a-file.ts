import type { Assignment } from '#domain/assignment';
import { AssignmentId } from '#domain/assignment';
import type { AssignmentFile } from '#domain/facts';
import { sha256 } from '#domain/hash';
import { StaffId } from '#domain/staff';

/** An assignment of Haninge, for tests: override what the test is about. */
export const anAssignment = (over: Partial<Assignment> = {}): Assignment => ({
  id: AssignmentId.parse('haninge-0123456789abcdef'),
  orderer: 'haninge',
  status: 'circulated',
  statusSince: '2026-03-02T09:00:00.000Z',
  openedAt: '2026-03-02T08:00:00.000Z',
  needsRegisterAccess: false,
  needsFlightPermit: false,
  concernsMinors: false,
  mailKeys: [],
  deliveries: 0,
  version: 0,
  ...over,
});

export const aFile = (assignment: Partial<Assignment> = {}, over: Partial<AssignmentFile> = {}): AssignmentFile => ({
  assignment: anAssignment(assignment),
  details: { subject: 'Inmätning av gångväg' },
  parties: [],
  material: [],
  deliverables: [],
  documents: [],
  sealedCopies: [],
  clearances: [],
  letters: [],
  remarks: [],
  events: [],
  ...over,
});

export const HANDLER = StaffId.parse('s-000000000h');
export const MANAGER = StaffId.parse('s-000000000m');

/** A file that ended with a signed receipt, handed over: everything that culling asks for. */
export const aReceivedFile = (over: Partial<Assignment> = {}): AssignmentFile => {
  const manifest = [{ id: 'd-0000000001', size: 3, sha256: sha256('abc') }];
  const textHash = sha256('receipt');
  return aFile(
    {
      status: 'ended',
      outcome: 'completed',
      performer: 'tyreso',
      endedAt: '2026-04-01T10:00:00.000Z',
      receivedAt: '2026-04-01T10:00:00.000Z',
      receiptHash: textHash,
      originalsHandedOverAt: '2026-04-01T10:05:00.000Z',
      ...over,
    },
    {
      receipt: { kind: 'receipt', documentId: 'doc-0000000001', manifest, manifestHash: sha256('m') },
      documents: [
        {
          kind: 'document',
          id: 'doc-0000000001',
          documentKind: 'receipt',
          textHash,
          textKey: 'k',
          evidenceKey: 'e',
          evidenceHash: sha256('e'),
          signedBy: HANDLER,
          signedByParty: 'haninge',
          signedAt: '2026-04-01T10:00:00.000Z',
          level: 'http://id.elegnamnden.se/loa/1.0/loa3',
        },
      ],
    },
  );
};
