import { SignedXml } from 'xml-crypto';
import { readCanonicalXml, type XmlElement } from './canonical-xml.ts';

/** Larger than any text that BankID lets somebody sign (40,000 + 200,000 characters), and small enough to parse. */
const MAX_LENGTH = 600_000;

const CANONICALIZATIONS = [
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
  'http://www.w3.org/2001/10/xml-exc-c14n#',
] as const;
const DIGESTS = ['http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmlenc#sha512'] as const;
const SIGNATURES = [
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
] as const;

const only = <T>(all: Record<string, T>, names: readonly string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));

/** One of each, in a document that is the signature and nothing else: there is nowhere to put a second text. */
const ONCE = ['Signature', 'SignedInfo', 'KeyInfo', 'Object', 'bankIdSignedData', 'usrVisibleData'];

/** What may hide a second document from one of two readers is refused before anything is parsed. */
const expectPlain = (xml: string): void => {
  const body = xml.replace(/^\uFEFF?<\?xml [^?<>]*\?>\s*/, '');
  const isOneSignature = /^<(?:[\w.-]+:)?Signature[\s>]/.test(body) && ONCE.every((name) => tagsOf(body, name) === 1);
  if (xml.length > MAX_LENGTH || /<[!?]/.test(body) || !isOneSignature) throw new SyntaxError('not a plain signature');
};

const tagsOf = (xml: string, name: string): number =>
  [...xml.matchAll(new RegExp(`<(?:[\\w.-]+:)?${name}[\\s/>]`, 'g'))].length;

/**
 * Checks an XML signature (XML Signature Syntax and Processing 1.1) with the key of the certificate that it carries, by
 * algorithms of our own list, and gives the elements that it covers: read from the very bytes that were digested, so that
 * an element moved elsewhere in the document (signature wrapping) is not looked at.
 *
 * The certificate proves nothing here: whoever made the signature put it there.
 *
 * @throws Error when the signature does not hold, or the document is none.
 */
export const signedElementsOf = (xml: string): { elements: XmlElement[]; signer: string } => {
  expectPlain(xml);
  let signer: string | undefined;
  const signature = new SignedXml({
    getCertFromKeyInfo: (keyInfo) => {
      const pem = SignedXml.getCertFromKeyInfo(keyInfo);
      signer = pem ?? undefined;
      return pem;
    },
  });
  signature.idAttributes = ['Id'];
  signature.CanonicalizationAlgorithms = only(signature.CanonicalizationAlgorithms, CANONICALIZATIONS) as never;
  signature.HashAlgorithms = only(signature.HashAlgorithms, DIGESTS) as never;
  signature.SignatureAlgorithms = only(signature.SignatureAlgorithms, SIGNATURES) as never;
  signature.loadSignature(xml);
  if (!signature.checkSignature(xml) || !signer) throw new Error('the XML signature does not hold');
  return { elements: signature.getSignedReferences().map(readCanonicalXml), signer };
};
