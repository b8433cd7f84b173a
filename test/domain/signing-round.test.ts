import { describe, expect, it } from 'vitest';
import { sha256 } from '#domain/hash';
import {
  decideDecline,
  decideSignature,
  decideTending,
  decideWithdrawal,
  RoundId,
  type SignatureAttempt,
  type SigningRound,
  superseded,
} from '#domain/signing-round';
import { StaffId } from '#domain/staff';

const A = StaffId.parse('s-000000000a');
const B = StaffId.parse('s-000000000b');
const C = StaffId.parse('s-000000000c');
const now = new Date('2026-03-05T10:00:00Z');
const textHash = sha256('text');
const aRound = (over: Partial<SigningRound> = {}): SigningRound => ({
  id: RoundId.parse('r-0000000000000001'),
  documentKind: 'handling-rules',
  subject: { scope: 'party', party: 'haninge', about: 'rules' },
  edition: 1,
  party: 'haninge',
  textHash,
  textKey: 'haninge/rounds/r-0000000000000001.txt',
  openedBy: A,
  openedAt: '2026-03-02T10:00:00.000Z',
  signatories: [
    { party: 'haninge', staff: A, dueOn: '2026-03-09' },
    { party: 'haninge', staff: B, dueOn: '2026-03-16' },
  ],
  signatures: [],
  reminders: [],
  version: 3,
  ...over,
});
const attempt = (over: Partial<SignatureAttempt> = {}): SignatureAttempt => ({
  by: A,
  at: now.toISOString(),
  level: 'http://id.elegnamnden.se/loa/1.0/loa3',
  documentId: 'doc-0000000001',
  evidenceKey: 'key',
  evidenceHash: sha256('evidence'),
  place: 0,
  textHash,
  isAuthorised: true,
  isStrongEnough: true,
  ...over,
});
const withSignature = (round: SigningRound, over: Partial<SignatureAttempt> = {}): SigningRound => {
  const decision = decideSignature(round, attempt(over), now);
  if (decision.kind !== 'counts') throw new Error(JSON.stringify(decision));
  return decision.round;
};
const once = withSignature(aRound());
const byB = { by: B, place: 1, documentId: 'doc-0000000002' };
const withdrawal = decideWithdrawal(aRound(), { by: A, reason: 'other' }, now);
const ended = (ending: SigningRound['ending']) => aRound({ ending });
const at = now.toISOString();

describe('a signature in a round (underskrift)', () => {
  it('counts in its turn, and the last one completes the document', () => {
    expect(once).toMatchObject({ version: 4, signatures: [{ by: A }] });
    expect(once.ending).toBeUndefined();
    expect(withSignature(once, byB)).toMatchObject({ version: 5, ending: { kind: 'complete', at } });
  });

  it.each([
    ['when its turn has not come', aRound(), byB, 'not-your-turn'],
    ['a second time', once, { documentId: 'doc-0000000003' }, 'already-signed'],
    ['by the same person at another’s place', once, { ...byB, by: A, onBehalfOf: B }, 'already-signed'],
    ['at a place that is signed', once, { by: C, onBehalfOf: A, documentId: 'doc-0000000003' }, 'already-signed'],
    ['of another text', aRound(), { textHash: sha256('other') }, 'other-text'],
    ['by somebody else', aRound(), { by: C }, 'not-authorised'],
    ['by one who may not', aRound(), { isAuthorised: false }, 'not-authorised'],
    ['at a place that there is not', aRound(), { place: 7 }, 'not-authorised'],
    ['at too low a level', aRound(), { isStrongEnough: false }, 'too-weak'],
    ['made after the due day', aRound(), { at: '2026-03-09T23:00:00.000Z' }, 'late'],
    ['after the round expired', ended({ kind: 'expired', at, place: 0 }), {}, 'late'],
    ['after it was withdrawn', ended({ kind: 'withdrawn', at, by: A, reason: 'other' }), {}, 'withdrawn'],
    ['after somebody declined', ended({ kind: 'declined', at, by: B, reason: 'other' }), {}, 'declined'],
    ['on an earlier edition', superseded(aRound(), RoundId.parse('r-0000000000000002'), at), {}, 'superseded'],
    ['when all have signed', withSignature(once, byB), { by: C, documentId: 'doc-0000000009' }, 'complete'],
  ] as const)('does not count %s', (_, round, over, because) => {
    expect(decideSignature(round, attempt(over), now)).toEqual({ kind: 'does-not-count', because });
  });

  it('counts when it was made on the due day in Stockholm, however late its answer comes', () => {
    const made = attempt({ at: '2026-03-09T22:59:59.000Z' });
    expect(decideSignature(aRound(), made, new Date('2026-03-10T00:30:00Z')).kind).toBe('counts');
  });

  it('is the same signature when its answer comes twice, also after the round is complete', () => {
    expect(decideSignature(once, attempt(), now)).toEqual({ kind: 'counted' });
    expect(decideSignature(withSignature(once, byB), attempt(byB), now)).toEqual({ kind: 'counted' });
  });

  it('is made for one who is away by whoever stands in for them, and says so', () => {
    expect(withSignature(aRound(), { by: C, onBehalfOf: A }).signatures[0]).toMatchObject({ by: C, onBehalfOf: A });
  });
});

describe('a round that ends', () => {
  it('is declined only by whose turn it is', () => {
    expect(decideDecline(aRound(), { by: A, reason: 'other' }, now)).toMatchObject({ kind: 'ends' });
    expect(decideDecline(aRound(), { by: B, reason: 'other' }, now)).toEqual({
      kind: 'refused',
      because: 'not-your-turn',
    });
    expect(decideDecline(once, { by: C, onBehalfOf: B, reason: 'other' }, now)).toMatchObject({ kind: 'ends' });
  });

  it('ends once', () => {
    const done = withdrawal.kind === 'ends' ? withdrawal.round : aRound();
    expect(done.ending?.kind).toBe('withdrawn');
    expect(decideWithdrawal(done, { by: A, reason: 'other' }, now)).toEqual({ kind: 'refused', because: 'ended' });
    expect(decideDecline(done, { by: A, reason: 'other' }, now)).toEqual({ kind: 'refused', because: 'ended' });
    expect(decideTending(done, new Date('2027-01-01T00:00:00Z'))).toEqual({ kind: 'nothing' });
  });
});

describe('the daily look at a round', () => {
  it.each([
    ['the day after it was opened', '2026-03-03T10:00:00Z', 'nothing'],
    ['three days before the due day', '2026-03-06T10:00:00Z', 'remind'],
    ['the day before the due day', '2026-03-08T10:00:00Z', 'remind'],
    ['on the due day', '2026-03-09T22:59:00Z', 'remind'],
    ['within an hour after the due day', '2026-03-09T23:59:00Z', 'remind'],
    ['an hour after the due day', '2026-03-10T00:00:00Z', 'expire'],
  ])('%s', (_, when, kind) => {
    expect(decideTending(aRound(), new Date(when)).kind).toBe(kind);
  });

  it('reminds once for each day that is laid down, and never of days before the turn came', () => {
    let round = aRound();
    let reminders = 0;
    for (let hour = 0; hour < 24 * 7; hour += 6) {
      const decision = decideTending(round, new Date(Date.parse('2026-03-02T11:00:00Z') + hour * 3_600_000));
      if (decision.kind !== 'remind') continue;
      reminders += 1;
      round = decision.round;
    }
    expect(reminders).toBe(2);
  });

  it('gives each place its own time', () => {
    const decision = decideTending(once, new Date('2026-03-12T10:00:00Z'));
    expect(decision.kind).toBe('remind');
    expect(decideTending(once, new Date('2026-03-17T00:00:00Z'))).toMatchObject({
      kind: 'expire',
      round: { ending: { kind: 'expired', place: 1 } },
    });
  });
});
