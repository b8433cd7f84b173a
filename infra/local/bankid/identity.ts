import { createPrivateKey, X509Certificate } from 'node:crypto';
import { Certificate, type Extension } from 'pkijs';
import { type DistinguishedName, distinguishedName } from '../certificates/distinguished-name.ts';
import { basicConstraints, KEY_USAGE, keyUsage } from '../certificates/extensions.ts';
import { issueCertificate } from '../certificates/issue-certificate.ts';
import { type KeyKind, newKeyPair } from '../certificates/key-pair.ts';

/** A certificate with its private key, as PEM. */
export interface Identity {
  certificate: string;
  privateKey: string;
}

/** The clock of a home may be moved years ahead, and TLS keeps to the machine's own: both must find it in force. */
const FROM = new Date('2020-01-01T00:00:00Z');
const TO = new Date('2049-12-31T00:00:00Z');

const USAGE = {
  signs: KEY_USAGE.digitalSignature,
  'signs for good': KEY_USAGE.nonRepudiation,
  issues: KEY_USAGE.keyCertSign | KEY_USAGE.cRLSign,
  'issues lists': KEY_USAGE.cRLSign,
} as const;

export interface IdentityOrder {
  kind: KeyKind;
  subject: DistinguishedName;
  usage: keyof typeof USAGE;
  /** Beside what the usage says. */
  extensions?: readonly Extension[];
  from?: Date;
  to?: Date;
}

export const parsedCertificate = ({ certificate }: Identity): Certificate =>
  Certificate.fromBER(new X509Certificate(certificate).raw);

/** Makes a key and a certificate for it, issued by `issuer`, or by itself. */
export const issueIdentity = async (order: IdentityOrder, issuer?: Identity): Promise<Identity> => {
  const { usage, extensions = [], from = FROM, to = TO } = order;
  const { privateKey, publicKey } = await newKeyPair(order.kind);
  const subject = distinguishedName(order.subject);
  const der = issueCertificate(
    {
      subject,
      publicKey,
      notBefore: from,
      notAfter: to,
      extensions: [
        basicConstraints({ isAuthority: usage.startsWith('issues') }),
        keyUsage(USAGE[usage]),
        ...extensions,
      ],
    },
    issuer
      ? { name: parsedCertificate(issuer).subject, privateKey: createPrivateKey(issuer.privateKey) }
      : { name: subject, privateKey },
  );
  return {
    certificate: new X509Certificate(der).toString(),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
};
