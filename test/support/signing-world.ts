import { createHash } from 'node:crypto';
import type fc from 'fast-check';
import { z } from 'zod';
import { dateOf, plusDays } from '#domain/calendar';
import { sha256 } from '#domain/hash';
import { PARTIES } from '#domain/parties';
import type { RoundId, SigningRound } from '#domain/signing-round';
import type { Staff } from '#domain/staff';
import type { PortalDeps } from '#portal/portal-deps.ts';
import type { Person } from '#portal/portal-env.ts';
import { recall, remember } from '#portal/session/identifications.ts';
import { beginRound } from '#portal/signing/begin-round.ts';
import { declineRound, withdrawRound } from '#portal/signing/end-round.ts';
import { findRound } from '#portal/signing/find-round.ts';
import { finishRound } from '#portal/signing/finish-round.ts';
import { openRound } from '#portal/signing/open-round.ts';
import type { RoundKind } from '#portal/signing/round-kind.ts';
import { settledRound } from '../../functions/signing/change-round.ts';
import { documentIdOf } from '../../functions/signing/keep-signature.ts';
import { tendRounds } from '../../functions/signing/tend-rounds.ts';
import { staffIdOf } from './memory-register.ts';
import { testPortal } from './portal.ts';

export const PARTY = 'haninge';
const SUBJECT = { scope: 'party', party: PARTY, about: 'test' } as const;
/** Who may sign in these rounds, in no particular order; the first opens them. */
export const PEOPLE = [
  staffIdOf(PARTY, 'handler'),
  staffIdOf(PARTY, 'handler', 1),
  staffIdOf(PARTY, 'manager'),
  staffIdOf(PARTY, 'registrar'),
] as const;
/** Whom some of them have named as deputy: a chain, which is never followed. */
const DEPUTIES: Readonly<Partial<Record<number, number>>> = { 0: 1, 1: 2 };
export const deputyOf = (who: number): number | undefined => DEPUTIES[who];
const NUMBERS = ['189001019802', '192412319218', '191401682396', '202312912393'] as const;
const LOA = 'http://id.elegnamnden.se/loa/1.0/';

/** A process that dies at the n-th thing it asks of a store, before it is done or just after. */
export interface Death {
  at: number;
  isAfter: boolean;
}
class Died extends Error {
  override readonly name = 'Died';
}

/** An identification under way: the signature that somebody may or may not give, and whose answer may come late or never. */
export interface Under {
  who: number;
  roundId: RoundId;
  place: number;
  state: string;
  approvedAt?: Date;
  isWeak: boolean;
}

/** The real engine over stores in memory, where processes die and run side by side. */
export const signingWorld = async (signers: readonly number[], days: readonly number[], scheduler: fc.Scheduler) => {
  const portal = testPortal();
  const may = new Set<number>([0, 1, 2, 3]);
  const away = new Set<number>();
  let isVoid = false;
  const completed = new Set<string>();
  const under: Under[] = [];
  let texts = 0;

  const kind: RoundKind<{ n: number }> = {
    documentKind: 'handling-rules',
    payload: z.strictObject({ n: z.int() }),
    // The same words in each edition: only the round tells the editions apart.
    text: async () => `Text för ${PARTIES[PARTY]}\n`,
    summary: () => 'Test.',
    maySign: async (_, signer) => may.has(PEOPLE.indexOf(signer.id)),
    stillStands: async () => !isVoid,
    whenComplete: async (_, { id }) => void completed.add(id),
    pathAfter: () => '/',
  };
  const kinds = { 'handling-rules': kind };

  const identity: PortalDeps['identity'] = {
    ...portal.deps.identity,
    startSigning: async () => {
      const state = createHash('sha256').update(`state ${++texts}`).digest('base64url');
      return { url: `https://e-id.test/${state}`, state, pending: { state } };
    },
    finishSigning: async (url, _pending, document) => {
      const found = under.find(({ state }) => state === url.searchParams.get('state'));
      if (!found?.approvedAt) throw new Error('not approved');
      const at = found.approvedAt.toISOString();
      const level = `${LOA}${found.isWeak ? 'loa2' : 'loa3'}`;
      return {
        person: { personalIdentityNumber: NUMBERS[found.who] ?? '', name: 'Test', level, authenticatedAt: at },
        evidence: {
          provider: 'https://e-id.test',
          pieces: [{ name: 'user-signature', mediaType: 'application/jose', text: found.state }],
          tbsHash: createHash('sha256').update(document).digest('base64url'),
          level,
          signedAt: at,
          validation: { validatedAt: at, verdict: 'valid', checks: [] },
        },
      };
    },
  };

  /** The stores as one process sees them: each call waits its turn among the processes, and one may be its last. */
  const asProcess = (death: Death | undefined, isAlone: boolean): PortalDeps => {
    let calls = 0;
    let isDead = false;
    const through = <T extends object>(port: T): T =>
      new Proxy(port, {
        get: (target, name, receiver) => {
          const method: unknown = Reflect.get(target, name, receiver);
          if (typeof method !== 'function') return method;
          return async (...args: unknown[]) => {
            if (isDead) throw new Died();
            const isLast = death !== undefined && calls++ === death.at;
            if (!isAlone) await scheduler.schedule(Promise.resolve());
            if (isLast && !death.isAfter) isDead = true;
            if (isDead) throw new Died();
            const answer: unknown = await Reflect.apply(method, target, args);
            if (isLast) isDead = true;
            if (isDead) throw new Died();
            return answer;
          };
        },
      });
    const { rounds, vault, mailbox } = portal.deps;
    return {
      ...portal.deps,
      identity,
      rounds: through(rounds),
      vault: through(vault),
      mailbox: through(mailbox),
    } as PortalDeps;
  };

  for (const [i, id] of PEOPLE.entries()) {
    portal.deps.register.bind(id, await portal.deps.identityKeys.macOf(PARTY, NUMBERS[i] ?? ''));
  }
  const staffOf = async (who: number): Promise<Staff> => {
    const id = PEOPLE[who];
    const staff = id && (await portal.deps.register.staff(PARTY, id));
    if (!staff) throw new Error('no such person');
    return staff;
  };
  const toggleAway = async (who: number): Promise<void> => {
    const deputy = PEOPLE[deputyOf(who) ?? who];
    const { awayFrom: _, awayUntil: __, ...atWork } = await staffOf(who);
    const leave = { awayFrom: '2027-01-01', awayUntil: '2028-12-31', ...(deputy !== atWork.id && { deputy }) };
    if (away.delete(who)) portal.deps.register.put(atWork);
    else {
      away.add(who);
      portal.deps.register.put({ ...atWork, ...leave });
    }
  };
  const personOf = async (who: number): Promise<Person> => ({
    staff: await staffOf(who),
    session: {
      tokenHash: `session ${who}`,
      staffId: PEOPLE[who] ?? PEOPLE[0],
      party: PARTY,
      role: (await staffOf(who)).role,
      csrf: 'csrf',
      level: `${LOA}loa3`,
      startedAt: portal.deps.now().toISOString(),
      seenAt: portal.deps.now().toISOString(),
      locale: 'sv',
    },
  });
  const editions = async (): Promise<SigningRound[]> => portal.deps.rounds.ofSubject(SUBJECT, 'handling-rules');
  const newest = async (): Promise<SigningRound> => {
    const found = (await editions()).at(-1);
    if (!found) throw new Error('no round');
    return found;
  };

  const open = async (deps: PortalDeps) =>
    openRound(deps, kind, {
      opener: await staffOf(0),
      party: PARTY,
      subject: SUBJECT,
      signatories: signers.map((who, i) => ({
        party: PARTY,
        staff: PEOPLE[who] ?? PEOPLE[0],
        dueOn: plusDays(dateOf(portal.deps.now()), days[i] ?? 0),
      })),
      payload: { n: 1 },
    });

  /** The round as whoever looks at it next will find it: with what a run that died had kept and not written. */
  const settled = async (round: SigningRound): Promise<SigningRound> => {
    let view = round;
    const save = async (next: SigningRound) => {
      view = next;
      return 'saved' as const;
    };
    const looked = { find: async () => view, save };
    return settledRound({ ...portal.deps, rounds: { ...portal.deps.rounds, ...looked } }, round.id);
  };
  /** Whether the whole evidence of a signature lies among what counts. */
  const hasEvidence = async ({ textKey }: SigningRound, { state }: Under): Promise<boolean> => {
    const folder = textKey.replace('.txt', '/');
    const key = `${folder}${documentIdOf(sha256(state))}.json`;
    return portal.deps.vault.exists('evidence', key);
  };

  return {
    portal,
    under,
    hasEvidence,
    /** What lies among that which does not count although it counts. */
    countedAndNot: async ({ textKey, signatures }: SigningRound): Promise<string[]> => {
      const folder = `${textKey.replace('.txt', '/')}not-counted/`;
      const refused = await portal.deps.vault.versionsOf('evidence', folder);
      return signatures
        .map(({ documentId }) => documentId)
        .filter((id) => refused.some(({ key }) => key === `${folder}${id}.json`));
    },
    views: async () => Promise.all((await editions()).map(settled)),
    completed,
    editions,
    newest,
    asProcess,
    open,
    mayToggle: (who: number) => void (may.has(who) ? may.delete(who) : may.add(who)),
    isAuthorised: (who: number) => may.has(who),
    /** Somebody goes on leave or comes back. */
    toggleAway,
    /** Whether one signs for the other now: named by them, who are away, and at work oneself. */
    standsInFor: (who: number, other: number) => deputyOf(other) === who && away.has(other) && !away.has(who),
    makeVoid: (value: boolean) => {
      isVoid = value;
    },
    isVoid: () => isVoid,
    /** Somebody goes to the e-ID the way the portal leads them. */
    begin: async (deps: PortalDeps, who: number, isWeak: boolean) => {
      const person = await personOf(who);
      const found = await findRound(deps, kinds, person.staff, (await newest()).id);
      const begun = await beginRound(deps, person, `browser ${who}`, found, found.round.textHash, 'sv', { ip: '::1' });
      if (begun.kind !== 'begun') return;
      const state = begun.url.split('/').at(-1) ?? '';
      // The place is theirs in the round as it was settled, which may be another than the one that was read.
      const purpose = (await portal.deps.access.findPending(sha256(state)))?.purpose;
      const place = purpose?.kind === 'round' ? purpose.place : -1;
      under.push({ who, roundId: found.round.id, place, state, isWeak });
    },
    /** Somebody is at the e-ID for a place in the newest round, whether or not the portal would have led them there. */
    forceBegin: async (who: number, place: number, isWeak: boolean) => {
      const started = await identity.startSigning({ visit: { ip: '::1' }, document: new Uint8Array(), message: '' });
      const { id: roundId } = await newest();
      const purpose = { kind: 'round', sessionHash: `session ${who}`, roundId, place } as const;
      await remember(portal.deps, started, `browser ${who}`, purpose);
      under.push({ who, roundId, place, state: started.state, isWeak });
    },
    /** The e-ID's answer reaches us. @returns whether it was let in at all. */
    callback: async (deps: PortalDeps, { who, state }: Under, times: number) => {
      const recalled = await recall(portal.deps, state, `browser ${who}`);
      if (recalled?.purpose.kind !== 'round') return 'too-late';
      const { purpose, pending, stateHash } = recalled;
      const url = new URL(`https://portal.test/callback?state=${state}`);
      for (let i = 0; i < times; i++) {
        await finishRound(deps, await personOf(who), { url, stateHash, pending }, purpose, kinds);
      }
      return 'let-in';
    },
    decline: async (deps: PortalDeps, who: number) => {
      const staff = await staffOf(who);
      await declineRound(deps, staff, await findRound(deps, kinds, staff, (await newest()).id), 'other', '');
    },
    withdraw: async (deps: PortalDeps) => {
      const staff = await staffOf(0);
      await withdrawRound(deps, staff, await findRound(deps, kinds, staff, (await newest()).id), 'other', '');
    },
    /** The daily look. @returns how many rounds it failed for. */
    tend: async (deps: PortalDeps) =>
      (await tendRounds({ deps, kinds, askOwed: async () => {}, report: () => {} })()).failed,
  };
};
export type SigningWorld = Awaited<ReturnType<typeof signingWorld>>;
