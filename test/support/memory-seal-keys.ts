import { PARTY_IDS, type PartyId, partyName } from '#domain/parties';
import { PURPOSE } from '#infra/local/certificates/extensions';
import { signDigest } from '#infra/local/kms/digest-signatures';
import { issueRevocationList } from '#infra/local/seals/issue-revocation-list';
import type { SealKey, SealKeys, SealTrust } from '#ports/seal-keys';
import { type IssuedKey, issueCertificate } from './test-authority.ts';

/** Lets a key sign digests, with its certificate and those that issued it. */
export const sealKeyOf = (leaf: IssuedKey, ...issuers: IssuedKey[]): SealKey => {
  const isRsa = leaf.kind.startsWith('RSA');
  const algorithm = isRsa ? 'RSASSA_PKCS1_V1_5_SHA_256' : 'ECDSA_SHA_256';
  const spec = isRsa ? leaf.kind : 'ECC_NIST_P256';
  return {
    chain: [leaf, ...issuers].map(({ der }) => der),
    algorithm,
    sign: async (digest) => new Uint8Array(signDigest(spec, leaf.key, algorithm, Buffer.from(digest))),
  };
};

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

/** The issuer of every seal in the tests of this process. */
export const testSealIssuer = once(() =>
  issueCertificate({ name: 'Provutfärdare för stämplar', organisation: 'Prov', isAuthority: true, serial: 1 }),
);
/** Its word that nothing of it is revoked, for as long as its certificates last. */
const testRevocationList = once(async () => {
  const { der, key } = await testSealIssuer();
  const period = { thisUpdate: new Date('2026-01-01T00:00:00Z'), nextUpdate: new Date('2049-12-31T00:00:00Z') };
  return issueRevocationList(period, { certificate: der, privateKey: key });
});
/** The issuer of every timestamp's certificate in the tests of this process, and the one that stamps. */
export const testTimestampIssuer = once(() =>
  issueCertificate({ name: 'Provutfärdare för tid', organisation: 'Prov', isAuthority: true, serial: 2 }),
);
export const testTimestampKey = once(async () =>
  issueCertificate({
    name: 'Provtid',
    organisation: 'Prov',
    issuer: await testTimestampIssuer(),
    serial: 3,
    purposes: [PURPOSE.timeStamping],
  }),
);

const keys = new Map<PartyId, Promise<SealKey>>();
const keyOf = async (party: PartyId): Promise<SealKey> => {
  const issuer = await testSealIssuer();
  const organisation = partyName(party);
  const name = `${organisation}, stämpel`;
  const leaf = await issueCertificate({ name, organisation, issuer, serial: 100 + keys.size });
  return { ...sealKeyOf(leaf, issuer), validation: { crls: [await testRevocationList()], ocspResponses: [] } };
};

/** Seal keys of a test authority, made once a process; every municipality has one. */
export const memorySealKeys = ({ requireTimestamp = false } = {}): SealKeys => ({
  keyOf(party) {
    const key = keys.get(party) ?? keyOf(party);
    keys.set(party, key);
    return key;
  },
  trust: async (): Promise<SealTrust> => ({
    sealRoots: [(await testSealIssuer()).der],
    timestampRoots: [(await testTimestampIssuer()).der],
    requireTimestamp,
    sealers: PARTY_IDS.map((party) => ({ name: partyName(party) })),
    revoked: [],
  }),
});
