import { describe, expect, it } from 'vitest';
import { synthesise } from './synthesised.ts';

const { functions, ofType, permissionsOf } = synthesise();
const names = functions.map(({ name }) => name);

const whoMay = (action: RegExp, resource: RegExp): string[] =>
  names
    .filter((name) => permissionsOf(name).some((one) => action.test(one.action) && resource.test(one.resource)))
    .sort();

describe('what functions may do', () => {
  it('all of them run on the same platform, are traced, and log into a group of their own', () => {
    for (const { properties } of functions) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogGroup: expect.anything() },
      });
      expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
    }
    for (const { properties } of ofType('AWS::Logs::LogGroup')) expect(properties.RetentionInDays).toBe(365);
  });

  it.each(names)('%s may do single actions, on resources that have a name', (name) => {
    const permissions = permissionsOf(name);
    expect(permissions.length).toBeGreaterThan(0);
    expect(permissions.filter(({ action }) => action.includes('*'))).toEqual([]);
    const wide = permissions.filter(({ resource }) => resource.includes('*'));
    expect(
      wide.filter(
        ({ action, resource }) =>
          !(
            action.startsWith('xray:') ||
            /^<\w+>\/\*$/.test(resource) ||
            /:secret:resursdelning\/[a-z-]+[/*]/.test(resource)
          ),
      ),
    ).toEqual([]);
  });

  it('no managed policy of AWS is attached anywhere', () => {
    const attached = ofType('AWS::IAM::Role').filter(({ properties }) =>
      JSON.stringify(properties.ManagedPolicyArns ?? []).includes(':aws:policy/'),
    );
    expect(attached).toEqual([]);
  });

  it('only culling erases objects, version by version, and never in the vault', () => {
    expect(whoMay(/^s3:(Delete|Abort|PutObject.*Tagging|PutLifecycle)/, /./)).toEqual(['Cull']);
    expect(whoMay(/^s3:DeleteObject$/, /./)).toEqual([]);
    expect(permissionsOf('Cull').filter(({ resource }) => resource.includes('Vault'))).toEqual([]);
  });

  it('only culling erases data keys; of assignments also the portal, where a deliverable is taken back', () => {
    expect(whoMay(/^dynamodb:DeleteItem$/, /^<Keys>/)).toEqual(['Cull']);
    expect(whoMay(/^dynamodb:DeleteItem$/, /^<Assignments>/)).toEqual(['Cull', 'Portal']);
    expect(whoMay(/^dynamodb:(BatchWriteItem|DeleteTable|Scan|.*Backup)/, /./)).toEqual([]);
  });

  it('of the register nothing is taken out but bound e-IDs and own sign-ins, where a signed change lets somebody leave', () => {
    expect(whoMay(/^dynamodb:DeleteItem$/, /^<Register>/)).toEqual(['Portal', 'TendSignings']);
    const erasing = names
      .flatMap(permissionsOf)
      .filter(({ action, resource }) => action === 'dynamodb:DeleteItem' && resource.startsWith('<Register>'));
    for (const { condition } of erasing) expect(condition).toMatch(/LeadingKeys"?:\["EID#\*","OWN#\*"\]/);
  });

  it('operations enrol an administrator, and can neither bind an e-ID nor open anything', () => {
    const enrolling = permissionsOf('EnrolAdministrator');
    expect(enrolling.length).toBeGreaterThan(0);
    expect(enrolling.filter(({ action }) => /^kms:GenerateMac|DeleteItem$|^s3:|^states:/.test(action))).toEqual([]);
  });

  it('only waits, the portal, culling and the daily look at signatures take out what gives access', () => {
    expect(whoMay(/^dynamodb:DeleteItem$/, /^<Access>/).filter((name) => !name.startsWith('Await'))).toEqual([
      'Cull',
      'Portal',
      'TendSignings',
    ]);
  });

  it('data keys are made where mail comes in, and written nowhere else', () => {
    expect(whoMay(/^dynamodb:(Put|Update)Item$/, /^<Keys>/)).toEqual(['ReceiveEmail', 'SweepMail']);
    const making = names.filter((name) =>
      permissionsOf(name).some(
        (one) => one.action === 'kms:GenerateDataKey' && one.condition.includes('EncryptionContext'),
      ),
    );
    expect(making.sort()).toEqual(['ReceiveEmail', 'SweepMail']);
  });

  it('a key of a municipality is used for S3, or for a data key that names its assignment', () => {
    const used = names
      .flatMap(permissionsOf)
      .filter(({ resource }) => /^<KeyRing(?!System|OidcClient|\w+(?:mac|seal)>)/.test(resource));
    expect(used.filter(({ condition }) => !/kms:ViaService|kms:EncryptionContext:assignment/.test(condition))).toEqual(
      [],
    );
    expect(used.length).toBeGreaterThan(0);
  });

  it('culling itself can open nothing: it reads no object and no data key', () => {
    expect(permissionsOf('Cull').filter(({ action }) => /^s3:GetObject/.test(action))).toEqual([]);
    expect(permissionsOf('Cull').filter(({ resource }) => /^<KeyRing(?!System)/.test(resource))).toEqual([]);
  });

  it('only the portal handles identities and speaks to the e-ID provider', () => {
    expect(whoMay(/^kms:GenerateMac$/, /mac>$/)).toEqual(['Portal']);
    expect(whoMay(/^kms:(Sign|GetPublicKey)$/, /OidcClient/)).toEqual(['Portal']);
  });

  it('a municipality is sealed for by those who draw up documents, and by nobody else', () => {
    const sealing = ['CertifyCulling', 'Portal', 'SealDocuments'];
    expect(whoMay(/^kms:Sign$/, /seal>$/)).toEqual(sealing);
    expect(whoMay(/^secretsmanager:/, /secret:resursdelning\/seal\//)).toEqual([...sealing, 'WatchSeals']);
    expect(whoMay(/^secretsmanager:/, /secret:resursdelning\/seal-trust/)).toEqual(sealing);
    expect(whoMay(/^secretsmanager:/, /secret:resursdelning\/timestamps/)).toEqual(sealing);
    expect(whoMay(/^secretsmanager:/, /secret:resursdelning\/(bankid|oidc|sign-in)/)).toEqual(['Portal']);
    expect(whoMay(/^secretsmanager:(?!GetSecretValue)/, /./)).toEqual([]);
  });

  it('only the portal, the seals and the daily look at signatures read the evidence besides the hand-over, which alone reads and writes the vault', () => {
    expect(whoMay(/^s3:GetObject$/, /^<Evidence>/)).toEqual([
      'CertifyCulling',
      'HandOverOriginals',
      'Portal',
      'SealDocuments',
      'TendSignings',
    ]);
    expect(whoMay(/^s3:GetObject$/, /^<Vault>/)).toEqual(['HandOverOriginals']);
    expect(whoMay(/^s3:PutObject$/, /^<Vault>/)).toEqual(['HandOverOriginals']);
  });

  it('only those who begin a workflow may start one', () => {
    expect(whoMay(/^states:StartExecution$/, /assignment$/)).toEqual([
      'ContinueAssignment',
      'ReceiveEmail',
      'SweepMail',
    ]);
    expect(whoMay(/^states:StartExecution$/, /culling$/)).toEqual([
      'ContinueCulling',
      'ReceiveEmail',
      'StartCulling',
      'SweepMail',
    ]);
  });

  it('letters leave from the one sender address', () => {
    const sending = names.flatMap(permissionsOf).filter(({ action }) => action.startsWith('ses:'));
    expect(sending.length).toBeGreaterThan(0);
    expect(
      sending.every(({ action, condition }) => action === 'ses:SendEmail' && condition.includes('<SenderAddress>')),
    ).toBe(true);
  });

  it('nobody administers a key, a bucket or a table', () => {
    expect(whoMay(/^(kms:(Schedule|Disable|PutKey|CreateGrant)|s3:PutBucket|dynamodb:UpdateT|iam:)/, /./)).toEqual([]);
  });
});

describe('what the workflows may do', () => {
  const machines = ofType('AWS::StepFunctions::StateMachine');

  it.each(machines)('$name logs every transition and nothing of what is in it', ({ properties }) => {
    expect(properties.LoggingConfiguration).toMatchObject({ IncludeExecutionData: false, Level: 'ALL' });
    expect(properties).toMatchObject({ StateMachineType: 'STANDARD', TracingConfiguration: { Enabled: true } });
  });

  it.each(machines)('$name invokes its own steps only', ({ name, properties }) => {
    const invoked = permissionsOf(name).filter(({ action }) => action.startsWith('lambda:'));
    expect(new Set(invoked.map(({ action }) => action))).toEqual(new Set(['lambda:InvokeFunction']));
    expect(invoked).toHaveLength(Object.keys(properties.DefinitionSubstitutions ?? {}).length);
    expect(invoked.filter(({ resource }) => resource.includes('*'))).toEqual([]);
  });
});
