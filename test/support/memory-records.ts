import type { AssignmentId } from '#domain/assignment';
import type {
  ApprovedCertificate,
  CulledSummary,
  CullingCertificate,
  InventoryEntry,
  InvoicingResidue,
} from '#domain/culling';
import type { Records } from '#ports/records';

export interface MemoryRecords extends Records {
  snapshot(): unknown;
}

/** What survives culling, in memory. */
export const memoryRecords = (): MemoryRecords => {
  const inventories = new Map<string, { id: AssignmentId; run: number; number: number; entry: InventoryEntry }>();
  const residues = new Map<string, InvoicingResidue>();
  const stubs = new Map<string, Omit<CulledSummary, 'certificateId'>>();
  const approvals = new Map<string, ApprovedCertificate>();
  const certificates = new Map<string, CullingCertificate>();
  const due = new Map<AssignmentId, string>();
  const certificateOf = (id: string) => [...certificates.values()].find(({ assignmentId }) => assignmentId === id);

  const notices = new Set<string>();
  return {
    putInventory: async (id, run, entries) => {
      entries.forEach((entry, number) => {
        const key = `${id}|${run}|${number}`;
        if (!inventories.has(key)) inventories.set(key, { id, run, number, entry: { ...entry } });
      });
    },
    inventory: async (id) =>
      [...inventories.values()]
        .filter((item) => item.id === id)
        .sort((a, b) => a.run - b.run || a.number - b.number)
        .map(({ run, number, entry }) => ({ run, number, entry: { ...entry } })),
    recordOutcome: async (id, run, number, entry) =>
      void inventories.set(`${id}|${run}|${number}`, { id, run, number, entry: { ...entry } }),
    putResidue: async (residue) => void residues.set(residue.assignmentId, residue),
    residue: async (id) => residues.get(id),
    putSummary: async (summary) => void stubs.set(summary.assignmentId, summary),
    issue: async (certificate) => {
      const first = certificateOf(certificate.assignmentId);
      if (first) return first;
      certificates.set(certificate.id, certificate);
      return certificate;
    },
    certificate: async (certificateId) => certificates.get(certificateId),
    certificateOf: async (id) => certificateOf(id),
    putApproval: async (approval) => void approvals.set(approval.certificateId, approval),
    approvalOf: async (certificateId) => approvals.get(certificateId),
    summary: async (id) => stubs.get(id),
    culledOf: async (party, limit) =>
      [...stubs.values()]
        .filter(({ orderer, performer }) => orderer === party || performer === party)
        .flatMap((summary) => {
          const certificate = certificateOf(summary.assignmentId);
          return certificate ? [{ ...summary, certificateId: certificate.id }] : [];
        })
        .slice(0, limit),
    isNoticeSent: async (id, notice) => notices.has(`${id}|${notice}`),
    markNoticeSent: async (id, notice) => void notices.add(`${id}|${notice}`),
    putDueDate: async (id, cullOn) => void due.set(id, cullOn),
    clearDueDate: async (id) => void due.delete(id),
    dueBefore: async (date) => [...due].filter(([, cullOn]) => cullOn < date).map(([id]) => id),
    snapshot: () =>
      structuredClone({
        inventories: [...inventories],
        residues: [...residues],
        stubs: [...stubs],
        certificates: [...certificates],
        approvals: [...approvals],
        due: [...due],
      }),
  };
};
