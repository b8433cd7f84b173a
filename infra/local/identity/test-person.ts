import { z } from 'zod';

export const LOA2 = 'http://id.elegnamnden.se/loa/1.0/loa2';
export const LOA3 = 'http://id.elegnamnden.se/loa/1.0/loa3';

/** A person one can be in the local home. Only official test numbers (Skatteverket's test personnummer) belong here. */
export const TestPerson = z.object({
  /** Opaque, used in forms and by the driver. */
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string().min(1),
  personalIdentityNumber: z.string().regex(/^\d{12}$/),
  /** The level of assurance this person's e-ID reaches; level 3 if not said. */
  acr: z.url().optional(),
});
export type TestPerson = z.infer<typeof TestPerson>;

export const claimName = {
  personalIdentityNumber: 'https://id.oidc.se/claim/personalIdentityNumber',
  coordinationNumber: 'https://id.oidc.se/claim/coordinationNumber',
  userSignature: 'https://id.oidc.se/claim/userSignature',
};

/** Which of the two number claims a number travels in: the day of a coordination number is raised by sixty. */
export const numberClaimOf = (number: string): string =>
  Number(number.slice(6, 8)) > 60 ? claimName.coordinationNumber : claimName.personalIdentityNumber;

export const levelOf = (person: TestPerson): string => person.acr ?? LOA3;

/** The identity claims of a person, by the Swedish claims specification. */
export const identityClaimsOf = (person: TestPerson): Record<string, string> => {
  const [givenName = '', ...rest] = person.name.split(' ');
  return {
    name: person.name,
    given_name: givenName,
    family_name: rest.join(' '),
    [numberClaimOf(person.personalIdentityNumber)]: person.personalIdentityNumber,
  };
};
