import { X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SealTrustSecret } from '#adapters/seal-secrets';
import { verifyEvidence } from '#documents/sealing/verify-evidence';
import { type VerifyOptions, verifyPdf } from '#documents/sealing/verify-pdf';
import { SECRETS_PREFIX } from '../../constructs/names.ts';
import { secretsFile } from '../process/seals.ts';
import { createSecrets } from '../secrets/secrets.ts';
import { type Checked, reportOf } from './verify-report.ts';

export interface VerifyRequest {
  /** PDF files, folders of them, or `-` for standard input. */
  paths: readonly string[];
  /** A PEM file of issuers whose seals are believed; without it those of the home in `data`. */
  trust?: string;
  /** A PEM file of issuers whose timestamps are believed, which are then demanded; without it those of `trust`. */
  timestampTrust?: string;
  /** Names of organisations whose seals count; without any those of the home in `data`, and nobody is asked about with `trust`. */
  sealers?: readonly string[];
  evidence: readonly string[];
  /** A home's data folder. */
  data: string;
  now: Date;
}

type Trust = Omit<VerifyOptions, 'now' | 'readUntrusted'>;

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const certificatesIn = (pem: string): Uint8Array[] =>
  (pem.match(CERTIFICATE) ?? []).map((block) => new X509Certificate(block).raw);

const rootsIn = (file: string): Uint8Array[] => {
  const roots = certificatesIn(readFileSync(file, 'utf8'));
  if (roots.length === 0) throw new Error(`${file}: inga certifikat (PEM). / no certificates (PEM).`);
  return roots;
};

/** What a home that runs or has run in this folder believes. */
const trustOfHome = (dir: string): Trust | undefined => {
  const file = secretsFile(dir);
  if (!existsSync(file)) return undefined;
  return SealTrustSecret.safeParse(createSecrets({ file }).get(`${SECRETS_PREFIX}seal-trust`)).data;
};

const NOBODY: Trust = { sealRoots: [], timestampRoots: [], requireTimestamp: false, sealers: [] };

const trustFor = ({ trust, timestampTrust, sealers = [], data }: VerifyRequest): Trust => ({
  ...(trust ? trustIn(rootsIn(trust)) : (trustOfHome(data) ?? NOBODY)),
  ...(timestampTrust && demanded(timestampTrust)),
  ...(sealers.length > 0 && { sealers: sealers.map((name) => ({ name })) }),
});
/** Certificates alone do not say whose seals count. */
const trustIn = (roots: readonly Uint8Array[]): Trust => ({
  sealRoots: roots,
  timestampRoots: roots,
  requireTimestamp: false,
  sealers: 'not-checked',
});
const demanded = (file: string) => ({ timestampRoots: rootsIn(file), requireTimestamp: true });

const filesAt = (path: string): string[] =>
  path !== '-' && statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => /\.pdf$/i.test(name))
        .sort()
        .map((name) => join(path, name))
    : [path];

const STANDARD_INPUT = 0;
const bytesAt = (path: string): Buffer => readFileSync(path === '-' ? STANDARD_INPUT : path);

const exitCodeOf = ({ verdict, evidence = [] }: Checked): 0 | 1 | 2 => {
  if (verdict === 'unreadable') return 2;
  return verdict === 'valid' && evidence.every((one) => one.verdict === 'matches') ? 0 : 1;
};

/**
 * Checks sealed documents, and the evidence of their signatures where it is shown.
 *
 * @returns what was found, the same in words (Swedish, then English), and the exit code: 0 when all is valid, 1 when
 *   something was changed, is not sealed or not trusted, or evidence was asked about and not found unchanged, 2 when a
 *   file could not be read as a PDF.
 * @throws Error when a file is not there.
 */
export const verifyFiles = async (
  request: VerifyRequest,
): Promise<{ checked: Checked[]; text: string; exitCode: 0 | 1 | 2 }> => {
  const trust = trustFor(request);
  const shown = request.evidence.map((path) => ({ name: basename(path), bytes: readFileSync(path) }));
  const checked: Checked[] = [];
  for (const path of request.paths.flatMap(filesAt)) {
    // The reader's own file on the reader's own machine: what it says of itself is told, as its own words, also when
    // nobody here knows its issuer.
    const found = await verifyPdf(bytesAt(path), { ...trust, now: request.now, readUntrusted: true });
    const evidence = shown.length > 0 && found.document ? verifyEvidence(found.document, shown) : undefined;
    checked.push({ file: path, ...found, ...(evidence && { evidence }) });
  }
  if (checked.length === 0) throw new Error('Inga PDF-filer. / No PDF files.');
  const hint =
    trust.sealRoots.length === 0
      ? 'Ingen utfärdare är känd här: ange --trust FIL med utfärdarens certifikat (PEM). / No issuer is known here: give --trust FILE with its certificate (PEM).'
      : undefined;
  return {
    checked,
    text: [...checked.map(reportOf), ...(hint ? [hint] : [])].join('\n\n'),
    exitCode: checked.map(exitCodeOf).reduce((worst, code) => (code > worst ? code : worst), 0),
  };
};
