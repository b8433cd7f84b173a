import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyPdf } from '#documents/sealing/verify-pdf';
import { PARTY_IDS, partyName } from '#domain/parties';
import { type WalkFacts, walk } from '#infra/local/cli/walk';
import { MACHINES, machineOf } from '#test/machines';
import { derOf, partsOf } from '../documents/sealing/seal-parts.ts';
import { missingOf, openBench } from '../documents/sealing/seal-programs.ts';

const missing = missingOf('pdfsig', 'openssl', 'certutil');
const reason = missing.length > 0 ? ` (skipped: ${missing.join(', ')} not on this machine)` : '';
const SEALED = ['order.pdf', 'acceptance.pdf', 'receipt.pdf', 'certificate.pdf'];

const out = mkdtempSync(join(tmpdir(), 'walked-'));
const made = (name: string): Buffer => readFileSync(join(out, name));
let facts: WalkFacts;
beforeAll(async () => {
  facts = await walk({ say: () => {}, out });
});
afterAll(() => rmSync(out, { recursive: true }));

describe('an assignment from an e-mail to a proof of culling', () => {
  it('travels through order, acceptance, delivery and receipt until nothing is left', () => {
    expect(facts).toMatchObject({ outcome: 'culled', absenceVerified: true });
    expect(facts.certificateId).toMatch(/^c-[0-9a-hjkmnp-tv-z]{16}$/);
    expect(facts.objectsErased).toBeGreaterThan(50);
    for (const machine of MACHINES) {
      expect(facts.statesVisited[machine][0]).toBe(machineOf(machine).StartAt);
    }
    expect(facts.statesVisited.assignment.at(-1)).toBe('AssignmentIsClosed');
    expect(facts.statesVisited.culling.at(-1)).toBe('AssignmentIsCulled');
  });

  it.each(SEALED)('leaves %s, sealed and stamped with the time', async (name) => {
    const roots = [derOf(made('seal-roots.pem'))];
    const sealers = PARTY_IDS.map((party) => ({ name: partyName(party) }));
    const now = new Date(Date.now() + 60 * 86_400_000);
    await expect(
      verifyPdf(made(name), { sealRoots: roots, timestampRoots: roots, requireTimestamp: true, sealers, now }),
    ).resolves.toMatchObject({ verdict: 'valid', seal: { profile: 'B-T' }, document: { kind: kindOf(name) } });
  });
});

const kindOf = (name: string): string =>
  name === 'certificate.pdf' ? 'culling-certificate' : name.replace('.pdf', '');

describe.skipIf(missing.length > 0)(`what an assignment leaves, before other people's programs${reason}`, () => {
  it.each(SEALED)('%s is valid and whole to pdfsig, and accepted by openssl', async (name) => {
    const bench = await openBench(derOf(made('seal-roots.pem')));
    try {
      const said = await bench.pdfsig(made(name));
      expect(said).toContain('Signature is Valid');
      expect(said).toContain('Total document signed');
      expect(said).toContain('Certificate is Trusted');
      const { cms, content } = partsOf(made(name));
      expect(await bench.opensslCms(cms, content)).toContain('CMS Verification successful');
      expect(await bench.opensslCms(cms, content, '-cades')).toContain('CAdES Verification successful');
    } finally {
      await bench.close();
    }
  });
});
