import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUsable } from '#domain/access-grant';
import { AssignmentId } from '#domain/assignment';
import { hasSigned, rulesInForce } from '#domain/handling-rules';
import { isInService, StaffId } from '#domain/staff';
import { aFile, HANDLER, MANAGER } from '#test/a-file';
import { aGrant, aPerson, signatureOf, someRules } from '#test/a-grant';
import { staffIdOf } from '#test/memory-register';
import { testPortal } from '#test/portal';
import { givenFile, ID, PATH, PERFORMER } from '#test/portal-files';
import { givenGrant, givenRules, givenSignature } from '#test/portal-grants';
import { givenPorts, put } from '#test/ports';
import { checkRegisterAccess } from '../../functions/2-acceptance/check-register-access/check-register-access.ts';
import { endGrantsOf } from '../../functions/grants/end-grants.ts';

const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-03-${String(n).padStart(2, '0')}`);
const OTHER = AssignmentId.parse('haninge-zzzzzzzzzzzzzzzz');
const NEW_MANAGER = StaffId.parse('s-000000000c');

/** What is the case now and then: often enough to be tried, seldom enough that the gate also opens. */
const seldom = fc.integer({ min: 0, max: 5 }).map((n) => n === 0);

/** Everything that can be the case with one person and one grant, in any combination. */
const world = fc.record({
  today: day,
  from: day,
  until: day,
  secondRulesFrom: fc.option(day, { freq: 2 }),
  signed: fc.subarray([1, 2]),
  grantedUnder: fc.constantFrom(1, 2),
  isEnded: seldom,
  isActive: seldom.map((is) => !is),
  leftOn: fc.option(day, { nil: undefined, freq: 2 }),
  hasNewManager: seldom,
  isForThisAssignment: seldom.map((is) => !is),
  status: fc.constantFrom('accepted', 'in-progress', 'received', 'ended'),
});

describe('no register is opened without signed handling rules and a standing grant (R3.2, D4)', () => {
  it('whatever combination of rules, signatures, people, grants and days there is', async () => {
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(world, async (w) => {
        const ports = givenPorts(`${w.today}T12:00:00.000Z`);
        const versions = [someRules(1), ...(w.secondRulesFrom ? [someRules(2, { validFrom: w.secondRulesFrom })] : [])];
        for (const rules of versions) await ports.handlingRules.publish(rules);
        for (const version of w.signed) await ports.handlingRules.keepSignature(signatureOf(someRules(version)));
        const nearestManager = w.hasNewManager ? NEW_MANAGER : MANAGER;
        const person = aPerson(HANDLER, { isActive: w.isActive, leftOn: w.leftOn, nearestManager });
        ports.register.put(person);
        const grant = aGrant({ from: w.from, until: w.until, rulesVersion: w.grantedUnder });
        await ports.accessGrants.put(w.isForThisAssignment ? grant : { ...grant, assignmentId: OTHER });
        if (w.isEnded) {
          await ports.accessGrants.end(grant, { at: ports.now(), because: 'withdrawn-by-manager', by: MANAGER });
        }
        const file = aFile({ status: w.status, performer: 'tyreso', needsRegisterAccess: true });
        const assignmentId = await put(ports, file);

        const { outcome } = await checkRegisterAccess(ports)({ assignmentId });
        if (outcome === 'closed') return;
        opened += 1;
        const inForce = rulesInForce(versions, ports.now());
        expect(inForce && hasSigned(await ports.handlingRules.signatures('tyreso'), HANDLER, inForce)).toBe(true);
        expect(inForce?.version).toBe(w.grantedUnder);
        expect(w.from <= w.today && w.today <= w.until).toBe(true);
        expect(isInService(person, w.today)).toBe(true);
        expect(w.isForThisAssignment && !(w.isEnded || w.hasNewManager)).toBe(true);
        expect(['accepted', 'in-progress']).toContain(w.status);
      }),
      { numRuns: 3000, seed: 32 },
    );
    expect(opened).toBeGreaterThan(10);
  });

  it('and a grant that has fallen opens nothing when time goes on', () => {
    const context = (at: string) => ({
      rules: [someRules()],
      signatures: [signatureOf(someRules())],
      staff: [aPerson(HANDLER)],
      assignment: aFile({ status: 'in-progress', performer: 'tyreso' }).assignment,
      now: new Date(at),
    });
    expect(isUsable(aGrant(), context('2026-06-30T12:00:00Z'))).toBe(true);
    for (const at of ['2026-07-01', '2026-12-31', '2030-01-01']) expect(isUsable(aGrant(), context(at))).toBe(false);
  });

  it('and when the assignment closes, each of its grants says so for ever, but for the one that had ended before', async () => {
    const ports = givenPorts('2026-04-01T09:00:00.000Z');
    const [one, two] = [aGrant(), aGrant({ id: 'g-0000000000000002' as never })];
    for (const grant of [one, two]) await ports.accessGrants.put(grant);
    await ports.accessGrants.end(two, { at: new Date('2026-03-05'), because: 'withdrawn-by-manager', by: MANAGER });
    const { assignment } = aFile({ status: 'ended', performer: 'tyreso', endedAt: '2026-04-01T08:00:00.000Z' });
    await endGrantsOf(ports, assignment);
    await endGrantsOf(ports, assignment);
    expect(
      (await ports.accessGrants.ofParty('tyreso')).map(({ endedAt, endedBecause }) => [endedAt, endedBecause]),
    ).toEqual([
      ['2026-04-01T08:00:00.000Z', 'assignment-closed'],
      ['2026-03-05T00:00:00.000Z', 'withdrawn-by-manager'],
    ]);
  });

  it('and no purpose can be read when the assignment is culled: neither of the grant nor of its uses', async () => {
    const portal = testPortal();
    await givenFile(portal, { status: 'in-progress', head: { needsRegisterAccess: true } });
    await givenRules(portal, PERFORMER);
    await givenSignature(portal, PERFORMER, staffIdOf(PERFORMER, 'handler'));
    const { id } = await givenGrant(portal);
    const handler = await portal.signedIn(PERFORMER, 'handler');
    await handler.get(`${PATH}/register-access`);
    const whatFor = 'Slå upp ägare till grannfastigheter';
    await handler.post(`${PATH}/register-use`, { usedRegister: 'property-register', whatFor });
    const dpo = await portal.signedIn(PERFORMER, 'dpo');
    const read = async () => {
      const pages = ['/grants', `/grants/${ID}/${id}`, '/grants/export.csv', '/grants/export.json'];
      return (await Promise.all(pages.map(async (path) => (await dpo.get(path)).text()))).join('\n');
    };
    expect(await read()).toMatch(/Underrätta grannar[\s\S]*Slå upp ägare/);
    await portal.deps.assignments.eraseDataKey(ID);
    const after = await read();
    expect(after).not.toMatch(/Underrätta grannar|Slå upp ägare/);
    expect(after).toContain('gallrat');
  });
});
