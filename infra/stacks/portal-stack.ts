import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alarms } from '../constructs/alarms.ts';
import { PAPER_ASSETS } from '../constructs/bundle.ts';
import { eraseItems, forgetIdentities, readItems, readWriteItems } from '../constructs/item-grants.ts';
import { PORTAL_ROLE } from '../constructs/names.ts';
import { listVersions, putObjects, readObjects } from '../constructs/object-grants.ts';
import { PageApi } from '../constructs/page-api.ts';
import { StepFunction } from '../constructs/step-function.ts';
import {
  complete,
  identifyPeople,
  knowTheHost,
  linkToPortal,
  macIdentities,
  openDataKeys,
  readSecrets,
  sealDocuments,
  sendLetters,
} from '../constructs/system-grants.ts';
import type { DataStack } from './data-stack.ts';
import type { WorkflowStack } from './workflow-stack.ts';

/** The pages that people read and sign on. */
export class PortalStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { data, workflow, ...props }: StackProps & { data: DataStack; workflow: WorkflowStack },
  ) {
    super(scope, id, props);
    const portal = new StepFunction(this, 'Portal', {
      entry: 'functions/portal/lambda.ts',
      memorySize: 1769,
      timeout: Duration.seconds(29),
      assets: PAPER_ASSETS,
      roleName: PORTAL_ROLE,
    }).may(
      readWriteItems(data.assignments, data.access, data.register, data.records),
      readItems(data.keys),
      openDataKeys(data.keyRing),
      // A session that ends, a sign-in that is used up, a deliverable that the performer takes back before delivery.
      eraseItems(data.access, data.assignments),
      // Somebody's e-ID when they leave or bind another.
      forgetIdentities(data.register),
      // The mail too: what is parked is read by a person before they decide about it. Never the orderers' own vault.
      readObjects(data.mail, data.material, data.deliverables, data.evidence),
      putObjects(data.evidence, data.deliverables),
      // What a round's last process kept before it died is found by looking.
      listVersions(data.evidence),
      complete('assignment', 'culling'),
      macIdentities(data.keyRing),
      identifyPeople(data.keyRing),
      sealDocuments(data.keyRing),
      readSecrets('bankid', 'oidc', 'sign-in/'),
      linkToPortal,
      sendLetters,
      knowTheHost,
    );
    const api = new PageApi(this, 'Api', { server: portal });
    new Alarms(this, 'Alarms', { topic: workflow.alarmTopic }).whenErring(portal);
    new CfnOutput(this, 'PortalEndpoint', { value: api.endpoint });
  }
}
