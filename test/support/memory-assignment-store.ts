import type { Assignment, AssignmentDetails, AssignmentId } from '#domain/assignment';
import { AssignmentNotFound, DataKeyCulled, EventNotAllowed, WriteConflict } from '#domain/errors';
import type { AssignmentEvent, AssignmentFile, Fact } from '#domain/facts';
import type { PartyId } from '#domain/parties';
import { statusAfter, TRANSITIONS } from '#domain/transitions';
import type { AssignmentStore, Change, InboxRow } from '#ports/assignment-store';

interface HeldFile {
  assignment: Assignment | undefined;
  details: AssignmentDetails | undefined;
  facts: Map<string, Fact>;
  events: Map<string, AssignmentEvent>;
  hasKey: boolean;
}

/** The id of a fact among those of its kind: one with the same kind and id replaces the other. */
const idOf = (fact: Fact): string => {
  switch (fact.kind) {
    case 'participation':
      return fact.party;
    case 'clearance':
      return `${fact.gate}.${fact.at}`;
    case 'receipt':
    case 'order':
      return fact.kind;
    default:
      return fact.id;
  }
};
const keyOf = (fact: Fact): string => `${fact.kind}#${idOf(fact)}`;
const copy = <T>(value: T): T => structuredClone(value);

export interface MemoryAssignmentStore extends AssignmentStore {
  /** Everything that is held, as plain data: two snapshots are equal when nothing was written in between. */
  snapshot(): unknown;
}

/**
 * The assignment store in memory. It keeps to the port in what matters: events only as the transition table allows, each
 * event id once, values copied in and out, the data key gone for good.
 */
export const memoryAssignmentStore = (): MemoryAssignmentStore => {
  const files = new Map<string, HeldFile>();
  const mails = new Map<string, AssignmentId>();

  const read = (id: AssignmentId, held: HeldFile): AssignmentFile => {
    const { assignment, details } = held;
    if (!assignment) throw new AssignmentNotFound(id);
    if (!held.hasKey || !details) throw new DataKeyCulled(id);
    const facts = [...held.facts.values()];
    const all = <K extends Fact['kind']>(kind: K) =>
      facts.filter((fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind);
    const order = all('order')[0];
    const receipt = all('receipt')[0];
    return copy({
      assignment,
      details,
      parties: all('participation'),
      material: all('material'),
      deliverables: all('deliverable'),
      documents: all('document'),
      sealedCopies: all('sealed-copy'),
      clearances: all('clearance'),
      letters: all('letter'),
      remarks: all('remark'),
      ...(order && { order }),
      ...(receipt && { receipt }),
      events: [...held.events.values()],
    });
  };

  const find = async (id: AssignmentId): Promise<AssignmentFile | undefined> => {
    const held = files.get(id);
    return held?.assignment && read(id, held);
  };

  const putLetter = (id: AssignmentId, letterId: string, at: Date, isSent: boolean) => {
    const held = files.get(id);
    if (!held?.assignment) throw new AssignmentNotFound(id);
    const before = held.facts.get(`letter#${letterId}`);
    const claimedAt = before?.kind === 'letter' ? before.claimedAt : at.toISOString();
    const letter: Fact = { kind: 'letter', id: letterId, claimedAt, ...(isSent && { sentAt: at.toISOString() }) };
    held.facts.set(keyOf(letter), letter);
  };

  return {
    open: async ({ assignment, details, facts, event, mailHash }) => {
      const open = mails.get(mailHash);
      if (open) return { outcome: 'already-open', id: open };
      if (files.has(assignment.id)) throw new WriteConflict(assignment.id);
      mails.set(mailHash, assignment.id);
      files.set(assignment.id, {
        assignment: copy(assignment),
        details: copy(details),
        facts: new Map(copy(facts).map((fact) => [keyOf(fact), fact])),
        events: new Map([[event.id, { kind: 'event', ...copy(event) }]]),
        hasKey: true,
      });
      return { outcome: 'opened' };
    },
    load: async (id) => {
      const file = await find(id);
      if (!file) throw new AssignmentNotFound(id);
      return file;
    },
    find,
    head: async (id) => copy(files.get(id)?.assignment),
    idOfMail: async (mailHash) => mails.get(mailHash),
    record: async (change: Change) => {
      const held = files.get(change.id);
      if (!held?.assignment) throw new AssignmentNotFound(change.id);
      if (held.events.has(change.eventId)) return 'already-recorded';
      if (change.facts?.length && !held.hasKey) throw new DataKeyCulled(change.id);
      const owner = change.mailHash && mails.get(change.mailHash);
      if (owner && owner !== change.id) throw new WriteConflict(change.id);
      const before = held.assignment;
      const at = change.at.toISOString();
      const next: Assignment = { ...before, ...copy(change.set), version: before.version + 1 };
      next.mailKeys = [...before.mailKeys, ...(change.addMailKeys ?? [])];
      for (const field of change.unset ?? []) delete next[field];
      if (change.event && change.during && !change.during.includes(before.status)) {
        throw new EventNotAllowed(change.event, before.status);
      }
      if (change.event) {
        const rule = TRANSITIONS[change.event];
        next.status = statusAfter(change.event, before.status);
        if (rule.to) next.statusSince = at;
        if (rule.outcome) {
          next.outcome = rule.outcome;
          next.endedAt = at;
        }
      }
      held.assignment = next;
      if (change.mailHash) mails.set(change.mailHash, change.id);
      held.events.set(change.eventId, {
        kind: 'event',
        id: change.eventId,
        name: change.event ?? change.note ?? 'noted',
        at,
        by: change.by,
        ...(change.party && { party: change.party }),
        ...(change.about && { about: change.about }),
      });
      for (const fact of copy(change.facts ?? [])) held.facts.set(keyOf(fact), fact);
      for (const { kind, id } of change.withoutFacts ?? []) held.facts.delete(`${kind}#${id}`);
      return 'recorded';
    },
    claimLetter: async (id, letterId, at) => {
      const letter = files.get(id)?.facts.get(`letter#${letterId}`);
      if (letter?.kind === 'letter' && letter.sentAt) return 'sent';
      putLetter(id, letterId, at, false);
      return 'claimed';
    },
    confirmLetter: async (id, letterId, at) => putLetter(id, letterId, at, true),
    inbox: async (party: PartyId, limit) => {
      const rows: InboxRow[] = [];
      for (const held of files.values()) {
        const { assignment } = held;
        if (!assignment || assignment.outcome === 'parked') continue;
        const isAsked = held.facts.has(`participation#${party}`) && assignment.status === 'circulated';
        const side =
          assignment.orderer === party
            ? 'orderer'
            : assignment.performer === party
              ? 'performer'
              : isAsked
                ? 'asked'
                : undefined;
        if (!side) continue;
        const subject = side !== 'asked' && held.hasKey ? held.details?.subject : undefined;
        rows.push(copy({ assignment, side, ...(subject && { subject }) }));
      }
      return rows.sort((a, b) => (a.assignment.openedAt < b.assignment.openedAt ? 1 : -1)).slice(0, limit);
    },
    parked: async (party, limit) =>
      copy(
        [...files.values()]
          .flatMap(({ assignment }) => assignment ?? [])
          .filter(({ orderer, outcome }) => orderer === party && outcome === 'parked')
          .sort((a, b) => (a.openedAt < b.openedAt ? 1 : -1))
          .slice(0, limit),
      ),
    itemKeys: async (id) => {
      const held = files.get(id);
      if (!held) return [];
      const keys = [
        ...(held.assignment ? [`${id}|head`] : []),
        ...[...held.facts.keys()].map((key) => `${id}|fact|${key}`),
        ...[...held.events.keys()].map((key) => `${id}|event|${key}`),
        ...[...mails].filter(([, owner]) => owner === id).map(([hash]) => `${id}|mail|${hash}`),
      ];
      return keys.map((key) => ({ store: 'assignments', key }));
    },
    eraseItem: async (key) => {
      const [id = '', place, name = ''] = key.split('|');
      const held = files.get(id);
      if (!held) return 'already-absent';
      if (place === 'fact') return held.facts.delete(name) ? 'erased' : 'already-absent';
      if (place === 'event') return held.events.delete(name) ? 'erased' : 'already-absent';
      if (place === 'mail') return mails.delete(name) ? 'erased' : 'already-absent';
      if (!held.assignment) return 'already-absent';
      held.assignment = undefined;
      held.details = undefined;
      return 'erased';
    },
    seal: async (id, value) => {
      if (!files.get(id)?.hasKey) throw new DataKeyCulled(id);
      return Buffer.from(JSON.stringify({ id, value })).toString('base64');
    },
    unseal: async (id, sealed) => {
      if (!files.get(id)?.hasKey) throw new DataKeyCulled(id);
      const held: { id: string; value: unknown } = JSON.parse(Buffer.from(sealed, 'base64').toString());
      if (held.id !== id) throw new Error('sealed for another file');
      return held.value;
    },
    hasDataKey: async (id) => files.get(id)?.hasKey ?? false,
    eraseDataKey: async (id) => {
      const held = files.get(id);
      if (!held?.hasKey) return 'already-absent';
      held.hasKey = false;
      return 'erased';
    },
    snapshot: () => copy({ files: [...files], mails: [...mails] }),
  };
};
