import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { Certificate } from 'pkijs';
import { z } from 'zod';
import { PARTY_IDS, type PartyId, partyName } from '#domain/parties';
import type { DistinguishedName } from '../certificates/distinguished-name.ts';
import { type Authority, type HeldKey, loadAuthority, newKey, pemOf, saveAuthority } from './authority-file.ts';
import { issueRevocationList } from './issue-revocation-list.ts';
import { issueSealCertificate, type SealIssuer } from './seal-certificate.ts';

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;
/** A certificate with fewer days left than this is exchanged. */
const RENEWED_MS = 60 * DAY_MS;
const LIFE_MS = 2 * YEAR_MS;
/** Made anew at every start; a home is not left running for longer than this. */
const LIST_LIFE_MS = YEAR_MS;
const ROOT_LIFE_MS = 20 * YEAR_MS;
/** A root that would end before what it issues is followed by a new one. */
const ROOT_RENEWED_MS = LIFE_MS + RENEWED_MS;

const OPERATION = 'lokal provdrift';
const ROOT_NAME: DistinguishedName = {
  organisation: `Resursdelning (${OPERATION})`,
  commonName: 'Provutfärdare utan bevisvärde',
};
const TIMESTAMP_NAME: DistinguishedName = {
  organisation: `Resursdelning (${OPERATION})`,
  commonName: 'Tidsstämplar utan bevisvärde',
};

/** Test values in the format of Swedish organisation numbers: no organisation has a number that begins with zeros. */
const sealName = (party: PartyId): DistinguishedName => ({
  organisation: `${partyName(party)} (${OPERATION})`,
  organisationIdentifier: `NTRSE-${String(PARTY_IDS.indexOf(party) + 1).padStart(10, '0')}`,
  commonName: `${partyName(party)} (provstämpel utan bevisvärde)`,
});

const lastsFor = (certificate: Uint8Array, at: Date): number => {
  const { notBefore, notAfter } = Certificate.fromBER(certificate);
  // Not yet valid: the clock was set back, and nothing sealed now would hold.
  return notBefore.value > at ? 0 : notAfter.value.getTime() - at.getTime();
};

const periodFrom = (at: Date, lifeMs: number) => ({
  // A day earlier: two clocks that differ a little are no reason to refuse.
  notBefore: new Date(at.getTime() - DAY_MS),
  notAfter: new Date(at.getTime() + lifeMs),
});

/** The authority with what it lacks: a root, and a certificate to stamp with. */
const renewed = (
  { roots, timestamps }: Authority,
  at: Date,
): { authority: Authority; issuer: SealIssuer & HeldKey } => {
  let root = roots.at(-1);
  const isOld = !root || lastsFor(root.certificate, at) < ROOT_RENEWED_MS;
  if (!root || isOld)
    root = newKey((pair) =>
      issueSealCertificate(
        { use: 'authority', subject: ROOT_NAME, publicKey: pair.publicKey, ...periodFrom(at, ROOT_LIFE_MS) },
        { name: ROOT_NAME, ...pair },
      ),
    );
  const issuer = { name: ROOT_NAME, ...root };
  const keepsTime = timestamps && !isOld && lastsFor(timestamps.certificate, at) >= RENEWED_MS;
  const stamping = keepsTime
    ? timestamps
    : newKey(({ publicKey }) =>
        issueSealCertificate(
          { use: 'timestamps', subject: TIMESTAMP_NAME, publicKey, ...periodFrom(at, LIFE_MS) },
          issuer,
        ),
      );
  return { authority: { roots: isOld ? [...roots, root] : roots, timestamps: stamping }, issuer };
};

const SealSecret = z.object({ chain: z.string() });

/** The secret's chain, if its certificate is for this key, by this issuer, and has more than the days of renewal left. */
const chainThatServes = (
  secret: unknown,
  o: { publicKey: Uint8Array; issuer: HeldKey; at: Date },
): string | undefined => {
  const known = SealSecret.safeParse(secret);
  if (!known.success) return undefined;
  const leaf = new X509Certificate(known.data.chain);
  const isItsKey = leaf.publicKey.export({ type: 'spki', format: 'der' }).equals(o.publicKey);
  const isIssued = leaf.verify(new X509Certificate(o.issuer.certificate).publicKey);
  return isItsKey && isIssued && lastsFor(leaf.raw, o.at) >= RENEWED_MS ? known.data.chain : undefined;
};

export interface PreparedSeals {
  /** The key that stamps and its chain, leaf first (DER). */
  timestampAuthority: { privateKey: HeldKey['privateKey']; chain: readonly Uint8Array[] };
}

/**
 * Makes the local home's own issuer of certificates, certifies every municipality's seal key and a time-stamping key, and
 * writes the secrets that sealing reads, with a list of what is revoked, which is nothing. What is there and lasts is left as it is, so that it can be called at every start
 * and whenever the clock was moved.
 *
 * These certificates prove nothing outside this machine, and say so in their names and in a notice inside.
 *
 * @param o.dir the data folder; the issuer's keys lie in it, readable by its owner only.
 * @param o.publicKeyOf DER SubjectPublicKeyInfo of the municipality's seal key
 * @param o.prefix stands before the secrets' names (`SECRETS_PREFIX`)
 */
export const prepareSeals = async (o: {
  dir: string;
  now: () => Date;
  publicKeyOf: (party: PartyId) => Promise<Uint8Array>;
  secrets: { put(name: string, json: unknown): void; get(name: string): unknown };
  timestampUrl: string;
  prefix?: string;
}): Promise<PreparedSeals> => {
  const { secrets, prefix = '' } = o;
  const at = o.now();
  const file = join(o.dir, 'seals.json');
  const { authority, issuer } = renewed(loadAuthority(file), at);
  saveAuthority(file, authority);

  const { notBefore: thisUpdate, notAfter: nextUpdate } = periodFrom(at, LIST_LIFE_MS);
  const revocationList = issueRevocationList({ thisUpdate, nextUpdate }, issuer).toString('base64');
  for (const party of PARTY_IDS) {
    const publicKey = await o.publicKeyOf(party);
    const name = `${prefix}seal/${party}`;
    const chain =
      chainThatServes(secrets.get(name), { publicKey, issuer, at }) ??
      pemOf(
        issueSealCertificate({ use: 'seal', subject: sealName(party), publicKey, ...periodFrom(at, LIFE_MS) }, issuer),
        issuer.certificate,
      );
    secrets.put(name, { chain, validation: { crls: [revocationList] } });
  }
  const roots = pemOf(...authority.roots.map(({ certificate }) => certificate));
  const sealers = PARTY_IDS.map((party) => ({
    name: partyName(party),
    organisationIdentifier: sealName(party).organisationIdentifier,
  }));
  secrets.put(`${prefix}seal-trust`, { sealRoots: roots, timestampRoots: roots, requireTimestamp: true, sealers });
  secrets.put(`${prefix}timestamps`, { url: o.timestampUrl });

  const { timestamps } = authority;
  if (!timestamps) throw new Error('the authority has no key to stamp with');
  return {
    timestampAuthority: {
      privateKey: timestamps.privateKey,
      chain: [timestamps.certificate, issuer.certificate],
    },
  };
};
