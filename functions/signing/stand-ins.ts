import type { CalendarDate } from '#domain/calendar';
import { placeInTurn, type SigningRound } from '#domain/signing-round';
import { actsFor, type Staff, type StaffId } from '#domain/staff';
import type { Register } from '#ports/register';

/** Whether `deputy` signs for `absent` on this day. */
export const standsInFor = (deputy: Staff, absent: Staff, on: CalendarDate): boolean =>
  actsFor(deputy, [absent], on).length > 0;

/** Those for whom somebody stands in on this day. */
export const absentFor = async (register: Register, deputy: Staff, on: CalendarDate): Promise<StaffId[]> =>
  actsFor(deputy, await register.staffOf(deputy.party), on).map(({ id }) => id);

/** A place in a round that somebody may have a say about, and whom they stand in for there. */
export interface Seat {
  place: number;
  onBehalfOf?: StaffId;
}

/** Somebody's seat at one place: their own, or that of one who is away and whose deputy they are. */
export const seatAt = async (
  register: Register,
  staff: Staff,
  round: SigningRound,
  place: number,
  on: CalendarDate,
): Promise<Seat | undefined> => {
  const signatory = round.signatories[place];
  if (!signatory || signatory.party !== staff.party) return undefined;
  if (signatory.staff === staff.id) return { place };
  const absent = await register.staff(signatory.party, signatory.staff);
  return absent && standsInFor(staff, absent, on) ? { place, onBehalfOf: absent.id } : undefined;
};

/** Somebody's seat in a round: at the place whose turn it is if they have it, else the first that they have. */
export const seatOf = async (
  register: Register,
  staff: Staff,
  round: SigningRound,
  on: CalendarDate,
): Promise<Seat | undefined> => {
  for (const place of [placeInTurn(round), ...round.signatories.keys()]) {
    const seat = await seatAt(register, staff, round, place, on);
    if (seat) return seat;
  }
  return undefined;
};
