import { describe, expect, it } from 'vitest';
import type { Status } from '#domain/assignment';
import type { Role, Side } from '#domain/staff';
import { nextAction, type Situation } from '#portal/next-action.ts';

const file = (status: Status, more: Partial<Situation['assignment']> = {}): Situation['assignment'] => ({
  status,
  needsRegisterAccess: false,
  needsFlightPermit: false,
  ...more,
});
const at = '2027-03-01T09:00:00.000Z';
const by = 's-0000000000' as never;
const closing = { by, at, documentHash: 'a'.repeat(64) };

type Row = [string, Situation, Side, Role, string];
const rows: Row[] = [
  ['screening, the orderer', { assignment: file('screening') }, 'orderer', 'handler', 'wait system'],
  ['material to review, the orderer', { assignment: file('in-review') }, 'orderer', 'handler', 'do review-material'],
  ['material to review, a registrar', { assignment: file('in-review') }, 'orderer', 'registrar', 'wait orderer'],
  ['circulated and asked', { assignment: file('circulated') }, 'asked', 'handler', 'do offer'],
  [
    'circulated and answered',
    { assignment: file('circulated'), hasAnswered: true },
    'asked',
    'manager',
    'wait orderer',
  ],
  ['circulated with an offer', { assignment: file('circulated'), hasOffer: true }, 'orderer', 'handler', 'do order'],
  ['circulated without one', { assignment: file('circulated'), hasOffer: false }, 'orderer', 'manager', 'wait parties'],
  ['circulated, a registrar', { assignment: file('circulated') }, 'orderer', 'registrar', 'wait orderer'],
  ['ordered, the performer', { assignment: file('ordered') }, 'performer', 'handler', 'do accept'],
  ['ordered, the orderer', { assignment: file('ordered') }, 'orderer', 'handler', 'wait performer'],
  ['accepted without gates', { assignment: file('accepted') }, 'performer', 'manager', 'wait system'],
  [
    'accepted with a gate, the manager',
    { assignment: file('accepted', { needsFlightPermit: true }) },
    'performer',
    'manager',
    'do clear',
  ],
  [
    'accepted with a gate, a handler',
    { assignment: file('accepted', { needsRegisterAccess: true }) },
    'performer',
    'handler',
    'wait performer-manager',
  ],
  ['in progress, the performer', { assignment: file('in-progress') }, 'performer', 'handler', 'do deliver'],
  ['in progress, the orderer', { assignment: file('in-progress') }, 'orderer', 'manager', 'wait performer'],
  ['delivered', { assignment: file('delivered') }, 'orderer', 'handler', 'wait system'],
  ['sent, the orderer', { assignment: file('sent') }, 'orderer', 'handler', 'do receive'],
  ['sent, the performer', { assignment: file('sent') }, 'performer', 'handler', 'wait orderer'],
  ['received', { assignment: file('received') }, 'orderer', 'handler', 'wait system'],
  ['withdrawn, the manager', { assignment: file('ended', { outcome: 'withdrawn' }) }, 'orderer', 'manager', 'do close'],
  [
    'withdrawn, the registrar',
    { assignment: file('ended', { outcome: 'withdrawn' }) },
    'orderer',
    'registrar',
    'do close',
  ],
  [
    'withdrawn, a handler',
    { assignment: file('ended', { outcome: 'withdrawn' }) },
    'orderer',
    'handler',
    'wait controller',
  ],
  [
    'withdrawn and closed',
    { assignment: file('ended', { outcome: 'withdrawn', closing }) },
    'orderer',
    'manager',
    'wait system',
  ],
  [
    'held, the manager',
    { assignment: file('ended', { outcome: 'completed', hold: { by, at, ground: 'dispute' } }) },
    'orderer',
    'manager',
    'do release-hold',
  ],
  [
    'held, the performer',
    { assignment: file('ended', { outcome: 'completed', hold: { by, at, ground: 'dispute' } }) },
    'performer',
    'manager',
    'wait controller',
  ],
  [
    'culling proposed',
    { assignment: file('ended', { outcome: 'completed' }), isCullingProposed: true },
    'orderer',
    'registrar',
    'do let-cull',
  ],
  [
    'culling let go',
    { assignment: file('ended', { outcome: 'completed', lettingGo: { by, at } }), isCullingProposed: true },
    'orderer',
    'registrar',
    'wait system',
  ],
  ['parked, the host', { assignment: file('parked', { outcome: 'parked' }) }, 'host', 'registrar', 'do close'],
  ['parked, a handler', { assignment: file('parked', { outcome: 'parked' }) }, 'host', 'handler', 'wait controller'],
  [
    'an administrator has nothing to do',
    { assignment: file('ordered') },
    'performer',
    'administrator',
    'wait performer',
  ],
];

describe('the next action in an assignment', () => {
  it.each(rows)('%s', (_case, situation, side, role, expected) => {
    const next = nextAction(situation, side, role);
    expect(next.kind === 'do' ? `do ${next.act}` : `wait ${next.for}`).toBe(expected);
  });
});
