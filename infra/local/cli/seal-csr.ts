import { createHash, createPublicKey, verify } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { BitString, Constructed, fromBER, Integer, Sequence } from 'asn1js';
import { type DistinguishedName, distinguishedName } from '../certificates/distinguished-name.ts';
import { signatureAlgorithmOf } from '../certificates/signed.ts';

const CONTEXT_SPECIFIC = 3;
const LINE = 64;

/**
 * Makes a certificate request (PKCS #10, RFC 2986) for a seal key that lies in KMS, signed by that key, so that an issuer
 * whom readers believe can certify it. The certificate is then put into the secret `seal/<party>`.
 *
 * @param o.keyId key id, ARN or alias (`alias/resursdelning/<party>-seal`)
 * @returns PEM
 * @throws Error when the key is not for signing, or KMS signs with another key than it shows.
 */
export const sealCertificateRequest = async (o: {
  kms: Pick<KMSClient, 'send'>;
  keyId: string;
  subject: DistinguishedName;
}): Promise<string> => {
  const { PublicKey = new Uint8Array() } = await o.kms.send(new GetPublicKeyCommand({ KeyId: o.keyId }));
  const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
  const info = new Sequence({
    value: [
      new Integer({ value: 0 }),
      distinguishedName(o.subject).toSchema(),
      fromBER(PublicKey).result,
      new Constructed({ idBlock: { tagClass: CONTEXT_SPECIFIC, tagNumber: 0 }, value: [] }),
    ],
  });
  const signed = Buffer.from(info.toBER());
  const { Signature = new Uint8Array() } = await o.kms.send(
    new SignCommand({
      KeyId: o.keyId,
      Message: createHash('sha256').update(signed).digest(),
      MessageType: 'DIGEST',
      SigningAlgorithm: publicKey.asymmetricKeyType === 'ec' ? 'ECDSA_SHA_256' : 'RSASSA_PKCS1_V1_5_SHA_256',
    }),
  );
  if (!verify('sha256', signed, publicKey, Signature)) throw new Error('KMS signed with another key than it shows');
  const request = new Sequence({
    value: [info, signatureAlgorithmOf(publicKey).toSchema(), new BitString({ valueHex: Signature })],
  });
  const lines =
    Buffer.from(request.toBER())
      .toString('base64')
      .match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return ['-----BEGIN CERTIFICATE REQUEST-----', ...lines, '-----END CERTIFICATE REQUEST-----', ''].join('\n');
};
