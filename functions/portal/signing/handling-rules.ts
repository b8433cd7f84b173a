import { z } from 'zod';
import { dateOf } from '#domain/calendar';
import { type HandlingRules, rulesInForce, rulesText } from '#domain/handling-rules';
import type { PartyId } from '#domain/parties';
import { isInService, StaffId } from '#domain/staff';
import { answerGatesOf } from '../actions/answer-gates.ts';
import { NotNow } from '../actions/errors.ts';
import type { RoundDeps, RoundKind } from './round-kind.ts';

const Payload = z.strictObject({ staff: StaffId, version: z.int().min(1) });
type Payload = z.infer<typeof Payload>;

const versionOf = async (
  { handlingRules }: Pick<RoundDeps, 'handlingRules'>,
  party: PartyId,
  version: number,
): Promise<HandlingRules> => {
  const found = (await handlingRules.versions(party)).find((one) => one.version === version);
  if (!found) throw new NotNow();
  return found;
};

/**
 * A person signs a version of their municipality's handling rules (hanteringsregler, R3.2). Nobody signs it for another:
 * it is the person themselves who promises.
 */
export const handlingRules: RoundKind<Payload> = {
  documentKind: 'handling-rules',
  payload: Payload,
  text: async (deps, opener, { version }) => rulesText(await versionOf(deps, opener.party, version)),
  summary: ({ version }) => `Hanteringsregler för register, version ${version}.`,
  maySign: async ({ now }, signer, round, _, { staff }) =>
    signer.id === staff && signer.party === round.party && isInService(signer, dateOf(now())),
  // Once a newer version is in force, a signature of this one would open nothing.
  async stillStands({ handlingRules: rules, now }, { party }, { version }) {
    const inForce = rulesInForce(await rules.versions(party), now());
    return inForce === undefined || inForce.version <= version;
  },
  async whenComplete(deps, { party, signatures }, { staff, version }) {
    const [signature] = signatures;
    if (!signature) return;
    const { textHash } = await versionOf(deps, party, version);
    await deps.handlingRules.keepSignature({
      party,
      staff,
      version,
      textHash,
      documentId: signature.documentId,
      signedAt: signature.at,
    });
    await answerGatesOf(deps, party, staff);
  },
  // The text counts the rules' versions; each person's round of one of them is an edition 1 of its own.
  paper: async (_, __, { version }) => ({ edition: version }),
  pathAfter: () => '/handling-rules',
};
