import { describe, expect, it } from 'vitest';
import { type Edge, type WalkTask, walk } from '#infra/local/engine/walk';
import { MACHINES, type MachineName, machineOf, machineText } from '#test/machines';

/** What each state's function gives in turn: an outcome, an error's name, or for a wait an answer or nobody's. */
type Script = Record<string, string[]>;

const assignmentId = 'haninge-0123456789abcdef';
const thrown = (name: string): never => {
  throw Object.assign(new Error(assignmentId), { name });
};
/** `!Name` throws, `?` lets the token run into its daily timeout; anything else is the outcome. The last one repeats. */
const play =
  (isWait: boolean, lines: string[]): WalkTask =>
  (_payload, { calls }) => {
    const line = lines[Math.min(calls, lines.length - 1)] ?? '';
    if (line.startsWith('!')) return thrown(line.slice(1));
    if (!isWait) return { outcome: line, wakeAt: '2026-03-01T00:00:00Z', certificateId: 'c-0123456789abcdef' };
    return line === '?' ? { timeout: true } : { answer: { outcome: line } };
  };

const HAPPY: Record<MachineName, Script> = {
  assignment: {
    ScreenMaterial: ['clean'],
    AwaitScreening: ['reviewed'],
    CirculateInquiry: ['circulated'],
    AwaitOrder: ['ordered'],
    AnnounceOffers: ['announced'],
    AwaitAcceptance: ['accepted'],
    AnnounceAcceptance: ['announced'],
    CheckRegisterAccess: ['open'],
    CheckPermits: ['open'],
    AwaitClearance: ['clearance-given'],
    AwaitDeliverables: ['delivered'],
    CheckDeliverables: ['passed'],
    SendDelivery: ['sent'],
    AwaitReceipt: ['received'],
    CloseAssignment: ['completed'],
    StartCulling: ['started'],
    ContinueAssignment: ['continued'],
  },
  culling: {
    PlanCulling: ['hand-over', 'waiting', 'due'],
    AwaitClosingDecision: ['closed'],
    SealDocuments: ['sealed'],
    HandOverOriginals: ['handed-over'],
    AwaitObjection: ['let-go'],
    AwaitHoldRelease: ['released'],
    TakeInventory: ['taken'],
    Cull: ['culled'],
    VerifyAbsence: ['absent'],
    CertifyCulling: ['certified'],
    ContinueCulling: ['continued'],
    ReportCullingFailure: ['reported'],
  },
};

const taken: Record<MachineName, Set<string>> = { assignment: new Set(), culling: new Set() };
const seen: Record<MachineName, Set<string>> = { assignment: new Set(), culling: new Set() };
const edgeOf = ({ from, via }: Pick<Edge, 'from' | 'via'>): string => `${from} ${via}`;

const run = async (machine: MachineName, script: Script = {}) => {
  const { States } = machineOf(machine);
  const tasks = Object.entries({ ...HAPPY[machine], ...script }).map(([name, lines]) => [
    name,
    play(States[name]?.Resource?.endsWith('.waitForTaskToken') ?? false, lines),
  ]);
  const result = await walk({
    definition: machineText(machine),
    input: { assignmentId },
    tasks: Object.fromEntries(tasks),
  });
  for (const edge of result.edges) taken[machine].add(edgeOf(edge));
  for (const state of result.visited) seen[machine].add(state);
  const steps = result.visited.filter((name) => States[name]?.Type === 'Task');
  const endings = result.assigned.filter(({ name }) => name === 'ending').map(({ value }) => value);
  return { ...result, steps, ending: endings.at(-1) };
};

describe('the assignment, walked', () => {
  it('from a clean inquiry to culling, in the order of the story', async () => {
    const { status, steps, ending } = await run('assignment');
    expect(status).toBe('SUCCEEDED');
    expect(ending).toBe('answered');
    expect(steps).toEqual([
      'ScreenMaterial',
      'CirculateInquiry',
      'AwaitOrder',
      'AwaitAcceptance',
      'AnnounceAcceptance',
      'CheckRegisterAccess',
      'CheckPermits',
      'AwaitDeliverables',
      'CheckDeliverables',
      'SendDelivery',
      'AwaitReceipt',
      'CloseAssignment',
      'StartCulling',
    ]);
  });

  it.each<[string, Script, string[]]>([
    [
      'material that could not be read waits for a person first',
      { ScreenMaterial: ['doubtful'] },
      ['ScreenMaterial', 'AwaitScreening', 'CirculateInquiry'],
    ],
    [
      'every offer is told to the orderer, who then still chooses',
      { AwaitOrder: ['answered', 'answered', 'ordered'] },
      ['AwaitOrder', 'AnnounceOffers', 'AwaitOrder', 'AnnounceOffers', 'AwaitOrder', 'AwaitAcceptance'],
    ],
    [
      'a refusal leads back to the choice of a performer',
      { AwaitAcceptance: ['refused', 'accepted'] },
      ['AwaitOrder', 'AwaitAcceptance', 'AwaitOrder', 'AwaitAcceptance', 'AnnounceAcceptance'],
    ],
    [
      'a register gate that is shut waits for the manager and is tried again',
      { CheckRegisterAccess: ['closed', 'open'] },
      ['CheckRegisterAccess', 'AwaitClearance', 'CheckRegisterAccess', 'CheckPermits'],
    ],
    [
      'a flight gate that is shut waits for the permit',
      { CheckPermits: ['closed', 'open'] },
      ['CheckPermits', 'AwaitClearance', 'CheckRegisterAccess', 'CheckPermits', 'AwaitDeliverables'],
    ],
    [
      'a delivery that does not pass goes back',
      { CheckDeliverables: ['returned', 'passed'] },
      ['CheckDeliverables', 'AwaitDeliverables', 'CheckDeliverables', 'SendDelivery'],
    ],
    [
      'an objection asks for a new delivery',
      { AwaitReceipt: ['objected', 'received'] },
      ['AwaitReceipt', 'AwaitDeliverables', 'CheckDeliverables', 'SendDelivery', 'AwaitReceipt', 'CloseAssignment'],
    ],
  ])('%s', async (_what, script, part) => {
    const { status, steps } = await run('assignment', script);
    expect(status).toBe('SUCCEEDED');
    expect(steps.join(' ')).toContain(part.join(' '));
  });

  it.each<[string, Script]>([
    ['declined by all', { AwaitOrder: ['declined'] }],
    ['withdrawn while it is reviewed', { ScreenMaterial: ['doubtful'], AwaitScreening: ['withdrawn'] }],
    ['withdrawn before it is ordered', { AwaitOrder: ['withdrawn'] }],
    ['withdrawn before it is accepted', { AwaitAcceptance: ['withdrawn'] }],
    ['withdrawn before the gate', { CheckRegisterAccess: ['closed'], AwaitClearance: ['withdrawn'] }],
    ['withdrawn during the work', { AwaitDeliverables: ['withdrawn'] }],
    ['withdrawn after delivery', { AwaitReceipt: ['withdrawn'] }],
    ['objected to for good', { AwaitReceipt: ['objected-finally'] }],
  ])('%s, it is closed by what the store says and led to culling', async (_how, script) => {
    const { status, steps, ending } = await run('assignment', script);
    expect(status).toBe('SUCCEEDED');
    expect(ending).toBe('answered');
    expect(steps.slice(-2)).toEqual(['CloseAssignment', 'StartCulling']);
  });

  const reached: Record<string, Script> = {
    AwaitScreening: { ScreenMaterial: ['doubtful'] },
    AwaitClearance: { CheckRegisterAccess: ['closed', 'open'] },
    AnnounceOffers: { AwaitOrder: ['answered', 'ordered'] },
    ContinueAssignment: { AwaitOrder: ['continue'] },
  };
  const closing = ['CloseAssignment', 'StartCulling', 'ContinueAssignment'];
  const stepsOf = Object.keys(HAPPY.assignment).filter((name) => !closing.includes(name));
  const waitsOf = stepsOf.filter((name) => name.startsWith('Await'));

  it.each(waitsOf)('%s wakes every day, and goes on with the answer that comes at last', async (name) => {
    const answer = HAPPY.assignment[name] ?? [];
    const { status, elapsed } = await run('assignment', { ...reached[name], [name]: ['?', '?', '?', ...answer] });
    expect(status).toBe('SUCCEEDED');
    expect(elapsed).toBe(3 * 86_400_000);
  });

  it.each(waitsOf)('%s expires by its own outcome when the last day has passed', async (name) => {
    const { status, ending, steps } = await run('assignment', { ...reached[name], [name]: ['?', '!DeadlinePassed'] });
    expect(status).toBe('SUCCEEDED');
    expect(ending).toBe('expired');
    expect(steps.slice(-2)).toEqual(['CloseAssignment', 'StartCulling']);
  });

  it.each(stepsOf)('%s that fails for good ends the assignment as failed, and it is still culled', async (name) => {
    const { status, ending, steps } = await run('assignment', { ...reached[name], [name]: ['!DataKeyCulled'] });
    expect(status).toBe('SUCCEEDED');
    expect(ending).toBe('failed');
    expect(steps.slice(-2)).toEqual(['CloseAssignment', 'StartCulling']);
  });

  it.each([...stepsOf, ...closing])('%s is tried again after a passing failure', async (name) => {
    const { status } = await run('assignment', {
      ...reached[name],
      [name]: ['!UnexpectedFailure', '!MailNotSent', ...(HAPPY.assignment[name] ?? [])],
    });
    expect(status).toBe('SUCCEEDED');
  });

  it.each(stepsOf.filter((name) => !name.startsWith('Await')))(
    '%s that meets a withdrawal leaves the ending to the store',
    async (name) => {
      const { ending, steps } = await run('assignment', { ...reached[name], [name]: ['!EventNotAllowed'] });
      expect(ending).toBe('answered');
      expect(steps.slice(-2)).toEqual(['CloseAssignment', 'StartCulling']);
    },
  );

  it.each(waitsOf)('%s goes on in a new execution before this one grows too old, and ends nothing', async (name) => {
    const { status, steps } = await run('assignment', { ...reached[name], [name]: ['?', 'continue'] });
    expect(status).toBe('SUCCEEDED');
    expect(steps.at(-1)).toBe('ContinueAssignment');
    expect(steps).not.toContain('CloseAssignment');
  });

  it.each(['CloseAssignment', 'StartCulling', 'ContinueAssignment'])(
    '%s that cannot be done at all raises an alarm',
    async (name) => {
      const { status, error } = await run('assignment', { ...reached[name], [name]: ['!DataKeyCulled'] });
      expect({ status, error }).toEqual({ status: 'FAILED', error: 'AssignmentIsStuck' });
    },
  );
});

describe('culling, walked', () => {
  it('hands over, waits, proposes, inventories, culls, proves and certifies', async () => {
    const { status, steps, output } = await run('culling');
    expect(status).toBe('SUCCEEDED');
    expect(output).toEqual({ outcome: 'certified', certificateId: 'c-0123456789abcdef' });
    expect(steps).toEqual([
      'PlanCulling',
      'SealDocuments',
      'HandOverOriginals',
      'PlanCulling',
      'PlanCulling',
      'AwaitObjection',
      'TakeInventory',
      'Cull',
      'VerifyAbsence',
      'CertifyCulling',
    ]);
  });

  it('waits until the culling day and not a second less', async () => {
    const { elapsed } = await run('culling', { PlanCulling: ['waiting', 'due'] });
    expect(elapsed).toBe(Date.parse('2026-03-01T00:00:00Z') - Date.parse('2026-01-01T00:00:00Z'));
  });

  it.each<[string, Script, string[]]>([
    [
      'what has no receipt waits for a named person’s decision',
      { PlanCulling: ['undecided', 'due'] },
      ['PlanCulling', 'AwaitClosingDecision', 'PlanCulling', 'AwaitObjection'],
    ],
    [
      'a hold that stands is waited for',
      { PlanCulling: ['held', 'due'] },
      ['PlanCulling', 'AwaitHoldRelease', 'PlanCulling', 'AwaitObjection'],
    ],
    [
      'an objection stops it, and it is planned anew after',
      { PlanCulling: ['due'], AwaitObjection: ['held', 'let-go'] },
      ['AwaitObjection', 'AwaitHoldRelease', 'PlanCulling', 'AwaitObjection', 'TakeInventory'],
    ],
    [
      'a hold before the inventory stops it',
      { PlanCulling: ['due'], TakeInventory: ['held', 'taken'] },
      ['TakeInventory', 'AwaitHoldRelease', 'PlanCulling', 'AwaitObjection', 'TakeInventory', 'Cull'],
    ],
    [
      'decisions that have lapsed before the inventory lead back to planning',
      { PlanCulling: ['due'], TakeInventory: ['replan', 'taken'] },
      ['TakeInventory', 'PlanCulling', 'AwaitObjection', 'TakeInventory', 'Cull'],
    ],
    [
      'a hold at the moment of erasure stops it',
      { PlanCulling: ['due'], Cull: ['held', 'culled'] },
      ['Cull', 'AwaitHoldRelease', 'PlanCulling', 'AwaitObjection', 'TakeInventory', 'Cull'],
    ],
    [
      'a long inventory is culled in several runs',
      { PlanCulling: ['due'], Cull: ['more', 'more', 'culled'] },
      ['Cull', 'Cull', 'Cull', 'VerifyAbsence'],
    ],
    [
      'what came in between is inventoried too',
      { PlanCulling: ['due'], VerifyAbsence: ['remains', 'absent'] },
      ['VerifyAbsence', 'TakeInventory', 'Cull', 'VerifyAbsence', 'CertifyCulling'],
    ],
    [
      'silence through the objection period lets it go',
      { PlanCulling: ['due'], AwaitObjection: ['?', '!DeadlinePassed'] },
      ['AwaitObjection', 'AwaitObjection', 'TakeInventory'],
    ],
  ])('%s', async (_what, script, part) => {
    const { status, steps } = await run('culling', script);
    expect(status).toBe('SUCCEEDED');
    expect(steps.join(' ')).toContain(part.join(' '));
  });

  it('looks for a missing decision again every week, and destroys nothing meanwhile', async () => {
    const { steps, elapsed } = await run('culling', { PlanCulling: ['blocked', 'blocked', 'due'] });
    expect(steps.slice(0, 4)).toEqual(['PlanCulling', 'PlanCulling', 'PlanCulling', 'AwaitObjection']);
    expect(elapsed).toBe(14 * 86_400_000);
  });

  it.each<[string, Script]>([
    ['planning', { PlanCulling: ['continue'] }],
    ['waiting for a decision', { PlanCulling: ['undecided'], AwaitClosingDecision: ['?', 'continue'] }],
    ['waiting for objections', { PlanCulling: ['due'], AwaitObjection: ['?', 'continue'] }],
    ['waiting for a hold to be lifted', { PlanCulling: ['held'], AwaitHoldRelease: ['?', 'continue'] }],
  ])('goes on in a new execution while %s, and certifies nothing here', async (_what, script) => {
    const { status, steps } = await run('culling', script);
    expect(status).toBe('SUCCEEDED');
    expect(steps.at(-1)).toBe('ContinueCulling');
    expect(steps).not.toContain('Cull');
  });

  const reached: Record<string, Script> = {
    AwaitClosingDecision: { PlanCulling: ['undecided', 'due'] },
    AwaitHoldRelease: { PlanCulling: ['held', 'due'] },
    ContinueCulling: { PlanCulling: ['continue'] },
  };
  const stepsOf = Object.keys(HAPPY.culling).filter((name) => name !== 'ReportCullingFailure');

  it.each(stepsOf)('%s that fails for good is reported to a person, and no certificate is issued', async (name) => {
    const { status, error, steps } = await run('culling', { ...reached[name], [name]: ['!CullingNotPermitted'] });
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'CullingIsStuck' });
    expect(steps.at(-1)).toBe('ReportCullingFailure');
  });

  it('raises its alarm even when the report cannot be sent', async () => {
    const { error } = await run('culling', { Cull: ['!AbsenceNotProved'], ReportCullingFailure: ['!MailNotSent'] });
    expect(error).toBe('CullingIsStuck');
  });

  it.each([...stepsOf, 'ReportCullingFailure'])('%s is tried again after a passing failure', async (name) => {
    const script = name === 'ReportCullingFailure' ? { Cull: ['!AbsenceNotProved'] } : reached[name];
    const { retried } = await run('culling', {
      ...script,
      [name]: ['!WriteConflict', ...(HAPPY.culling[name] ?? [])],
    }).then(({ edges }) => ({
      retried: edges.some(({ from, via }) => from === name && via === 'Retry'),
    }));
    expect(retried).toBe(true);
  });

  it.each(['AwaitClosingDecision', 'AwaitObjection', 'AwaitHoldRelease'])('%s wakes every day', async (name) => {
    const { elapsed } = await run('culling', {
      PlanCulling: ['due'],
      ...reached[name],
      [name]: ['?', '?', ...(HAPPY.culling[name] ?? [])],
    });
    expect(elapsed).toBe(2 * 86_400_000);
  });
});

describe.each(MACHINES)('of %s', (machine) => {
  const { States } = machineOf(machine);

  it('every state has been walked', () => {
    expect(Object.keys(States).filter((name) => !seen[machine].has(name))).toEqual([]);
  });

  it('every way out of every state has been taken', () => {
    const ways = Object.entries(States).flatMap(([from, state]) => [
      ...(state.Choices ?? []).map((_, i) => edgeOf({ from, via: `Choice:${i}` })),
      ...(state.Default ? [edgeOf({ from, via: 'Default' })] : []),
      ...(state.Catch ?? []).map(({ ErrorEquals }) => edgeOf({ from, via: `Catch:${ErrorEquals.join(',')}` })),
      ...(state.Retry ? [edgeOf({ from, via: 'Retry' })] : []),
    ]);
    expect(ways.filter((way) => !taken[machine].has(way))).toEqual([]);
  });
});
