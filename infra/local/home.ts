import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { kmsClientKey } from '#adapters/oidc-client-key';
import { type HomeClock, installClock } from './clock/clock.ts';
import { createControl } from './control/control.ts';
import { startDynamo } from './dynamo/server.ts';
import { makeTables } from './dynamo/tables.ts';
import { createEngine } from './engine/engine.ts';
import { createDelivery } from './events/delivery.ts';
import { createEventBus } from './events/event-bus.ts';
import { runSchedules } from './events/schedules.ts';
import { createAwsEndpoint } from './gateway/aws.ts';
import { createHttpApi } from './gateway/http-api.ts';
import { createLocalIdentity } from './identity/provider.ts';
import type { TestPerson } from './identity/test-person.ts';
import { createKeys } from './kms/keys.ts';
import { commonEnvironment } from './lambda/environment.ts';
import { openFunctionLogs } from './lambda/function-log.ts';
import { createLambdaHost } from './lambda/host.ts';
import { createOutbox } from './mail/outbox.ts';
import { createSmtpServer } from './mail/smtp-server.ts';
import { ephemeralPorts, type Ports, portTrouble } from './ports.ts';
import { doChores } from './process/chores.ts';
import { openCredentials } from './process/credentials.ts';
import { openDataFolder } from './process/data-folder.ts';
import { openDoors } from './process/doors.ts';
import { lockFolder } from './process/folder-lock.ts';
import { storeMail } from './process/mail-delivery.ts';
import { untilQuiet } from './process/quiet.ts';
import { assertNotDeployed } from './process/stand-in-guard.ts';
import type { HomeTrouble } from './process/trouble.ts';
import { createObjectStore } from './s3/object-store.ts';
import { seedRegister } from './seed/register.ts';
import { bundle } from './template/bundle.ts';
import { loadDeployment } from './template/load.ts';
import { synthesise } from './template/synthesise.ts';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
const mailDomain = 'resursdelning.example';

export interface HomeOptions {
  /** The data folder. */
  dir: string;
  ports?: Ports | 'ephemeral';
  /** Lines for a person: what was dropped, what failed. */
  log?: (line: string) => void;
  /** Where the project lies whose `infra/app.ts` is started; this one, unless a test has its own. */
  root?: string;
  /** Kills the home (SIGKILL) at this transition of the workflow engine, counted from 1 at each start. */
  killAtTransition?: number;
  /** Told when the home cannot go on, and when somebody asks it to stop by the control door. */
  onEnd?: (trouble: HomeTrouble | undefined) => void;
}

/** The whole system on one machine. */
export interface Home {
  urls: { portal: string; identity: string; mailbox: string; control: string };
  smtpPort: number;
  /** The values that the templates' parameters were given. */
  parameters: Record<string, string>;
  /** All variables that the functions have, endpoints included. */
  environment: Record<string, string>;
  persons: readonly TestPerson[];
  clock: HomeClock;
  /** Resolves when no execution, event or function is under way. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the home on a data folder: the same template, definitions and handlers as in AWS, with a stand-in for each service.
 *
 * It listens on 127.0.0.1 only, replaces `Date` of this thread by the home's clock, and resolves when everything answers.
 * @throws HomeTrouble when something that a person can mend is in the way.
 */
export async function startHome(o: HomeOptions): Promise<Home> {
  assertNotDeployed(process.env);
  await using begun = new AsyncDisposableStack();
  const home = await assemble(o, begun);
  const closing = begun.move();
  return { ...home, close: () => closing.disposeAsync() };
}

/** Whatever is opened here is closed in the opposite order, also when a later part does not start. */
async function assemble(o: HomeOptions, closing: AsyncDisposableStack): Promise<Omit<Home, 'close'>> {
  const { log = console.error, onEnd = () => undefined } = o;
  const dir = resolve(o.dir);
  const root = o.root ?? projectRoot;
  const cache = join(root, '.cache');
  closing.defer(lockFolder(dir));
  openDataFolder(dir);
  const clock = installClock({ file: join(dir, 'clock.json') });
  const credentials = openCredentials(dir);

  const wanted = o.ports === undefined || o.ports === 'ephemeral' ? ephemeralPorts : o.ports;
  const doors = await openDoors(wanted, log);
  closing.defer(() => doors.close());
  const [template, database] = await Promise.all([
    synthesise(root, cache),
    startDynamo({ dir, port: wanted.dynamodb }).then((server) => {
      closing.defer(() => server.close());
      return server;
    }),
  ]);
  database.onExit(() => onEnd(databaseEnded()));
  const ports: Ports = {
    ...wanted,
    portal: doors.port('portal'),
    identity: doors.port('identity'),
    mailbox: doors.port('mailbox'),
    aws: doors.port('aws'),
    s3: doors.port('s3'),
    control: doors.port('control'),
    dynamodb: database.port,
  };
  const url = (port: number) => `http://localhost:${port}`;
  const urls = {
    portal: url(ports.portal),
    identity: url(ports.identity),
    mailbox: url(ports.mailbox),
    control: url(ports.control),
  };
  const parameters = {
    PortalUrl: urls.portal,
    OidcIssuer: urls.identity,
    OidcClientId: 'resursdelning-local',
    MailDomain: mailDomain,
    SenderAddress: `uppdrag@${mailDomain}`,
    HostParty: 'haninge',
  };
  const deployment = loadDeployment(template, parameters);
  const bundles = await bundle(
    root,
    cache,
    deployment.functions.map(({ name, entry, assets }) => ({ name, entry, assets })),
  );
  const common = commonEnvironment(ports, credentials);
  const environment = Object.assign({}, ...deployment.functions.map((fn) => fn.environment), common);

  const keys = createKeys({ file: join(dir, 'keys.json'), now: clock.now });
  closing.defer(() => keys.close());
  for (const key of deployment.keys) keys.createKey(key);
  for (const alias of deployment.aliases) keys.createAlias(alias.name, alias.keyId);

  let activity = 0;
  const logs = openFunctionLogs({ dir: join(dir, 'logs'), onFailure: (error) => log(`logs: ${error.message}`) });
  closing.defer(() => logs.close());
  const host = createLambdaHost({ functions: deployment.functions, bundles, env: common, clock, logs });
  closing.defer(() => host.close());
  const invoke = (name: string, payload: string) => {
    activity += 1;
    return host.invoke(name, payload);
  };
  const delivery = createDelivery({ invoke, log, pause: (ms) => new Promise((done) => setTimeout(done, ms)) });
  closing.defer(() => delivery.close());
  const announcing = new Set(deployment.buckets.filter((bucket) => bucket.sendsEvents).map(({ name }) => name));
  const bus = createEventBus({ rules: deployment.rules, announcing, delivery });

  const store = createObjectStore({
    dir: join(dir, 's3'),
    now: clock.now,
    credentials,
    dataKeys: keys.dataKeys,
    onObjectCreated: bus.objectStored,
  });
  closing.defer(() => store.close());
  for (const bucket of deployment.buckets) store.createBucket(bucket);
  const outbox = createOutbox({ dir: join(dir, 'outbox'), now: clock.now });
  closing.defer(() => outbox.close());

  const dynamo = new DynamoDBClient({
    region: common.AWS_REGION,
    credentials,
    endpoint: common.AWS_ENDPOINT_URL_DYNAMODB,
  });
  closing.defer(() => dynamo.destroy());
  await makeTables(dynamo, deployment.tables);

  let transitions = 0;
  const engine = createEngine({
    file: join(dir, 'workflow.sqlite'),
    now: clock.now,
    invoke,
    onTransition() {
      activity += 1;
      transitions += 1;
      if (transitions === o.killAtTransition) process.kill(process.pid, 'SIGKILL');
    },
  });
  closing.defer(() => engine.close());
  clock.onMove(() => engine.wake());

  doors.attend('s3', store.handle);
  doors.attend('aws', createAwsEndpoint({ stepFunctions: engine.handle, kms: keys.handle, ses: outbox.handleSes }));
  doors.attend('mailbox', outbox.handlePages);
  const [api] = deployment.httpApis;
  if (api) doors.attend('portal', createHttpApi({ api, invoke }));

  const persons = environment.REGISTER_TABLE === undefined ? [] : await seedRegister({ env: environment });
  const identity = await openIdentity({ dir, urls, persons, environment, common, credentials, parameters });
  closing.defer(() => identity.close());
  doors.attend('identity', identity.handle);

  for (const machine of deployment.machines) engine.createStateMachine(machine.name, machine.definition);
  const s3 = new S3Client({ region: common.AWS_REGION, credentials, endpoint: common.AWS_ENDPOINT_URL_S3 });
  closing.defer(() => s3.destroy());
  const smtp = await createSmtpServer({
    port: wanted.smtp,
    now: clock.now,
    mailDomain,
    deliver: storeMail(s3, deployment.receiptRules),
  }).catch((error) => {
    throw portTrouble(error, wanted.smtp) ?? error;
  });
  closing.defer(() => smtp.close());
  const chores = doChores({ clock, dynamo, tables: deployment.tables, lifecycle: () => store.lifecycle(), log });
  closing.defer(() => chores.close());
  const schedules = runSchedules({ rules: deployment.rules, clock, delivery, file: join(dir, 'schedules.json') });
  closing.defer(() => schedules.close());

  const settle = () => untilQuiet([engine, delivery, host, chores], () => activity);
  doors.attend(
    'control',
    createControl({
      status: () => ({ now: new Date().toISOString(), urls, smtpPort: smtp.port, functionsBusy: host.busy() }),
      advance: clock.advance,
      settle,
      shutdown: () => onEnd(undefined),
    }),
  );
  engine.wake();
  return { urls, smtpPort: smtp.port, parameters, environment, persons, clock, settle };
}
