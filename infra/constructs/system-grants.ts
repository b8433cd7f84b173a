import { Aws, Validations } from 'aws-cdk-lib';
import { parameter } from './deployment-parameters.ts';
import type { KeyRing } from './key-ring.ts';
import { KEY_ALIAS_PREFIX, MACHINE_NAMES, type MachineName, OIDC_CLIENT_KEY, REGION, SECRETS_PREFIX } from './names.ts';
import type { Grant } from './step-function.ts';

const arns = (keys: readonly { keyArn: string }[]): string[] => keys.map(({ keyArn }) => keyArn);

/** A data key is always bound to its assignment; a call that names none is refused. */
const NAMES_AN_ASSIGNMENT = { Null: { 'kms:EncryptionContext:assignment': 'false' } };

/** Knows what keys are called, and may do nothing with them. */
export const nameKeys: Grant = (step) => {
  step.addEnvironment('KEY_ALIAS_PREFIX', KEY_ALIAS_PREFIX);
};

/** Opens the data keys of assignments. */
export const openDataKeys =
  (keys: KeyRing): Grant =>
  (step) => {
    step.addEnvironment('KEY_ALIAS_PREFIX', KEY_ALIAS_PREFIX);
    step.permit(['kms:Decrypt'], arns(keys.municipal), NAMES_AN_ASSIGNMENT);
  };

/** Makes the data key of a new assignment. */
export const makeDataKeys =
  (keys: KeyRing): Grant =>
  (step) => {
    step.addEnvironment('KEY_ALIAS_PREFIX', KEY_ALIAS_PREFIX);
    step.permit(['kms:GenerateDataKey'], arns(keys.municipal), NAMES_AN_ASSIGNMENT);
  };

/** Turns identity numbers into keyed MACs. */
export const macIdentities =
  (keys: KeyRing): Grant =>
  (step) => {
    step.addEnvironment('KEY_ALIAS_PREFIX', KEY_ALIAS_PREFIX);
    step.permit(['kms:GenerateMac'], arns(keys.mac));
  };

/** Speaks to the e-ID provider as the portal, with a key that never leaves KMS. */
export const identifyPeople =
  (keys: KeyRing): Grant =>
  (step) => {
    step.addEnvironment('OIDC_ISSUER', parameter(step, 'OidcIssuer'));
    step.addEnvironment('OIDC_CLIENT_ID', parameter(step, 'OidcClientId'));
    step.addEnvironment('OIDC_CLIENT_KEY', OIDC_CLIENT_KEY);
    step.permit(['kms:Sign', 'kms:GetPublicKey'], [keys.oidcClient.keyArn]);
  };

/** Reads secrets whose names begin so, under the deployment's prefix. */
export const readSecrets =
  (...names: readonly string[]): Grant =>
  (step) => {
    step.addEnvironment('SECRETS_PREFIX', SECRETS_PREFIX);
    // AWS adds six characters to a secret's name in its ARN.
    const secrets = names.map(
      (name) => `arn:aws:secretsmanager:${REGION}:${Aws.ACCOUNT_ID}:secret:${SECRETS_PREFIX}${name}*`,
    );
    step.permit(['secretsmanager:GetSecretValue'], secrets);
    for (const secret of secrets) {
      Validations.of(step.role ?? step).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${secret.replace(Aws.ACCOUNT_ID, '<AWS::AccountId>')}]`,
        reason: 'The ARN of a secret ends with characters that AWS draws',
      });
    }
  };

/** Seals documents in the name of every municipality. */
export const sealDocuments =
  (keys: KeyRing): Grant =>
  (step) => {
    step.addEnvironment('KEY_ALIAS_PREFIX', KEY_ALIAS_PREFIX);
    step.permit(['kms:Sign'], arns(keys.seal));
    // What is sealed is read back as a stranger would, so those who seal know what is trusted.
    readSecrets('seal/', 'seal-trust', 'timestamps')(step);
  };

/** Sends letters from the system's own address. */
export const sendLetters: Grant = (step) => {
  const domain = parameter(step, 'MailDomain');
  const sender = parameter(step, 'SenderAddress');
  step.addEnvironment('MAIL_DOMAIN', domain);
  step.addEnvironment('SENDER_ADDRESS', sender);
  step.addEnvironment('PORTAL_URL', parameter(step, 'PortalUrl'));
  step.permit(['ses:SendEmail'], [`arn:aws:ses:${REGION}:${Aws.ACCOUNT_ID}:identity/${domain}`], {
    StringEquals: { 'ses:FromAddress': sender },
  });
};

/** Knows where the portal is. */
export const linkToPortal: Grant = (step) => {
  step.addEnvironment('PORTAL_URL', parameter(step, 'PortalUrl'));
};

/** Knows which municipality takes care of mail that belongs to nobody. */
export const knowTheHost: Grant = (step) => {
  step.addEnvironment('HOST_PARTY', parameter(step, 'HostParty'));
};

/** By name, because the machine invokes the very function that is given its ARN. */
const machineArn = (machine: MachineName): string =>
  `arn:aws:states:${REGION}:${Aws.ACCOUNT_ID}:stateMachine:${MACHINE_NAMES[machine]}`;

const onMachines =
  (machines: readonly MachineName[], action: string): Grant =>
  (step) => {
    for (const machine of machines) step.addEnvironment(`${machine.toUpperCase()}_MACHINE_ARN`, machineArn(machine));
    step.permit([action], machines.map(machineArn));
  };

/** Starts executions. */
export const start = (...machines: readonly MachineName[]): Grant => onMachines(machines, 'states:StartExecution');

/** Completes waits. */
export const complete = (...machines: readonly MachineName[]): Grant => onMachines(machines, 'states:SendTaskSuccess');
