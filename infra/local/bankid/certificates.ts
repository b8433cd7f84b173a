import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import { BitString, Integer, OctetString, Utf8String } from 'asn1js';
import {
  AttributeTypeAndValue,
  BasicConstraints,
  Certificate,
  CertificatePolicies,
  Extension,
  ExtKeyUsage,
  GeneralName,
  GeneralNames,
  PolicyInformation,
} from 'pkijs';

export const OID = {
  commonName: '2.5.4.3',
  serialNumber: '2.5.4.5',
  country: '2.5.4.6',
  organization: '2.5.4.10',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  subjectAlternativeName: '2.5.29.17',
  certificatePolicies: '2.5.29.32',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;

const { subtle } = webcrypto;

/** A certificate with its private key, as PEM. */
export interface Identity {
  certificate: string;
  privateKey: string;
}

/** The clock of a home may be moved years ahead, and TLS keeps to the machine's own: both must find it in force. */
const FROM = new Date('2020-01-01T00:00:00Z');
const TO = new Date('2049-12-31T00:00:00Z');

type Kind = 'RSA' | 'EC';
const ALGORITHMS = {
  RSA: { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
  EC: { name: 'ECDSA', namedCurve: 'P-256' },
} as const;

const kindOf = (pem: string): Kind => (createPrivateKey(pem).asymmetricKeyType === 'rsa' ? 'RSA' : 'EC');

/** The private key as pkijs signs with it. */
export const signingKeyOf = ({ privateKey }: Identity): Promise<webcrypto.CryptoKey> => {
  const der = createPrivateKey(privateKey).export({ format: 'der', type: 'pkcs8' });
  const kind = kindOf(privateKey);
  const algorithm = kind === 'RSA' ? { name: ALGORITHMS.RSA.name, hash: 'SHA-256' } : ALGORITHMS.EC;
  return subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
};

export const pemOf = (label: string, der: ArrayBuffer | Uint8Array): string => {
  const base64 = Buffer.from(der instanceof Uint8Array ? der : new Uint8Array(der)).toString('base64');
  return `-----BEGIN ${label}-----\n${base64.replace(/(.{64})(?!$)/g, '$1\n')}\n-----END ${label}-----\n`;
};

export const derOf = (pem: string): ArrayBuffer =>
  new Uint8Array(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64')).buffer;

export const parsedCertificate = ({ certificate }: Identity): Certificate => Certificate.fromBER(derOf(certificate));

/** Key usage bits of RFC 5280 §4.2.1.3: digitalSignature 0x80, nonRepudiation 0x40, keyCertSign 0x04, cRLSign 0x02. */
const USAGE = { signs: 0x80, 'signs for good': 0x40, issues: 0x06, 'issues lists': 0x02 } as const;

export interface CertificateRequest {
  kind: Kind;
  subject: readonly (readonly [oid: string, value: string])[];
  usage: keyof typeof USAGE;
  extendedUsage?: readonly string[];
  policies?: readonly string[];
  /** Host names and addresses that a server answers for. */
  hosts?: { names: readonly string[]; addresses: readonly (readonly number[])[] };
  from?: Date;
  to?: Date;
}

const extensionsOf = ({ usage, extendedUsage, policies, hosts }: CertificateRequest): Extension[] => {
  const extension = (extnID: string, critical: boolean, value: ArrayBuffer) =>
    new Extension({ extnID, critical, extnValue: value });
  const constraints = new BasicConstraints(usage.startsWith('issues') ? { cA: true } : {});
  return [
    extension(OID.basicConstraints, true, constraints.toSchema().toBER()),
    extension(OID.keyUsage, true, new BitString({ valueHex: new Uint8Array([USAGE[usage]]).buffer }).toBER()),
    ...(extendedUsage
      ? [
          extension(
            OID.extendedKeyUsage,
            false,
            new ExtKeyUsage({ keyPurposes: [...extendedUsage] }).toSchema().toBER(),
          ),
        ]
      : []),
    ...(policies
      ? [
          extension(
            OID.certificatePolicies,
            false,
            new CertificatePolicies({
              certificatePolicies: policies.map((policyIdentifier) => new PolicyInformation({ policyIdentifier })),
            })
              .toSchema()
              .toBER(),
          ),
        ]
      : []),
    ...(hosts ? [extension(OID.subjectAlternativeName, false, hostNames(hosts).toSchema().toBER())] : []),
  ];
};

const hostNames = ({ names, addresses }: NonNullable<CertificateRequest['hosts']>): GeneralNames =>
  new GeneralNames({
    names: [
      ...names.map((value) => new GeneralName({ type: 2, value })),
      ...addresses.map(
        (bytes) => new GeneralName({ type: 7, value: new OctetString({ valueHex: new Uint8Array(bytes).buffer }) }),
      ),
    ],
  });

/** Makes a key and a certificate for it, issued by `issuer`, or by itself. */
export const issueCertificate = async (request: CertificateRequest, issuer?: Identity): Promise<Identity> => {
  const keys = (await subtle.generateKey(ALGORITHMS[request.kind], true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  const privateKey = pemOf('PRIVATE KEY', await subtle.exportKey('pkcs8', keys.privateKey));
  const certificate = new Certificate();
  certificate.version = 2;
  const serial = randomBytes(12);
  serial[0] = (serial[0] ?? 0) & 0x7f || 1;
  certificate.serialNumber = new Integer({ valueHex: new Uint8Array(serial).buffer });
  certificate.subject.typesAndValues = request.subject.map(
    ([type, value]) => new AttributeTypeAndValue({ type, value: new Utf8String({ value }) }),
  );
  certificate.issuer = issuer ? parsedCertificate(issuer).subject : certificate.subject;
  certificate.notBefore.value = request.from ?? FROM;
  certificate.notAfter.value = request.to ?? TO;
  certificate.extensions = extensionsOf(request);
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey);
  await certificate.sign(issuer ? await signingKeyOf(issuer) : keys.privateKey, 'SHA-256');
  return { certificate: pemOf('CERTIFICATE', certificate.toSchema(true).toBER()), privateKey };
};
