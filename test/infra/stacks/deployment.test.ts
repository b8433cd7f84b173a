import { describe, expect, it } from 'vitest';
import { synthesise } from './synthesised.ts';

const { templates, ofType } = synthesise();

const patternOf = (name: string): RegExp => {
  const declared = templates.map(({ template }) => template.Parameters[name]).filter((one) => one !== undefined);
  const patterns = new Set(declared.map((one) => String(one.AllowedPattern)));
  const [only] = patterns;
  if (!only || patterns.size > 1) throw new Error(`${name} has ${patterns.size} patterns`);
  return new RegExp(only);
};

describe('what a deployment may be given', () => {
  it('accepts a public address of the portal, without a path', () => {
    expect('https://resursdelning.haninge.se').toMatch(patternOf('PortalUrl'));
    expect('https://resursdelning.haninge.se/').not.toMatch(patternOf('PortalUrl'));
  });

  it.each(['https://eid.haninge.se', 'https://leg.kommun-x.se/oidc/issuer', 'https://eid.kommun.se/op/'])(
    'accepts the issuer %s',
    (issuer) => {
      expect(issuer).toMatch(patternOf('OidcIssuer'));
    },
  );

  it.each([
    'http://resursdelning.haninge.se',
    'https://localhost',
    'https://localhost:8443/op',
    'https://op.localhost/',
    'https://127.0.0.1',
    'https://127.0.0.1:3000/op',
    'https://[::1]/',
    'https://10.0.0.1/op',
    'https://op.internal/x',
    'https://kommun.test',
    'https://kommun.example/op',
    'https://haninge.se@127.0.0.1/',
    'https://haninge.se:8443/',
    'https://haninge.se/?next=x',
    '',
  ])('refuses %s, which is or could be a stand-in', (address) => {
    expect(address).not.toMatch(patternOf('PortalUrl'));
    expect(address).not.toMatch(patternOf('OidcIssuer'));
  });

  it.each(['resursdelning.localhost', 'kommun.test', 'localhost', '127.0.0.1', 'Haninge.se'])(
    'refuses mail for %s',
    (domain) => {
      expect(domain).not.toMatch(patternOf('MailDomain'));
      expect(`uppdrag@${domain}`).not.toMatch(patternOf('SenderAddress'));
    },
  );

  it('accepts mail for a municipality’s own domain', () => {
    expect('uppdrag.haninge.se').toMatch(patternOf('MailDomain'));
    expect('uppdrag@haninge.se').toMatch(patternOf('SenderAddress'));
  });

  it('has no default that a deployment could forget to change', () => {
    const defaults = templates.flatMap(({ template }) =>
      Object.entries(template.Parameters).filter(([name, one]) => name !== 'BootstrapVersion' && 'Default' in one),
    );
    expect(defaults).toEqual([]);
  });
});

describe('how triggers and alarms are set', () => {
  it('mail is taken in by key, twice over: by its event and by a sweep', () => {
    const rules = ofType('AWS::Events::Rule');
    expect(rules.map(({ properties }) => properties.ScheduleExpression ?? 'event').sort()).toEqual([
      'event',
      'rate(1 day)',
      'rate(1 day)',
      'rate(1 day)',
      'rate(15 minutes)',
    ]);
    const stored = rules.find(({ properties }) => properties.EventPattern);
    expect(stored?.properties.EventPattern).toMatchObject({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { object: { key: [{ prefix: 'inbound/' }] } },
    });
  });

  it('every trigger that fails is kept in an encrypted queue, and every queue is watched', () => {
    for (const { properties } of ofType('AWS::Events::Rule')) {
      expect(properties.Targets).toEqual([expect.objectContaining({ DeadLetterConfig: { Arn: expect.anything() } })]);
    }
    const queues = ofType('AWS::SQS::Queue');
    for (const { properties } of queues) expect(properties.SqsManagedSseEnabled).toBe(true);
    const watched = ofType('AWS::CloudWatch::Alarm').filter(({ properties }) => properties.Namespace === 'AWS/SQS');
    expect(watched).toHaveLength(queues.length);
  });

  it('every alarm reaches the one encrypted topic', () => {
    const alarms = ofType('AWS::CloudWatch::Alarm');
    expect(alarms.map(({ properties }) => properties.MetricName)).toEqual(
      expect.arrayContaining(['ExecutionsFailed', 'ExecutionsTimedOut', 'Errors', 'culling-overdue']),
    );
    for (const { properties } of alarms) expect(properties.AlarmActions).toHaveLength(1);
    expect(ofType('AWS::SNS::Topic')).toEqual([
      expect.objectContaining({ properties: expect.objectContaining({ KmsMasterKeyId: expect.anything() }) }),
    ]);
  });

  it('the log of requests holds no path, query, address or browser', () => {
    const [stage] = ofType('AWS::ApiGatewayV2::Stage');
    const format = JSON.stringify(stage?.properties.AccessLogSettings);
    expect(format).toContain('$context.requestId');
    expect(format).not.toMatch(/path|query|identity|sourceIp|userAgent|header/i);
    expect(stage?.properties.DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: 50 });
  });
});
