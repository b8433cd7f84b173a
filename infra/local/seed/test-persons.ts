import { PARTIES, type PartyId } from '#domain/parties';
import { mayStandInFor, Role, type Staff, StaffId } from '#domain/staff';
import { PARTY_MAIL_DOMAINS } from '../mail/zone.ts';

/**
 * The test persons of the local home. Their numbers are from the tax agency's published test numbers (Skatteverket,
 * "Testpersonnummer", CC0), which are never given to anybody.
 */
export interface SeededPerson {
  id: string;
  name: string;
  personalIdentityNumber: string;
  /** Level of assurance that the local e-ID states; absent: level 3. */
  acr?: string;
  staff?: Staff;
}

const NUMBERS: Record<PartyId, Record<'handler' | 'manager' | 'registrar', string>> = {
  botkyrka: { handler: '190801019811', manager: '190801029802', registrar: '190801039819' },
  haninge: { handler: '190801049800', manager: '190801059817', registrar: '190801069808' },
  huddinge: { handler: '190801079815', manager: '190801089806', registrar: '190801099813' },
  nykvarn: { handler: '190801109802', manager: '190801119819', registrar: '190801129800' },
  nynashamn: { handler: '190801139817', manager: '190801149808', registrar: '190801159815' },
  salem: { handler: '190801169806', manager: '190801179813', registrar: '190801189804' },
  sodertalje: { handler: '190801199811', manager: '190801209800', registrar: '190801219817' },
  tyreso: { handler: '190801229808', manager: '190801239815', registrar: '190801249806' },
};

const TITLES: Record<Role, string> = {
  handler: 'handläggare',
  manager: 'chef',
  registrar: 'registrator',
  administrator: 'systemadministratör',
  'management-group': 'ledningsgruppsmedlem',
  dpo: 'dataskyddsombud',
  finance: 'ekonom',
};

const MAILBOXES: Record<Role, string> = {
  handler: 'karta',
  manager: 'chef',
  registrar: 'registrator',
  administrator: 'system',
  'management-group': 'ledamot',
  dpo: 'dataskyddsombud',
  finance: 'ekonomi',
};

export const managementMailbox = (party: PartyId): string => `ledningsgrupp@${mailDomain(party)}`;

export const mailDomain = (party: PartyId): string => {
  const domain = PARTY_MAIL_DOMAINS.find((one) => one === `${party}.example`);
  if (!domain) throw new Error(`no local mail domain for ${party}`);
  return domain;
};

const parties = Object.keys(NUMBERS) as PartyId[];
const staffIdOf = (party: PartyId, role: Role): StaffId =>
  StaffId.parse(`s-${`${parties.indexOf(party)}${'hmragdf'[Role.options.indexOf(role)]}`.padStart(10, '0')}`);

const seeded = (party: PartyId, role: Role, personalIdentityNumber: string): SeededPerson => {
  const name = `Test ${PARTIES[party].replace(/s? kommun$/, '')} ${TITLES[role]}`;
  return {
    id: `${party}-${role}`,
    name,
    personalIdentityNumber,
    staff: {
      id: staffIdOf(party, role),
      party,
      role,
      name,
      mailbox: `${MAILBOXES[role]}@${mailDomain(party)}`,
      ...(role !== 'manager' && { nearestManager: staffIdOf(party, 'manager') }),
      ...(mayStandInFor('manager', role) && role !== 'manager' && { deputy: staffIdOf(party, 'manager') }),
      isActive: true,
    },
  };
};

/** Those whom two municipalities have beside a handler, a manager and a registrar. */
const OTHERS: readonly (readonly [PartyId, Role, string])[] = [
  ['haninge', 'administrator', '190801259813'],
  ['haninge', 'management-group', '196502103614'],
  ['haninge', 'dpo', '196503143254'],
  ['haninge', 'finance', '196503184589'],
  ['tyreso', 'administrator', '196504203792'],
  ['tyreso', 'management-group', '192412319218'],
  ['tyreso', 'dpo', '191401682396'],
  ['tyreso', 'finance', '202312912393'],
];

/** Every role in two municipalities, a handler, a manager and a registrar in the others, and those who must not come in. */
export const TEST_PERSONS: SeededPerson[] = [
  ...parties.flatMap((party) =>
    (['handler', 'manager', 'registrar'] as const).map((role) => seeded(party, role, NUMBERS[party][role])),
  ),
  ...OTHERS.map(([party, role, number]) => seeded(party, role, number)),
  { id: 'outsider', name: 'Test Utan Behörighet', personalIdentityNumber: '190801269804' },
  {
    id: 'weak',
    name: 'Test Svag Legitimation',
    personalIdentityNumber: '190801279811',
    acr: 'http://id.elegnamnden.se/loa/1.0/loa2',
  },
];
