/** The DNS records of one name, as `dig` would show them; a missing type is an empty answer. */
export type ZoneRecords = {
  readonly TXT?: readonly string[];
  readonly A?: readonly string[];
  readonly AAAA?: readonly string[];
  readonly MX?: readonly { readonly exchange: string; readonly priority: number }[];
};

/** Every DNS name the local mail server can look up, in lower case. There is no other DNS. */
export type MailZone = Readonly<Record<string, ZoneRecords>>;

/** The local sending domains of the eight parties to the agreement (S1). */
export const PARTY_MAIL_DOMAINS = [
  'botkyrka.example',
  'haninge.example',
  'huddinge.example',
  'nykvarn.example',
  'nynashamn.example',
  'salem.example',
  'sodertalje.example',
  'tyreso.example',
] as const;

/** A sender outside the agreement whose mail nevertheless authenticates: authenticated is not the same as invited. */
export const STRANGER_MAIL_DOMAIN = 'medborgare.example';

/**
 * The records of a domain that sends from this machine only and asks receivers to refuse all else.
 *
 * @example `{ ...defaultMailZone, ...sendsFromThisMachine('konsult.example') }`
 */
export function sendsFromThisMachine(domain: string): MailZone {
  return {
    [domain]: { TXT: ['v=spf1 ip4:127.0.0.1 ip6:::1 -all'] },
    [`_dmarc.${domain}`]: { TXT: ['v=DMARC1; p=reject'] },
  };
}

/** The parties and one stranger publish SPF and DMARC; every other domain publishes nothing at all. */
export const defaultMailZone: MailZone = Object.assign(
  {},
  ...[...PARTY_MAIL_DOMAINS, STRANGER_MAIL_DOMAIN].map(sendsFromThisMachine),
);

/** What `node:dns` would have thrown; `code` is what the verifiers branch on. */
class NoSuchRecord extends Error {
  readonly code: 'ENOTFOUND' | 'ENODATA';
  constructor(code: 'ENOTFOUND' | 'ENODATA') {
    super(code);
    this.name = 'NoSuchRecord';
    this.code = code;
  }
}

/**
 * Answers DNS questions out of a zone, in the shapes of `dns.promises.resolve`, without any network.
 *
 * @throws an error with `code` ENOTFOUND (the name has no records) or ENODATA (it has none of this type)
 */
export function zoneResolver(zone: MailZone): (name: string, type: string) => Promise<string[][] | string[]> {
  return async (name, type) => {
    const key = name.toLowerCase().replace(/\.$/, '');
    const records = Object.hasOwn(zone, key) ? zone[key] : undefined;
    if (!records) throw new NoSuchRecord('ENOTFOUND');
    if (type === 'TXT' && records.TXT?.length) return records.TXT.map((text) => [text]);
    if (type === 'A' && records.A?.length) return [...records.A];
    if (type === 'AAAA' && records.AAAA?.length) return [...records.AAAA];
    // The verifier reads MX answers as objects although its published type says strings.
    if (type === 'MX' && records.MX?.length) return records.MX.map((mx) => ({ ...mx })) as unknown as string[];
    throw new NoSuchRecord('ENODATA');
  };
}
