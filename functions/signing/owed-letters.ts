import type { CalendarDate } from '#domain/calendar';
import type { LetterKind } from '#domain/letters';
import type { PartyId } from '#domain/parties';
import { placeInTurn, type RoundEnding, type SigningRound } from '#domain/signing-round';
import type { StaffId } from '#domain/staff';

/** A letter that a round, as it is stored, says should have left. */
export interface OwedLetter {
  /** Names this very letter: it leaves once, however often it is owed. */
  id: string;
  kind: LetterKind;
  to: { party: PartyId; staff: StaffId };
  lastDay?: CalendarDate;
  reminder?: number;
}

const LETTER_OF: Record<RoundEnding['kind'], LetterKind> = {
  complete: 'signing-complete',
  declined: 'signing-declined',
  withdrawn: 'signing-withdrawn',
  superseded: 'signing-superseded',
  expired: 'signing-expired',
};

/**
 * The letters about a round follow from what is stored of it, so that whoever looks at the round next sends what a run that
 * died did not. An open round asks the one whose turn it is, unless that is who just opened it; an ended one is told to
 * everybody who had been asked and to who opened it, but not to who ended it.
 */
export const owedLetters = (round: SigningRound): OwedLetter[] => {
  const place = placeInTurn(round);
  const { ending, openedBy, party } = round;
  if (!ending) {
    const to = round.signatories[place];
    if (!to) return [];
    const reminders = round.reminders.filter((sent) => sent.place === place).length;
    const asked = place === 0 && to.staff === openedBy ? [] : [turn(place, to)];
    return reminders > 0
      ? [...asked, { ...turn(place, to), id: `reminder/${place}/${reminders}`, reminder: reminders }]
      : asked;
  }
  const told = new Map<StaffId, PartyId>([[openedBy, party]]);
  for (const signatory of round.signatories.slice(0, place + 1)) told.set(signatory.staff, signatory.party);
  const actor = 'by' in ending ? ending.by : ending.kind === 'complete' ? round.signatures.at(-1)?.by : undefined;
  return [...told]
    .filter(([staff]) => staff !== actor)
    .map(([staff, of]) => ({
      id: `${ending.kind}/${staff}`,
      kind: LETTER_OF[ending.kind],
      to: { party: of, staff },
    }));
};

const turn = (place: number, to: SigningRound['signatories'][number]): OwedLetter => ({
  id: `turn/${place}`,
  kind: 'signature-wanted',
  to: { party: to.party, staff: to.staff },
  lastDay: to.dueOn,
});
