import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import { type SealDocumentsPorts, sealDocuments } from '../../sealing/seal-documents.ts';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.literal('sealed'), copies: z.int() }),
};

/**
 * Seals what was signed and has no sealed copy yet, so that the orderer is handed the documents in a form that proves
 * itself (R6.1, architecture 15). Usually the portal did it at the signature, and nothing is left to do.
 */
export const sealWhatIsSigned =
  (ports: SealDocumentsPorts) =>
  async ({ assignmentId }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    const { sealed } = await sealDocuments(ports, assignmentId);
    return { outcome: 'sealed', copies: sealed };
  };
