import { z } from 'zod';

/**
 * The eight parties (parter) of the resource-sharing agreement (S1). The id is stable and stands in keys, key aliases
 * and assignment ids, so that every record tells whose it is (D6); the name is what people read.
 */
export const PARTIES = {
  botkyrka: 'Botkyrka kommun',
  haninge: 'Haninge kommun',
  huddinge: 'Huddinge kommun',
  nykvarn: 'Nykvarns kommun',
  nynashamn: 'Nynäshamns kommun',
  salem: 'Salems kommun',
  sodertalje: 'Södertälje kommun',
  tyreso: 'Tyresö kommun',
} as const;

export const PartyId = z.enum(Object.keys(PARTIES) as [keyof typeof PARTIES, ...(keyof typeof PARTIES)[]]);
export type PartyId = z.infer<typeof PartyId>;

export const PARTY_IDS = PartyId.options;

export const partyName = (party: PartyId): string => PARTIES[party];

/** Those who are asked when `orderer` needs help: the management group (ledningsgrupp) of every other party (R1.1). */
export const othersThan = (orderer: PartyId): PartyId[] => PARTY_IDS.filter((party) => party !== orderer);

/** What the register holds about a party: data that the deployment fills, never constants. */
export const Party = z.strictObject({
  id: PartyId,
  /** Mail domains that may open an inquiry, lower case. */
  mailDomains: z.array(z.string().regex(/^[a-z0-9.-]+$/)).min(1),
  /** The role mailbox of those responsible for survey, map and GIS. */
  managementMailbox: z.email(),
});
export type Party = z.infer<typeof Party>;
