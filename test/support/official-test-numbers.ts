import { TEST_PERSONS } from '#infra/local/seed/test-persons';

/**
 * Numbers that the tax agency has published for tests (Skatteverket, «Testpersonnummer» and «Testsamordningsnummer», CC0) and
 * gives to nobody. Only these, and those of the local home's test persons, may stand in the repository.
 */
export const OFFICIAL_TEST_NUMBERS: readonly string[] = [
  '189001019802',
  '192412319218',
  '191401682396',
  '202312912393',
  ...TEST_PERSONS.map(({ personalIdentityNumber }) => personalIdentityNumber),
];

/** What has the shape of a number without being one, and why it is there. */
export const NOT_NUMBERS: Readonly<Record<string, string>> = {
  '2412319219': 'an official number with a wrong check digit: a mistyped number must be found as well',
  '8901019802': 'a wrong check digit: it cannot be anybody’s, and a search must find it as well',
  '0701011234': 'the shape of a mobile number, which a person has to look at',
};
