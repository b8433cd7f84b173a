import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { verifyPdf } from '#documents/sealing/verify-pdf';
import { sha256 } from '#domain/hash';
import type { RoundId, SigningRound } from '#domain/signing-round';
import { downloadSealedRound } from '#portal/actions/sealed-copies.ts';
import type { RoundKind, RoundPaper } from '#portal/signing/round-kind.ts';
import { staffIdOf } from '#test/memory-register';
import { type TestPortal, testPortal } from '#test/portal';
import { givenRules } from '#test/portal-grants';
import { sealRound } from '../../../functions/sealing/seal-round.ts';

const PARTY = 'haninge';
const SIGNER = staffIdOf(PARTY, 'handler');

let portal: TestPortal;
beforeEach(() => {
  portal = testPortal();
});

const read = async (key: string) => portal.deps.vault.get('evidence', key);
const verified = async (bytes: Uint8Array) =>
  verifyPdf(bytes, { ...(await portal.deps.sealKeys.trust()), now: portal.deps.now() });
const stored = async (id: RoundId): Promise<SigningRound> => {
  const round = await portal.deps.rounds.find(id);
  if (!round) throw new Error('no round');
  return round;
};

/** Handling rules that somebody has signed, by the portal's own pages. */
const signedRules = async (version: number): Promise<SigningRound> => {
  for (let one = 1; one <= version; one++) await givenRules(portal, PARTY, one);
  const handler = await portal.signedIn(PARTY, 'handler');
  await handler.get('/handling-rules');
  await handler.sign(await handler.follow(await handler.post('/handling-rules/sign')), PARTY, 'handler');
  const round = portal.deps.rounds.all().find(({ openedBy }) => openedBy === SIGNER);
  if (!round) throw new Error('no round');
  return round;
};

/** A kind whose document may no longer hold. */
const kindThatSays = (paper: RoundPaper): RoundKind<unknown> => ({
  documentKind: 'handling-rules',
  payload: z.unknown(),
  text: async () => 'Text',
  summary: () => 'Test.',
  maySign: async () => true,
  whenComplete: async () => {},
  paper: async () => paper,
  pathAfter: () => '/',
});

describe('the sealed paper of a round', () => {
  it('is sealed when the last signature is in, and recorded with its hash', async () => {
    const { id } = await signedRules(1);
    const { sealed } = await stored(id);
    expect(sealed).toMatchObject([{ status: 'valid' }]);
    expect(sha256(await read(sealed?.[0]?.key ?? ''))).toBe(sealed?.[0]?.sha256);
  });

  it('has the edition that its text says, where the document counts its own', async () => {
    const round = await signedRules(3);
    expect(round.edition).toBe(1);
    const { document } = await verified(await read((await stored(round.id)).sealed?.[0]?.key ?? ''));
    expect(document?.edition).toBe(3);
    expect(new TextDecoder().decode(await read(round.textKey))).toContain('Version: 3');
    expect(portal.identity.shown.at(-1)).toContain('Utgåva 3');
    const handler = await portal.signedIn(PARTY, 'handler');
    expect(await (await handler.get(`/signings/${round.id}`)).text()).toMatch(/Utgåva<\/dt><dd[^>]*>3</);
  });

  it('is one also when two seal it at the same time: the first that is recorded', async () => {
    const round = { ...(await signedRules(1)) };
    const { sealed: _, ...unsealed } = round;
    const fresh = { ...unsealed, version: round.version + 1 };
    expect(await portal.deps.rounds.save(fresh)).toBe('saved');
    const copies = await Promise.all([sealRound(portal.deps, fresh), sealRound(portal.deps, fresh)]);
    const { sealed } = await stored(round.id);
    expect(sealed).toHaveLength(1);
    expect(copies).toEqual([sealed?.[0], sealed?.[0]]);
    expect(sha256(await read(sealed?.[0]?.key ?? ''))).toBe(sealed?.[0]?.sha256);
  });

  it('that no longer holds is a copy of its own which says so, and the first stays as it was', async () => {
    const round = await signedRules(1);
    const kinds = { 'handling-rules': kindThatSays({ withdrawnBecause: 'Behörigheten är återkallad.' }) };
    const before = (await stored(round.id)).sealed?.[0];
    const { url } = await downloadSealedRound(portal.deps, await stored(round.id), kinds);
    const { sealed } = await stored(round.id);
    expect(sealed?.map(({ status }) => status)).toEqual(['valid', 'withdrawn']);
    expect(sealed?.[0]).toEqual(before);
    expect(url).toContain('-withdrawn-');
    const withdrawn = await read(sealed?.[1]?.key ?? '');
    await expect(verified(withdrawn)).resolves.toMatchObject({ verdict: 'valid', document: { status: 'withdrawn' } });
    await downloadSealedRound(portal.deps, await stored(round.id), kinds);
    expect((await stored(round.id)).sealed).toEqual(sealed);
  });

  it('that was not sealed while it held is never sealed as valid', async () => {
    const { sealed: _, ...round } = await signedRules(1);
    const fresh = { ...round, version: round.version + 1 };
    await portal.deps.rounds.save(fresh);
    await sealRound(portal.deps, fresh, { withdrawnBecause: 'Behörigheten är återkallad.' });
    expect((await stored(round.id)).sealed?.map(({ status }) => status)).toEqual(['withdrawn']);
  });

  it('is not made of what is half signed', async () => {
    const { ending: _, ...round } = await signedRules(1);
    expect(await sealRound(portal.deps, round)).toBeUndefined();
  });
});
