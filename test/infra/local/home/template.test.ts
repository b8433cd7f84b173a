import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadDeployment } from '../../../../infra/local/template/load.ts';
import { temporaryFolders } from './a-folder.ts';

const data = {
  Parameters: { BootstrapVersion: { Type: 'String', Default: '6' } },
  Resources: {
    KeyA1: { Type: 'AWS::KMS::Key', Properties: { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' } },
    AliasA2: {
      Type: 'AWS::KMS::Alias',
      Properties: { AliasName: 'alias/mac', TargetKeyId: { 'Fn::GetAtt': ['KeyA1', 'Arn'] } },
    },
    ItemsA3: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        TimeToLiveSpecification: { AttributeName: 'until', Enabled: true },
      },
    },
    MailA4: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { Ref: 'KeyA1' } } },
          ],
        },
      },
    },
    RoleA5: { Type: 'AWS::IAM::Role' },
  },
  Outputs: { Mail: { Value: { Ref: 'MailA4' }, Export: { Name: { 'Fn::Sub': `\${AWS::StackName}:mail` } } } },
};
const work = {
  Parameters: { PortalUrl: { Type: 'String' } },
  Resources: {
    Step: {
      Type: 'AWS::Lambda::Function',
      Metadata: { 'resursdelning:entry': 'functions/step.ts' },
      Properties: {
        Handler: 'index.handler',
        Timeout: 60,
        MemorySize: 512,
        Role: { 'Fn::GetAtt': ['StepRole', 'Arn'] },
        Environment: {
          Variables: {
            BUCKET: { 'Fn::ImportValue': 'Data:mail' },
            CALLBACK: { 'Fn::Sub': [`\${Base}/callback`, { Base: { Ref: 'PortalUrl' } }] },
            MACHINE: { Ref: 'Flow' },
            WHERE: {
              'Fn::Join': [':', [{ Ref: 'AWS::Partition' }, { Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }]],
            },
            LITERAL: { 'Fn::Sub': `\${!kept} \${Step.Arn}` },
          },
        },
      },
    },
    StepRole: { Type: 'AWS::IAM::Role' },
    Flow: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'flow',
        DefinitionString: `{"StartAt":"A","States":{"A":{"Resource":"\${StepArn}"}}}`,
        DefinitionSubstitutions: { StepArn: { 'Fn::GetAtt': ['Step', 'Arn'] } },
      },
    },
    Stored: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { detail: { bucket: { name: [{ 'Fn::ImportValue': 'Data:mail' }] } } },
        Targets: [{ Id: 'T', Arn: { 'Fn::GetAtt': ['Step', 'Arn'] } }],
      },
    },
    Off: { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'rate(1 day)', State: 'DISABLED' } },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
    ApiStep: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { ApiId: { Ref: 'Api' }, IntegrationUri: { 'Fn::GetAtt': ['Step', 'Arn'] } },
    },
    ApiAll: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        RouteKey: '$default',
        Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'ApiStep' }]] },
      },
    },
  },
};

describe('the templates of the CDK', () => {
  const folder = temporaryFolders();

  const load = (
    stacks: Record<string, unknown>,
    parameters: Record<string, string> = { PortalUrl: 'http://localhost:1' },
  ) => {
    const dir = folder();
    for (const [name, template] of Object.entries(stacks)) {
      writeFileSync(join(dir, `${name}.template.json`), JSON.stringify(template));
    }
    return loadDeployment(dir, parameters);
  };

  it('say which stores there are', () => {
    const { tables, buckets, keys, aliases } = load({ Data: data, Work: work });
    expect(tables).toMatchObject([{ name: 'ItemsA3', ttlAttribute: 'until', indexes: [] }]);
    expect(keys).toMatchObject([{ spec: 'HMAC_256', usage: 'GENERATE_VERIFY_MAC' }]);
    expect(aliases).toEqual([{ name: 'alias/mac', keyId: keys[0]?.keyId }]);
    expect(buckets).toMatchObject([{ name: 'maila4', versioned: true, kmsKeyId: keys[0]?.keyId, sendsEvents: true }]);
  });

  it('resolve what a function, a machine, a rule and a route refer to, over stacks', () => {
    const { functions, machines, rules, httpApis } = load({ Data: data, Work: work });
    const arn = 'arn:aws:lambda:eu-north-1:000000000000:function:Step';
    const machine = 'arn:aws:states:eu-north-1:000000000000:stateMachine:flow';
    expect(functions).toMatchObject([
      {
        ...{ name: 'Step', arn, entry: 'functions/step.ts', handler: 'handler', timeoutMs: 60_000, memoryMb: 512 },
        environment: {
          BUCKET: 'maila4',
          CALLBACK: 'http://localhost:1/callback',
          MACHINE: machine,
          WHERE: 'aws:eu-north-1:000000000000',
          LITERAL: `\${kept} ${arn}`,
        },
      },
    ]);
    expect(machines).toMatchObject([{ name: 'flow', arn: machine, definition: expect.stringContaining(`"${arn}"`) }]);
    expect(rules).toMatchObject([
      { name: 'Stored', pattern: { detail: { bucket: { name: ['maila4'] } } }, targets: [{ functionArn: arn }] },
    ]);
    expect(httpApis).toEqual([{ id: 'Api', routes: [{ key: '$default', functionArn: arn }] }]);
  });

  it('give the same names at every start', () => {
    const names = () => JSON.stringify(load({ Data: data, Work: work }));
    expect(names()).toBe(names());
  });

  const resource = (type: string, properties: object = {}) => ({
    Resources: { Thing: { Type: type, Properties: properties } },
  });
  it.each([
    ['an unknown kind of resource', resource('AWS::RDS::DBInstance'), 'AWS::RDS::DBInstance (Thing)'],
    ['an unknown function', resource('AWS::KMS::Key', { KeySpec: { 'Fn::If': ['a', 'b', 'c'] } }), 'Fn::If'],
    ['an unknown kind of key', resource('AWS::KMS::Key', { KeySpec: 'ML_DSA_44' }), 'KeySpec'],
    ['a name that nothing has', resource('AWS::KMS::Key', { KeySpec: { Ref: 'Nowhere' } }), 'Nowhere'],
    ['an export that nobody makes', resource('AWS::KMS::Key', { KeySpec: { 'Fn::ImportValue': 'x' } }), 'exports x'],
    ['a function without its source', resource('AWS::Lambda::Function', { Handler: 'i.h' }), 'resursdelning:entry'],
    ['a definition that lies elsewhere', resource('AWS::StepFunctions::StateMachine', {}), 'DefinitionString'],
  ])('are refused by name for %s', (_what, template, words) => {
    expect(() => load({ Only: template })).toThrow(words);
  });

  it('are refused when a parameter has no value', () => {
    expect(() => load({ Data: data, Work: work }, {})).toThrow('PortalUrl');
  });
});
