import type { FindingCode, Verdict } from '#documents/sealing/verify-findings';
import { type VerifyOptions, verifyPdf } from '#documents/sealing/verify-pdf';
import { PURPOSE } from '#infra/local/certificates/extensions';
import { memorySealKeys, sealKeyOf, testSealIssuer, testTimestampIssuer } from '#test/memory-seal-keys';
import { memoryTimestamps } from '#test/memory-timestamps';
import { SEALED_AT } from '#test/sealed-paper';
import { type CertificateWish, type IssuedKey, issueCertificate } from '#test/test-authority';

/** Every file carries a word on revocation or none, which verify-kept-revocation.test.ts is about. */
const OF_REVOCATION: readonly FindingCode[] = ['revocation-kept', 'revocation-not-kept'];

/** The verdict on a file and what was found beside that, as the tests' own home trusts unless it is said otherwise. */
export const told = async (file: Uint8Array, o: Partial<VerifyOptions> = {}): Promise<[Verdict, FindingCode[]]> => {
  const { verdict, findings } = await verifyPdf(file, { ...(await memorySealKeys().trust()), now: SEALED_AT, ...o });
  return [verdict, findings.map(({ code }) => code).filter((code) => !OF_REVOCATION.includes(code))];
};

export const days = (count: number): Date => new Date(SEALED_AT.getTime() + count * 24 * 60 * 60 * 1000);

/** A certificate of the trusted issuer, for Haninge unless it is wished otherwise. */
export const issuedFor = async (wish: Partial<CertificateWish> = {}): Promise<IssuedKey> =>
  issueCertificate({
    ...{ name: 'Provstämpel', organisation: 'Haninge kommun', serial: 900, issuer: await testSealIssuer() },
    ...wish,
  });

/** A seal key of the trusted issuer, or of one below it, with a certificate as wished. */
export const keyOf = async (wish: Partial<CertificateWish>, below?: Partial<CertificateWish>) => {
  const root = await testSealIssuer();
  if (!below) return sealKeyOf(await issuedFor(wish), root);
  const middle = await issueCertificate({ name: 'Mellan', organisation: 'Prov', issuer: root, serial: 901, ...below });
  return sealKeyOf(await issuedFor({ issuer: middle, ...wish }), middle, root);
};

export const stampOf = async (wish: Partial<CertificateWish>, at = SEALED_AT) => {
  const issuer = await testTimestampIssuer();
  const own = { name: 'Provtid', organisation: 'Prov', issuer, serial: 902, purposes: [PURPOSE.timeStamping] };
  return memoryTimestamps(() => at, { stamper: await issueCertificate({ ...own, ...wish }), issuers: [issuer] }).stamp;
};
