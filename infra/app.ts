import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { REGION } from './constructs/names.ts';
import { NoStandIns } from './constructs/no-stand-ins.ts';
import { DataStack } from './stacks/data-stack.ts';
import { MailStack } from './stacks/mail-stack.ts';
import { PortalStack } from './stacks/portal-stack.ts';
import { WorkflowStack } from './stacks/workflow-stack.ts';

/** New behaviour of the CDK that has to be asked for. */
const FLAGS = {
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/core:enablePartitionLiterals': true,
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
};

/**
 * The whole system on AWS. Needs no account and no container to synthesise.
 *
 * @param o.outdir where `synth()` writes the templates; a temporary folder when left out.
 * @param o.bundling `false` builds no code: the templates are whole, and whoever runs them finds each function's source
 *   in its metadata `resursdelning:entry`.
 * @param o.validation `false` skips every check of the templates, which takes most of the time: for the local home, which
 *   builds the same templates that the checks have passed before.
 */
export const buildApp = ({
  outdir,
  bundling = true,
  validation = true,
}: {
  outdir?: string;
  bundling?: boolean;
  validation?: boolean;
} = {}): App => {
  const app = new App({
    outdir,
    analyticsReporting: false,
    treeMetadata: false,
    builtinCloudFormationValidation: validation,
    context: { ...FLAGS, ...(bundling ? {} : { 'aws:cdk:bundling-stacks': [] }) },
  });
  const named = (name: string) => ({ stackName: `resursdelning-${name}`, env: { region: REGION } });

  const data = new DataStack(app, 'Data', named('data'));
  const workflow = new WorkflowStack(app, 'Workflow', { ...named('workflow'), data });
  new PortalStack(app, 'Portal', { ...named('portal'), data, workflow });
  new MailStack(app, 'Mail', { ...named('mail'), data });

  if (validation) Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new NoStandIns());
  return app;
};

if (import.meta.main) buildApp().synth();
