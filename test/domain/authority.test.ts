import { describe, expect, it } from 'vitest';
import { authorityToSign, type Delegation } from '#domain/authority';
import { StaffId } from '#domain/staff';

const handler = { id: StaffId.parse('s-000000000h'), party: 'haninge', role: 'handler' } as const;
const delegation = (over: Partial<Delegation> = {}): Delegation => ({
  id: 'handler-order',
  party: 'haninge',
  to: { role: 'handler' },
  documentKind: 'order',
  maxHours: 200,
  from: '2026-01-01',
  until: '2026-12-31',
  reference: 'EXEMPEL',
  decidedOn: '2025-12-01',
  ...over,
});
const on = '2026-06-01';

describe('authority to sign (behörighet att underteckna)', () => {
  it.each([
    ['nobody without a delegation', [], 100, 'may-not'],
    ['up to the hours', [delegation()], 200, 'may'],
    ['beyond the hours only beside another', [delegation()], 201, 'needs-countersignature'],
    ['without a limit, any number', [delegation({ maxHours: undefined })], 10_000, 'may'],
    ['by the widest of several', [delegation(), delegation({ id: 'more', maxHours: 500 })], 400, 'may'],
    ['not by another municipality’s', [delegation({ party: 'salem' })], 1, 'may-not'],
    ['not by another role’s', [delegation({ to: { role: 'manager' } })], 1, 'may-not'],
    ['not by another person’s', [delegation({ to: { staff: StaffId.parse('s-000000000m') } })], 1, 'may-not'],
    ['by their own', [delegation({ to: { staff: handler.id } })], 1, 'may'],
    ['not for another document', [delegation({ documentKind: 'receipt' })], 1, 'may-not'],
    ['not before the first day', [delegation({ from: '2026-06-02' })], 1, 'may-not'],
    ['on the first day', [delegation({ from: on })], 1, 'may'],
    ['on the last day', [delegation({ until: on })], 1, 'may'],
    ['not after the last day', [delegation({ until: '2026-05-31' })], 1, 'may-not'],
  ] as const)('is given %s', (_, delegations, hours, authority) => {
    expect(authorityToSign(delegations, handler, 'order', { hours }, on)).toBe(authority);
  });
});
