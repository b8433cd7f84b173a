import { AssignmentNotFound, WriteConflict } from '#domain/errors';
import { type RoundSubject, type SigningRound, signatoryInTurn, superseded } from '#domain/signing-round';
import type { AssignmentStore } from '#ports/assignment-store';
import type { SigningRounds } from '#ports/signing-rounds';

export interface MemorySigningRounds extends SigningRounds {
  all(): SigningRound[];
  snapshot(): unknown;
}

const copy = <T>(value: T): T => structuredClone(value);
const subjectKey = (subject: RoundSubject): string =>
  subject.scope === 'assignment' ? `A#${subject.assignmentId}` : `P#${subject.party}#${subject.about}`;

/** Signing rounds in memory; what belongs to an assignment is sealed by its file, as in the table. */
export const memorySigningRounds = (files: Pick<AssignmentStore, 'seal' | 'unseal' | 'head'>): MemorySigningRounds => {
  const rounds = new Map<string, { round: SigningRound; payload: unknown }>();
  const letters = new Map<string, { sentAt?: string }>();
  const all = () => copy([...rounds.values()].map(({ round }) => round));
  const isFree = ({ subject, documentKind, edition }: SigningRound) =>
    !all().some(
      (other) =>
        other.documentKind === documentKind &&
        other.edition === edition &&
        subjectKey(other.subject) === subjectKey(subject),
    );
  const ofSubject: SigningRounds['ofSubject'] = async (subject, kind) =>
    all()
      .filter((round) => round.documentKind === kind && subjectKey(round.subject) === subjectKey(subject))
      .sort((a, b) => a.edition - b.edition);
  const replace = (round: SigningRound): boolean => {
    const held = rounds.get(round.id);
    if (!held || held.round.version !== round.version - 1) return false;
    held.round = copy(round);
    return true;
  };
  return {
    all,
    ofSubject,
    async open(round, payload) {
      const { subject } = round;
      let held = copy(payload);
      if (subject.scope === 'assignment') {
        if (!(await files.head(subject.assignmentId))) throw new AssignmentNotFound(subject.assignmentId);
        held = await files.seal(subject.assignmentId, payload);
      }
      const before = (await ofSubject(subject, round.documentKind)).filter(({ ending }) => !ending);
      if (!isFree(round) || before.some((old) => rounds.get(old.id)?.round.version !== old.version)) return 'conflict';
      for (const old of before) replace(superseded(old, round.id, round.openedAt));
      rounds.set(round.id, { round: copy(round), payload: held });
      return 'opened';
    },
    find: async (id) => copy(rounds.get(id)?.round),
    async payloadOf({ id, subject }) {
      const held = rounds.get(id);
      if (!held) throw new WriteConflict(id);
      return subject.scope === 'assignment'
        ? files.unseal(subject.assignmentId, String(held.payload))
        : copy(held.payload);
    },
    save: async (round) => (replace(round) ? 'saved' : 'conflict'),
    waitingFor: async (party, staff) =>
      all().filter((round) => {
        const signatory = signatoryInTurn(round);
        return signatory?.party === party && staff.includes(signatory.staff);
      }),
    openedBy: async (staff, limit) =>
      all()
        .filter(({ openedBy }) => openedBy === staff)
        .sort((a, b) => (a.openedAt < b.openedAt ? 1 : -1))
        .slice(0, limit),
    unconcluded: async () => all().filter(({ concludedAt }) => !concludedAt),
    claimLetter: async (id, letterId) => {
      const key = `${id}|${letterId}`;
      if (letters.get(key)?.sentAt) return 'sent';
      letters.set(key, {});
      return 'claimed';
    },
    confirmLetter: async (id, letterId, at) => void letters.set(`${id}|${letterId}`, { sentAt: at.toISOString() }),
    itemKeys: async (id) => {
      const own = all().filter(({ subject }) => subject.scope === 'assignment' && subject.assignmentId === id);
      return [
        ...own.flatMap((round) => [...letters.keys()].filter((key) => key.startsWith(`${round.id}|`))),
        ...own.map((round) => `round|${round.id}`),
      ];
    },
    eraseItem: async (key) => {
      const gone = key.startsWith('round|') ? rounds.delete(key.slice('round|'.length)) : letters.delete(key);
      return gone ? 'erased' : 'already-absent';
    },
    snapshot: () => copy({ rounds: [...rounds], letters: [...letters] }),
  };
};
