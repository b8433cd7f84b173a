import { createPrivateKey } from 'node:crypto';
import { Enumerated, ObjectIdentifier, OctetString, Primitive } from 'asn1js';
import { BasicOCSPResponse, CertID, OCSPResponse, ResponseBytes, SingleResponse } from 'pkijs';
import type { Authority } from './authority.ts';
import { type Identity, parsedCertificate } from './identity.ts';

const HOUR = 60 * 60 * 1000;
/** The context-specific tags of CertStatus (RFC 6960 §4.2.1). */
const STATUS_TAGS = { good: 0, unknown: 2 } as const;

/** An RSA key as pkijs signs with it. */
const signingKeyOf = ({ privateKey }: Identity) =>
  createPrivateKey(privateKey).toCryptoKey({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['sign']);

/** What the bank's responder says of a person's certificate (RFC 6960), base64 of DER. */
export const ocspResponseFor = async (
  { bank, responder }: Pick<Authority, 'bank' | 'responder'>,
  person: Identity,
  at: Date,
  status: keyof typeof STATUS_TAGS = 'good',
): Promise<string> => {
  const certID = new CertID();
  await certID.createForCertificate(parsedCertificate(person), {
    hashAlgorithm: 'SHA-1',
    issuerCertificate: parsedCertificate(bank),
  });
  const certStatus = new Primitive({ idBlock: { tagClass: 3, tagNumber: STATUS_TAGS[status] } });
  const basic = new BasicOCSPResponse();
  const by = parsedCertificate(responder);
  basic.tbsResponseData.responderID = by.subject;
  basic.tbsResponseData.producedAt = at;
  const nextUpdate = new Date(at.getTime() + HOUR);
  basic.tbsResponseData.responses = [new SingleResponse({ certID, certStatus, thisUpdate: at, nextUpdate })];
  basic.certs = [by];
  await basic.sign(signingKeyOf(responder), 'SHA-256');
  const response = new OCSPResponse({
    responseStatus: new Enumerated({ value: 0 }),
    responseBytes: new ResponseBytes({
      responseType: new ObjectIdentifier({ value: '1.3.6.1.5.5.7.48.1.1' }).valueBlock.toString(),
      response: new OctetString({ valueHex: basic.toSchema().toBER() }),
    }),
  });
  return Buffer.from(response.toSchema().toBER()).toString('base64');
};
