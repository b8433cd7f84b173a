import { CfnParameter, type CfnParameterProps, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { PARTY_IDS } from '../../functions/domain/parties.ts';

/** A name on the public Internet: no address of this machine, no IP address, no name that is reserved for examples. */
const PUBLIC_HOST =
  '(?![a-z0-9.-]*\\.(?:localhost|local|localdomain|internal|test|example|invalid)(?:[/]|$))(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}';
const PUBLIC_ORIGIN = `^https://${PUBLIC_HOST}$`;
const PUBLIC_URL = `^https://${PUBLIC_HOST}(?:/[A-Za-z0-9._~/-]*)?$`;

/**
 * What a deployment decides. The patterns let nothing but a public https address through, so that CloudFormation itself
 * refuses to switch a local stand-in on.
 */
const PARAMETERS = {
  PortalUrl: {
    allowedPattern: PUBLIC_ORIGIN,
    description: 'Where people find the portal, as in https://name.se',
    constraintDescription: 'a public https address without a path',
  },
  OidcIssuer: {
    allowedPattern: PUBLIC_URL,
    description: 'Issuer of the e-ID provider (OpenID Connect, Swedish profile)',
    constraintDescription: 'a public https address',
  },
  OidcClientId: {
    allowedPattern: '^[\\x21-\\x7e]{1,256}$',
    description: 'The client id that the e-ID provider knows the portal by',
  },
  MailDomain: {
    allowedPattern: `^${PUBLIC_HOST}$`,
    description: 'Domain that receives inquiries and sends letters',
    constraintDescription: 'a public domain in lower case',
  },
  SenderAddress: {
    allowedPattern: `^[a-z0-9._-]+@${PUBLIC_HOST}$`,
    description: 'Address in MailDomain that letters are sent from',
    constraintDescription: 'an address in a public domain, in lower case',
  },
  HostParty: {
    allowedValues: [...PARTY_IDS],
    description: 'The municipality that runs the system and takes care of mail that nobody else can be asked about',
  },
} as const satisfies Record<string, CfnParameterProps>;
export type ParameterName = keyof typeof PARAMETERS;

/** The value of a parameter in the stack of `scope`, which declares it the first time it is asked for. */
export const parameter = (scope: IConstruct, name: ParameterName): string => {
  const stack = Stack.of(scope);
  const declared = stack.node.tryFindChild(name);
  if (declared instanceof CfnParameter) return declared.valueAsString;
  return new CfnParameter(stack, name, { type: 'String', ...PARAMETERS[name] }).valueAsString;
};
