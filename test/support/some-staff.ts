import type { Party, PartyId } from '#domain/parties';
import { type Role, type Staff, StaffId } from '#domain/staff';

export const HANINGE: Party = {
  id: 'haninge',
  mailDomains: ['haninge.example'],
  managementMailbox: 'ledningsgrupp@haninge.example',
};

/** The id of a member of staff whom a test calls by a letter. */
export const idOf = (letter: string): StaffId => StaffId.parse(`s-${letter.padStart(10, '0')}`);

/** A member of staff at Haninge, called by a letter. */
export const someone = (letter: string, role: Role = 'handler', more: Partial<Staff> = {}): Staff => ({
  id: idOf(letter),
  party: 'haninge' as PartyId,
  role,
  name: `Test ${letter.toUpperCase()}`,
  mailbox: `${letter}@haninge.example`,
  isActive: true,
  ...more,
});
