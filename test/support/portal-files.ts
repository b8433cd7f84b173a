import { type Assignment, AssignmentId, type Status } from '#domain/assignment';
import type { Fact } from '#domain/facts';
import { othersThan, type PartyId } from '#domain/parties';
import type { Wait } from '#domain/transitions';
import { prefixOf } from '#ports/object-vault';
import { staffIdOf } from './memory-register.ts';
import { START, type TestPortal } from './portal.ts';

export const ORDERER: PartyId = 'haninge';
export const PERFORMER: PartyId = 'nykvarn';
/** A municipality that was asked and not chosen. */
export const ASKED: PartyId = 'tyreso';
export const ID = AssignmentId.parse(`${ORDERER}-0123456789abcdef`);
export const PATH = `/assignments/${ID}`;

const WAITS: Partial<Record<Status, Wait>> = {
  'in-review': 'AwaitScreening',
  circulated: 'AwaitOrder',
  ordered: 'AwaitAcceptance',
  accepted: 'AwaitClearance',
  'in-progress': 'AwaitDeliverables',
  sent: 'AwaitReceipt',
  ended: 'AwaitClosingDecision',
  parked: 'AwaitClosingDecision',
};

export interface FileInput {
  status: Status;
  id?: AssignmentId;
  head?: Partial<Assignment>;
  /** Who has answered the inquiry and how; the others are asked. */
  answers?: Partial<Record<PartyId, 'offered' | 'declined'>>;
  facts?: Fact[];
  subject?: string;
  /** The wait that is open; the one of the status unless another is named. */
  wait?: Wait;
}

const BEFORE_ORDER: readonly Status[] = ['parked', 'screening', 'in-review', 'circulated'];
const at = START.toISOString();

/** A file in a status, as the steps would have left it, with the ticket of its wait: the token is `token of <wait>`. */
export const givenFile = async (portal: TestPortal, input: FileInput): Promise<AssignmentId> => {
  const { status, id = ID, head = {}, answers = { [PERFORMER]: 'offered' }, facts = [] } = input;
  const orderer = head.orderer ?? ORDERER;
  const by = { by: staffIdOf(PERFORMER, 'handler'), at };
  const participations = othersThan(orderer).map((party): Fact => {
    const answer = answers[party];
    const standing =
      answer === 'offered'
        ? { answer, ...by }
        : answer === 'declined'
          ? { answer, reason: 'time' as const, ...by }
          : { answer: 'asked' as const };
    return { kind: 'participation', party, standing };
  });
  const isParked = head.outcome === 'parked' || status === 'parked';
  await portal.deps.assignments.open({
    assignment: {
      id,
      orderer,
      ...(!BEFORE_ORDER.includes(status) && { performer: PERFORMER }),
      status,
      statusSince: at,
      openedAt: at,
      ...(isParked && { outcome: 'parked' as const }),
      needsRegisterAccess: false,
      needsFlightPermit: false,
      concernsMinors: false,
      mailKeys: [],
      deliveries: 0,
      version: 0,
      ...head,
    },
    details: { subject: input.subject ?? 'Inmätning av gångväg' },
    facts: [...(isParked ? [] : participations), ...facts],
    event: {
      id: 'opened',
      name: isParked ? 'parked' : 'opened',
      at,
      by: 'system',
      ...(isParked && { about: 'unknown-sender' }),
    },
    mailHash: id,
  });
  const wait = input.wait ?? WAITS[status];
  if (wait) await portal.deps.access.keepTicket({ assignmentId: id, wait, token: `token of ${wait}` });
  return id;
};

/** A piece of material with both its original and its safe text in the vault. */
export const givenMaterial = async (
  portal: TestPortal,
  o: { id?: string; verdict?: 'clean' | 'redacted' | 'withheld'; text?: string | undefined; title?: string } = {},
): Promise<Fact> => {
  const { id = 'm-0', verdict = 'clean', title = 'Brev från sökanden' } = o;
  const text = 'text' in o ? o.text : 'Mät in gångvägen.';
  const originalKey = `${prefixOf(ORDERER, ID)}originals/${id}`;
  const circulatedKey = `${prefixOf(ORDERER, ID)}circulated/${id}.txt`;
  const put = (key: string, body: string) =>
    portal.deps.vault.put({
      shelf: 'material',
      key,
      party: ORDERER,
      bytes: new TextEncoder().encode(body),
      mediaType: 'text/plain',
    });
  await put(originalKey, 'original');
  if (text !== undefined) await put(circulatedKey, text);
  return {
    kind: 'material',
    id,
    verdict,
    ...(verdict === 'withheld' && { because: 'unreadable' }),
    removed: verdict === 'redacted' ? 1 : 0,
    mediaType: 'text/plain',
    size: 8,
    sha256: 'a'.repeat(64),
    originalKey,
    ...(text !== undefined && { circulatedKey }),
    title,
  };
};

/** A deliverable that was uploaded and, unless said otherwise, checked. */
export const givenDeliverable = async (
  portal: TestPortal,
  o: { id?: string; isChecked?: boolean; title?: string } = {},
): Promise<Fact> => {
  const { id = 'd-0000000001', isChecked = true, title = 'Inmätning' } = o;
  const objectKey = `${prefixOf(ORDERER, ID)}${id}`;
  const bytes = new TextEncoder().encode('punkter');
  await portal.deps.vault.put({
    shelf: 'deliverables',
    key: objectKey,
    party: ORDERER,
    bytes,
    mediaType: 'text/plain',
  });
  const stored = await portal.deps.vault.fingerprint('deliverables', objectKey);
  return {
    kind: 'deliverable',
    id,
    objectKey,
    addedBy: staffIdOf(PERFORMER, 'handler'),
    addedAt: at,
    title,
    ...(isChecked && stored),
  };
};

/** The order that an acceptance answers: its terms and its signed document. */
export const givenOrder = (): Fact[] => [
  {
    kind: 'order',
    documentId: 'doc-0000000001',
    performer: PERFORMER,
    registryNumber: 'KS 2027/1',
    workType: 'survey',
    place: 'HANINGE KALVSVIK 11:16',
    finishOn: '2027-06-30',
    hours: 40,
    description: 'Mät in gångvägen.',
  },
  {
    kind: 'document',
    id: 'doc-0000000001',
    documentKind: 'order',
    textHash: 'b'.repeat(64),
    textKey: `${prefixOf(ORDERER, ID)}doc-0000000001.txt`,
    evidenceKey: `${prefixOf(ORDERER, ID)}doc-0000000001.json`,
    evidenceHash: 'c'.repeat(64),
    signedBy: staffIdOf(ORDERER, 'handler'),
    signedByParty: ORDERER,
    signedAt: at,
    level: 'http://id.elegnamnden.se/loa/1.0/loa3',
  },
];

/** The terms of an order as its form posts them. */
export const ORDER_FORM = {
  performer: PERFORMER,
  registryNumber: 'KS 2027/1',
  workType: 'survey',
  place: 'HANINGE KALVSVIK 11:16',
  finishOn: '2027-06-30',
  hours: '40',
  description: 'Mät in gångvägen.\nAnge noggrannhet.',
};
