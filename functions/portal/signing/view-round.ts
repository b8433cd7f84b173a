import { referenceOf } from '#domain/assignment';
import { type NotCounted, placeInTurn, type RoundDocumentKind, type SigningRound } from '#domain/signing-round';
import type { StaffId } from '#domain/staff';
import type { Person } from '../portal-env.ts';
import { readText } from '../views/read-text.ts';
import { wordsKeyOf } from './end-round.ts';
import { type FoundRound, textOf } from './find-round.ts';
import { whyNotNow } from './may-sign-round.ts';
import { editionToldOf, type RoundDeps } from './round-kind.ts';

export type RoundState = 'open' | NonNullable<SigningRound['ending']>['kind'];

export const stateOf = ({ ending }: SigningRound): RoundState => ending?.kind ?? 'open';

/** A round as a line of a list. */
export interface RoundLine {
  path: string;
  kind: RoundDocumentKind;
  edition: number;
  state: RoundState;
  dueOn: string | undefined;
  openedAt: string;
  reference: string | undefined;
}

export const lineOf = (round: SigningRound): RoundLine => ({
  path: `/signings/${round.id}`,
  kind: round.documentKind,
  edition: round.edition,
  state: stateOf(round),
  dueOn: round.ending ? undefined : round.signatories[placeInTurn(round)]?.dueOn,
  openedAt: round.openedAt,
  reference: round.subject.scope === 'assignment' ? referenceOf(round.subject.assignmentId) : undefined,
});

/** A place in a round as people read it. */
export interface PlaceLine {
  number: number;
  name: string | undefined;
  dueOn: string;
  isInTurn: boolean;
  signed?: { at: string; level: string; by: string | undefined; isDeputy: boolean };
}

export interface RoundView extends RoundLine {
  text: string;
  textHash: string;
  places: PlaceLine[];
  /** Whether the reader can sign now; `why` says why not, where they have a place in the round. */
  maySign: boolean;
  why: NotCounted | undefined;
  signsFor: string | undefined;
  mayDecline: boolean;
  mayWithdraw: boolean;
  ended: { by: string | undefined; reason: string | undefined; words: string | undefined } | undefined;
  pathAfter: string;
}

/** What the page of a round shows to this reader. Reading changes nothing: what is kept and not yet written waits. */
export const viewRound = async (deps: RoundDeps, { staff }: Person, found: FoundRound): Promise<RoundView> => {
  const { round, kind, payload, seat, mayWithdraw } = found;
  const nameOf = async (id: StaffId, party = round.party) => (await deps.register.staff(party, id))?.name;
  const place = placeInTurn(round);
  const places = await Promise.all(
    round.signatories.map(async ({ party, staff: of, dueOn }, i): Promise<PlaceLine> => {
      const signature = round.signatures[i];
      return {
        number: i + 1,
        name: await nameOf(of, party),
        dueOn,
        isInTurn: !round.ending && i === place,
        ...(signature && {
          signed: {
            at: signature.at,
            level: signature.level,
            by: await nameOf(signature.by, party),
            isDeputy: signature.onBehalfOf !== undefined,
          },
        }),
      };
    }),
  );
  const why = seat && (await whyNotNow(deps, kind, staff, round, seat.place, payload));
  const stands = round.ending ? false : ((await kind.stillStands?.(deps, round, payload)) ?? true);
  const { ending } = round;
  const endedBy = ending && 'by' in ending && ending.by !== 'system' ? await nameOf(ending.by) : undefined;
  return {
    ...lineOf(round),
    edition: await editionToldOf(deps, kind, round, payload),
    text: new TextDecoder().decode(await textOf(deps, round)),
    textHash: round.textHash,
    places,
    maySign: seat !== undefined && why === undefined && stands,
    why,
    signsFor: seat?.onBehalfOf && (await nameOf(seat.onBehalfOf, staff.party)),
    mayDecline: !ending && seat?.place === place && why !== 'not-authorised',
    mayWithdraw: mayWithdraw && !ending,
    ended: ending && {
      by: endedBy,
      reason: 'reason' in ending ? ending.reason : undefined,
      words: await readText(deps, 'evidence', wordsKeyOf(round), 2000),
    },
    pathAfter: kind.pathAfter(round, payload),
  };
};
