import { createHash, webcrypto } from 'node:crypto';
import * as asn1js from 'asn1js';
import { AlgorithmIdentifier, MessageImprint, TSTInfo } from 'pkijs';
import { readChain } from '#documents/sealing/certificate-chain';
import { signCms } from '#documents/sealing/cms-signature';
import type { Timestamps } from '#ports/seal-keys';
import { sealKeyOf, testTimestampIssuer, testTimestampKey } from './memory-seal-keys.ts';
import type { IssuedKey } from './test-authority.ts';

const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const SHA_256 = '2.16.840.1.101.3.4.2.1';

const exact = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

/** A time-stamping authority of the tests: it stamps with its own clock. */
export const memoryTimestamps = (
  now: () => Date,
  authority?: { stamper: IssuedKey; issuers: readonly IssuedKey[] },
): Timestamps => ({
  async stamp(digest) {
    const stamper = authority?.stamper ?? (await testTimestampKey());
    const issuers = authority?.issuers ?? [await testTimestampIssuer()];
    const key = sealKeyOf(stamper, ...issuers);
    const info = new TSTInfo({
      version: 1,
      policy: '1.2.3.4.1',
      messageImprint: new MessageImprint({
        hashAlgorithm: new AlgorithmIdentifier({ algorithmId: SHA_256 }),
        hashedMessage: new asn1js.OctetString({ valueHex: exact(digest) }),
      }),
      serialNumber: new asn1js.Integer({
        valueHex: exact(Buffer.concat([Buffer.of(1), webcrypto.getRandomValues(new Uint8Array(8))])),
      }),
      genTime: now(),
    });
    const carried = Buffer.from(info.toSchema().toBER());
    const imprint = createHash('sha256').update(carried).digest();
    // The certificate's own validity is what the tests play with; the chain is read as of its beginning.
    const chain = readChain(key, stamper.certificate.notBefore.value);
    return signCms({ type: TST_INFO, digest: imprint, carried }, chain, key);
  },
});
