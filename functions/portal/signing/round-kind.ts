import type { z } from 'zod';
import type { PartyId } from '#domain/parties';
import type { RoundDocumentKind, SigningRound } from '#domain/signing-round';
import type { Staff } from '#domain/staff';
import type { PortalDeps } from '../portal-deps.ts';

/** What a round's document may ask of the world: everything but who identifies people, which only signing and signing in speak to. */
export type RoundDeps = Omit<
  PortalDeps,
  'identity' | 'identityMethods' | 'identityKeys' | 'partySignIn' | 'clientKeys' | 'sealKeys' | 'timestamps' | 'log'
>;

/** One kind of document that is signed in a round: what it says, who may sign it, and what follows. */
export interface RoundKind<Payload> {
  documentKind: RoundDocumentKind;
  payload: z.ZodType<Payload>;
  /**
   * The whole Swedish text, from the payload and what is stored now. Written once, when the round is opened: what is
   * shown, hashed and signed afterwards is what lies in the vault.
   */
  text(deps: RoundDeps, opener: Staff, payload: Payload, edition: number): Promise<string>;
  /** One line for the e-ID's own window. */
  summary(payload: Payload): string;
  /** Whether this person may sign at this place now; asked when the text is shown, when signing begins and when it ends. */
  maySign(deps: RoundDeps, signer: Staff, round: SigningRound, place: number, payload: Payload): Promise<boolean>;
  /** How many hours the signer's delegation has to reach; absent where hours have no part in it. */
  hours?(payload: Payload): number;
  /**
   * Whether what the document is about is still so that it can be signed; a round that can lead to nothing any more is
   * ended by the system and everyone is told. Absent: always.
   */
  stillStands?(deps: RoundDeps, round: SigningRound, payload: Payload): Promise<boolean>;
  /** Who may take the round back beside the one who opened it. Absent: nobody. */
  mayWithdraw?(deps: RoundDeps, staff: Staff, round: SigningRound, payload: Payload): Promise<boolean>;
  /** After the last signature. It may run twice: everything it writes follows from the round's id. */
  whenComplete(deps: RoundDeps, round: SigningRound, payload: Payload): Promise<void>;
  /** After a decline, a withdrawal, an expiry or a newer edition. It may run twice. */
  whenEnded?(deps: RoundDeps, round: SigningRound, payload: Payload): Promise<void>;
  /** What the sealed paper says beside the round, asked each time it is made or fetched. Absent: the round says it all. */
  paper?(deps: RoundDeps, round: SigningRound, payload: Payload): Promise<RoundPaper>;
  /** Where a reader goes from the signed document. */
  pathAfter(round: SigningRound, payload: Payload): string;
}

/** What a sealed paper must show that the round itself does not know. */
export interface RoundPaper {
  /** The document's own edition, where it is counted apart from the round's. */
  edition?: number;
  /** A Swedish sentence: why what was signed no longer holds. It is then sealed as withdrawn, and never again as valid. */
  withdrawnBecause?: string;
}

/** The edition that people are told: the document's own where it counts its own, as its text does, else the round's. */
export const editionToldOf = async <Payload>(
  deps: RoundDeps,
  kind: Pick<RoundKind<Payload>, 'paper'>,
  round: SigningRound,
  payload: Payload,
): Promise<number> => (await kind.paper?.(deps, round, payload))?.edition ?? round.edition;

/** What opening a round needs beside its kind; the first signatory may be the opener. */
export interface RoundOpening<Payload> {
  opener: Staff;
  party: PartyId;
  subject: SigningRound['subject'];
  signatories: SigningRound['signatories'];
  payload: Payload;
}
