import { describe, expect, it } from 'vitest';
import { areGatesOpen, type Gates, mayFly, mayUseRegister } from '#domain/gates';
import { anAssignment, HANDLER, MANAGER } from '#test/a-file';
import { aContext, aGrant, signatureOf, someRules } from '#test/a-grant';

const now = new Date('2026-03-10T09:00:00Z');
const { assignment: _, now: __, ...stores } = aContext();
const accepted = { performer: 'tyreso', status: 'accepted' } as const;
const wanting = anAssignment({ ...accepted, needsRegisterAccess: true, needsFlightPermit: true });
const gates = (over: Partial<NonNullable<Gates['registerAccess']>> = {}): Gates => ({
  assignment: wanting,
  clearances: [],
  registerAccess: { ...stores, grants: [aGrant()], ...over },
});
const permit = {
  kind: 'clearance' as const,
  gate: 'flight-permit' as const,
  by: MANAGER,
  at: '2026-03-04T09:00:00.000Z',
  ground: 'exempt' as const,
  evidence: 'TSG 2026-1',
  until: '2026-03-10',
};

describe('the gate before the registers (R3.2)', () => {
  it('is open when the order asks for no register', () => {
    expect(mayUseRegister({ assignment: anAssignment(), clearances: [] }, now)).toBe(true);
  });

  it('opens with both: signed rules in force, and a standing grant', () => {
    expect(mayUseRegister(gates(), now)).toBe(true);
  });

  it.each([
    ['a grant without signed rules', { signatures: [] }],
    ['signed rules without a grant', { grants: [] }],
    ['a grant and rules signed by somebody else', { signatures: [signatureOf(someRules(), MANAGER)] }],
    ['a grant that has run out', { grants: [aGrant({ until: '2026-03-09' })] }],
    [
      'a grant for another assignment',
      { grants: [{ ...aGrant(), assignmentId: 'haninge-zzzzzzzzzzzzzzzz' as never }] },
    ],
    ['rules that are not in force yet', { rules: [someRules(1, { validFrom: '2026-03-11' })] }],
    ['no rules at all', { rules: [], signatures: [] }],
  ])('stays shut with %s', (_what, over) => {
    expect(mayUseRegister(gates(over), now)).toBe(false);
  });

  it('stays shut as long as nobody has asked the stores', () => {
    expect(mayUseRegister({ assignment: wanting, clearances: [] }, now)).toBe(false);
  });

  it('opens with either register: the order says that one is needed, not which', () => {
    expect(mayUseRegister(gates({ grants: [aGrant({ register: 'resident-register' })] }), now)).toBe(true);
  });

  it('opens when one of several has both, though another has neither', () => {
    const fallen = aGrant({
      grantee: MANAGER,
      endedAt: '2026-03-02T09:00:00.000Z',
      endedBecause: 'withdrawn-by-manager',
    });
    expect(mayUseRegister(gates({ grants: [fallen, aGrant({ grantee: HANDLER })] }), now)).toBe(true);
  });
});

describe('the gate before a flight (R5.1)', () => {
  it('is open when the order asks for no flight', () => {
    expect(mayFly({ assignment: anAssignment(), clearances: [] }, now)).toBe(true);
  });

  it('opens with a permit or a named ground on record, to its last day', () => {
    expect(mayFly({ assignment: wanting, clearances: [permit] }, now)).toBe(true);
    expect(mayFly({ assignment: wanting, clearances: [{ ...permit, until: '2026-03-09' }] }, now)).toBe(false);
  });

  it('is not opened by access to a register, nor the other way round', () => {
    expect(areGatesOpen(gates(), now)).toBe(false);
    expect(areGatesOpen({ ...gates({ grants: [] }), clearances: [permit] }, now)).toBe(false);
    expect(areGatesOpen({ ...gates(), clearances: [permit] }, now)).toBe(true);
  });
});
