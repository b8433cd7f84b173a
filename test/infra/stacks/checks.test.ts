import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, CfnParameter } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { buildApp } from '../../../infra/app.ts';
import { StepFunction } from '../../../infra/constructs/step-function.ts';

const made: string[] = [];
const checkedApp = (): App => {
  const outdir = mkdtempSync(join(tmpdir(), 'checks-'));
  made.push(outdir);
  return buildApp({ outdir, bundling: false });
};
const partOf = <T>(app: App, path: string, kind: abstract new (...args: never[]) => T): T => {
  const found = app.node.findAll().find(({ node }) => node.path === path);
  if (!(found instanceof kind)) throw new Error(`${path} is not there`);
  return found;
};

afterEach(() => {
  for (const outdir of made.splice(0)) rmSync(outdir, { recursive: true, force: true });
});

describe('the checks at synthesis', () => {
  it('have nothing to say of the stacks as they are', () => {
    expect(() => checkedApp().synth()).not.toThrow();
  });

  it('refuse a function that points at this machine', () => {
    const app = checkedApp();
    const cull = partOf(app, 'Workflow/Culling/Cull/Resource', CfnFunction);
    cull.addPropertyOverride('Environment.Variables.PORTAL_URL', 'http://127.0.0.1:3000');
    expect(() => app.synth()).toThrow(/StandInSwitchedOn/);
  });

  it('refuse a function whose AWS is an emulator', () => {
    const app = checkedApp();
    const cull = partOf(app, 'Workflow/Culling/Cull/Resource', CfnFunction);
    cull.addPropertyOverride('Environment.Variables.AWS_ENDPOINT_URL_S3', 'https://s3.example.org');
    expect(() => app.synth()).toThrow(/StandInSwitchedOn/);
  });

  it('refuse a parameter whose default is a stand-in', () => {
    const app = checkedApp();
    partOf(app, 'Portal/OidcIssuer', CfnParameter).default = 'http://localhost:4000';
    expect(() => app.synth()).toThrow(/StandInSwitchedOn/);
  });

  it('refuse a table that has lost its backups without a reason', () => {
    const app = checkedApp();
    partOf(app, 'Data/Assignments/Resource', CfnTable).pointInTimeRecoverySpecification = undefined;
    expect(() => app.synth()).toThrow(/AwsSolutions-DDB3/);
  });

  it('refuse a right that nobody gave a reason for', () => {
    const app = checkedApp();
    partOf(app, 'Workflow/Culling/Cull', StepFunction).permit(['s3:GetObject'], ['arn:aws:s3:::any-bucket/*']);
    expect(() => app.synth()).toThrow(/AwsSolutions-IAM5/);
  });
});
