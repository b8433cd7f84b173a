import { createHash, createPrivateKey, randomBytes, sign, X509Certificate } from 'node:crypto';
import type { Identity } from './identity.ts';

const C14N = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const XMLDSIG = 'http://www.w3.org/2000/09/xmldsig#';
const BANKID = 'http://www.bankid.com/signature/v1.0.0/types';

const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');
const digest = (xml: string): string => createHash('sha256').update(xml).digest('base64');

export interface WhatIsSigned {
  purpose: 'identification' | 'signing';
  /** Base64, as the relying party sent it; an identification may have none. */
  userVisibleData: string | undefined;
  userNonVisibleData: string | undefined;
  /** Under which name the relying party is known to the service. */
  relyingParty: string;
}

const signedDataOf = ({ purpose, userVisibleData, userNonVisibleData, relyingParty }: WhatIsSigned): string =>
  [
    `<bankIdSignedData xmlns="${BANKID}" Id="bidSignedData">`,
    `<usrVisibleData charset="UTF-8" visible="wysiwys">${userVisibleData ?? ''}</usrVisibleData>`,
    ...(userNonVisibleData ? [`<usrNonVisibleData>${userNonVisibleData}</usrNonVisibleData>`] : []),
    `<srvInfo><name>${base64(`cn=${relyingParty}`)}</name><nonce>${base64(randomBytes(20))}</nonce>`,
    `<displayName>${base64(relyingParty)}</displayName></srvInfo>`,
    `<clientInfo><funcId>${purpose === 'signing' ? 'Signing' : 'Identification'}</funcId>`,
    `<version>${base64('7.40.0')}</version><env><ai><type>${base64('TEST')}</type>`,
    `<deviceInfo>${base64('15.0')}</deviceInfo><uhi>${base64(randomBytes(20))}</uhi><fsib>0</fsib><utb>cs1</utb>`,
    '<requirement><condition><type>CertificatePolicies</type><value>1.2.3.4.25</value></condition></requirement>',
    '<uauth>pw</uauth></ai></env></clientInfo></bankIdSignedData>',
  ].join('');

const reference = (uri: string, content: string, type?: string): string =>
  [
    `<Reference${type ? ` Type="${type}"` : ''} URI="${uri}"><Transforms><Transform Algorithm="${C14N}"></Transform></Transforms>`,
    `<DigestMethod Algorithm="${SHA256}"></DigestMethod><DigestValue>${digest(content)}</DigestValue></Reference>`,
  ].join('');

/**
 * A signature as BankID gives it: an enveloping XML signature over what was shown, what was not, and the certificates.
 * Everything is written in its canonical form (Canonical XML 1.0), so that no canonicalizer is needed to digest it.
 *
 * @returns base64 of the XML.
 */
export const bankIdSignature = (what: WhatIsSigned, signer: Identity, issuers: readonly Identity[]): string => {
  const certificates = [signer, ...issuers].map(
    ({ certificate }) => `<X509Certificate>${base64(new X509Certificate(certificate).raw)}</X509Certificate>`,
  );
  const keyInfo = `<KeyInfo xmlns="${XMLDSIG}" Id="bidKeyInfo"><X509Data>${certificates.join('')}</X509Data></KeyInfo>`;
  const data = signedDataOf(what);
  const signedInfo = [
    `<SignedInfo xmlns="${XMLDSIG}"><CanonicalizationMethod Algorithm="${C14N}"></CanonicalizationMethod>`,
    `<SignatureMethod Algorithm="${RSA_SHA256}"></SignatureMethod>`,
    reference('#bidSignedData', data, BANKID),
    reference('#bidKeyInfo', keyInfo),
    '</SignedInfo>',
  ].join('');
  const value = sign('sha256', Buffer.from(signedInfo), createPrivateKey(signer.privateKey)).toString('base64');
  const xml = [
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>',
    `<Signature xmlns="${XMLDSIG}">${signedInfo}<SignatureValue>${value}</SignatureValue>`,
    `${keyInfo}<Object>${data}</Object></Signature>`,
  ].join('');
  return base64(xml);
};
