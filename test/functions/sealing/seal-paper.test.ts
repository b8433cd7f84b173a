import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Paper } from '#documents/papers/paper';
import { STATEMENT_FILE, TEXT_FILE } from '#documents/sealing/verification';
import { verifyPdf } from '#documents/sealing/verify-pdf';
import type { SealTrust } from '#ports/seal-keys';
import { memorySealKeys } from '#test/memory-seal-keys';
import { memoryTimestamps } from '#test/memory-timestamps';
import { SEALED_AT, SIGNED_TEXT, STATEMENT } from '#test/sealed-paper';
import { sealPaper } from '../../../functions/sealing/seal-paper.ts';

const file = (name: string, content: string) => ({
  ...{ name, bytes: new TextEncoder().encode(content), mediaType: 'text/plain', description: name },
  relationship: 'Data' as const,
});
const PAPER: Paper = {
  ...{ title: STATEMENT.title, language: 'sv', author: 'Haninge kommun', subject: STATEMENT.title },
  ...{ createdAt: SEALED_AT, footer: STATEMENT.id },
  blocks: [{ kind: 'verbatim', text: SIGNED_TEXT }],
  attachments: [file(STATEMENT_FILE, JSON.stringify(STATEMENT)), file(TEXT_FILE, SIGNED_TEXT)],
};

const given = (changed: Partial<SealTrust> = {}) => {
  const keys = memorySealKeys({ requireTimestamp: true });
  const trust = async (): Promise<SealTrust> => ({ ...(await keys.trust()), ...changed });
  const now = () => SEALED_AT;
  return { sealKeys: { ...keys, trust }, timestamps: memoryTimestamps(now), now };
};
const refusal = (changed: Partial<SealTrust>) =>
  sealPaper(given(changed), 'haninge', PAPER).catch((error: Error) => `${error.name}: ${error.message}`);

describe('a paper that is sealed', () => {
  it('carries its issuer’s word that the certificate was not revoked', async () => {
    const ports = given();
    const sealed = await sealPaper(ports, 'haninge', PAPER);
    const { verdict, findings } = await verifyPdf(sealed, { ...(await ports.sealKeys.trust()), now: SEALED_AT });
    expect([verdict, findings.map(({ code }) => code)]).toEqual(['valid', ['revocation-kept']]);
  });

  it('is given to nobody when the municipality is none of those whose seals count', async () => {
    expect(await refusal({ sealers: [{ name: 'Salems kommun' }] })).toMatch(/^SealNotValid: sealer-not-known/);
  });

  it('is given to nobody when the certificate is known to be revoked', async () => {
    const { chain } = await memorySealKeys().keyOf('haninge');
    const serial = new X509Certificate(chain[0] ?? new Uint8Array()).serialNumber;
    const found = await refusal({ revoked: [{ serial, from: SEALED_AT }] });
    expect(found).toMatch(/^SealNotValid: certificate-revoked/);
  });
});
