import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type HomeClock, installClock } from './clock/clock.ts';
import { createControl } from './control/control.ts';
import { type DynamoServer, startDynamo } from './dynamo/server.ts';
import { createEngine } from './engine/engine.ts';
import { createDelivery } from './events/delivery.ts';
import { createEventBus } from './events/event-bus.ts';
import { runSchedules } from './events/schedules.ts';
import { createAwsEndpoint, type Handle, TIMESTAMPS_PATH } from './gateway/aws.ts';
import { createHttpApi } from './gateway/http-api.ts';
import type { TestPerson } from './identity/test-person.ts';
import { commonEnvironment } from './lambda/environment.ts';
import { openFunctionLogs } from './lambda/function-log.ts';
import { createLambdaHost } from './lambda/host.ts';
import { ephemeralPorts, type Ports } from './ports.ts';
import { type Parameters, parametersOf, type Urls, urlsOf } from './process/addresses.ts';
import { openBankId } from './process/bankid.ts';
import { doChores } from './process/chores.ts';
import { openCredentials } from './process/credentials.ts';
import { openDataFolder } from './process/data-folder.ts';
import { type Doors, openDoors } from './process/doors.ts';
import { lockFolder } from './process/folder-lock.ts';
import { openMailEntrance } from './process/mail-entrance.ts';
import { welcomePeople } from './process/people.ts';
import { untilQuiet } from './process/quiet.ts';
import { openSeals, secretsFile } from './process/seals.ts';
import { assertNotDeployed } from './process/stand-in-guard.ts';
import { openStores } from './process/stores.ts';
import { HomeTrouble } from './process/trouble.ts';
import { createSecrets } from './secrets/secrets.ts';
import { bundle } from './template/bundle.ts';
import { loadDeployment } from './template/load.ts';
import { synthesise } from './template/synthesise.ts';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

export interface HomeOptions {
  /** The data folder. */
  dir: string;
  ports?: Ports | 'ephemeral';
  /** Lines for a person: what was dropped, what failed. */
  log?: (line: string) => void;
  /** Where the project lies whose `infra/app.ts` is started; this one, unless a test has its own. */
  root?: string;
  /** Gives up a start that has not come to its end. */
  signal?: AbortSignal;
  /** Kills the home (SIGKILL) at this transition of the workflow engine, counted from 1 at each start. */
  killAtTransition?: number;
  /** Told when the home cannot go on, and when somebody asks it to stop by the control door. */
  onEnd?: (trouble: HomeTrouble | undefined) => void;
}

/** The whole system on one machine. */
export interface Home {
  urls: Urls;
  smtpPort: number;
  /** The values that the templates' parameters were given. */
  parameters: Parameters;
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
  const { log = console.error, onEnd = () => undefined, root = projectRoot } = o;
  const dir = resolve(o.dir);
  const cache = join(root, '.cache');
  closing.defer(lockFolder(dir));
  openDataFolder(dir);
  const clock = installClock({ file: join(dir, 'clock.json') });
  const credentials = openCredentials(dir);

  // Addresses first: the template's parameters are made of them.
  const wanted = o.ports === undefined || o.ports === 'ephemeral' ? ephemeralPorts : o.ports;
  const doors = closing.adopt(await openDoors(wanted, log), (one) => one.close());
  const database = closing.adopt(await startDynamo({ dir, port: wanted.dynamodb }), (one) => one.close());
  database.onExit(() => onEnd(databaseEnded));
  const ports = openPorts(wanted, doors, database);
  const urls = urlsOf(ports);
  const parameters = parametersOf(urls);

  const deployment = loadDeployment(await synthesise(root, cache, o.signal), parameters);
  const sources = deployment.functions.map(({ name, entry, assets }) => ({ name, entry, assets }));
  const bundles = await bundle(root, cache, sources, o.signal);
  const env = commonEnvironment(ports, credentials);
  const environment: Record<string, string> = Object.assign(
    {},
    ...deployment.functions.map((fn) => fn.environment),
    env,
  );

  let activity = 0;
  const logs = openFunctionLogs({
    dir: join(dir, 'logs'),
    onFailure: ({ name }) => log(`the logs stop here: ${name}`),
  });
  closing.defer(() => logs.close());
  const host = createLambdaHost({ functions: deployment.functions, bundles, env, clock, logs });
  closing.defer(() => host.close());
  const invoke = (name: string, event: unknown) => {
    activity += 1;
    return host.invoke(name, event);
  };
  const delivery = createDelivery({ invoke, log, pause: (ms) => new Promise((done) => setTimeout(done, ms)) });
  const announcing = new Set(deployment.buckets.filter((bucket) => bucket.sendsEvents).map(({ name }) => name));
  const bus = createEventBus({ rules: deployment.rules, announcing, delivery });

  const { AWS_REGION: region, AWS_ENDPOINT_URL_DYNAMODB: dynamoUrl, AWS_ENDPOINT_URL_S3: s3Url } = env;
  const onObjectCreated = bus.objectStored;
  const { keys, objects, outbox, dynamo } = await openStores({
    ...{ dir, clock, credentials, deployment, dynamoUrl, region, onObjectCreated, closing },
  });
  // At the end: first no new work, then the engine waits for the functions that run, and only then nobody answers them.
  closing.defer(() => doors.close());
  let transitions = 0;
  const onTransition = ({ type }: { type: string }) => {
    activity += 1;
    // A transition is what Step Functions counts as one: entering a state. It is stored when we are told.
    if (type.endsWith('StateEntered')) transitions += 1;
    if (transitions === o.killAtTransition) process.kill(process.pid, 'SIGKILL');
  };
  const engine = createEngine({ file: join(dir, 'workflow.sqlite'), now: clock.now, invoke, onTransition });
  closing.defer(() => engine.close());
  clock.onMove(() => engine.wake());

  doors.attend('s3', objects.handle);
  const secrets = createSecrets({ file: secretsFile(dir), now: clock.now });
  let stampTime: Handle = (_req, res) => res.writeHead(404).end();
  doors.attend(
    'aws',
    createAwsEndpoint({
      stepFunctions: engine.handle,
      kms: keys.handle,
      secrets: secrets.handle,
      ses: outbox.handleSes,
      stampTime: (req, res) => stampTime(req, res),
    }),
  );
  const timestampUrl = `${urls.aws}${TIMESTAMPS_PATH}`;
  const { aliases } = deployment;
  const seals = await openSeals({ dir, clock, secrets, credentials, environment, aliases, timestampUrl, closing });
  if (seals) stampTime = seals.stampTime;
  doors.attend('mailbox', outbox.handlePages);
  const [api] = deployment.httpApis;
  if (api) doors.attend('portal', createHttpApi({ api, invoke }));
  const { persons, identity } = await welcomePeople({ dir, issuer: urls.identity, credentials, environment, closing });
  doors.attend('identity', identity.handle);
  const bankId = await openBankId({
    dir,
    clock,
    persons,
    secrets,
    environment,
    urls,
    port: wanted.bankidService,
    closing,
  });
  if (bankId) doors.attend('bankid', bankId.handleApp);

  for (const machine of deployment.machines) engine.createStateMachine(machine.name, machine.definition);
  engine.wake();
  const rules = deployment.receiptRules;
  const mail = { port: wanted.smtp, mailDomain: parameters.MailDomain, rules };
  const smtpPort = await openMailEntrance({ ...mail, clock, s3Url, region, credentials, closing });
  const chores = doChores({ clock, dynamo, tables: deployment.tables, lifecycle: () => objects.lifecycle(), log });
  closing.defer(() => chores.close());
  const schedules = runSchedules({ rules: deployment.rules, clock, delivery, file: join(dir, 'schedules.json') });
  closing.defer(() => schedules.close());

  closing.defer(() => delivery.close());

  const settle = () => untilQuiet([engine, delivery, host, chores], () => activity);
  const status = () => ({ now: new Date().toISOString(), urls, smtpPort, functionsRunning: host.busy() });
  doors.attend('control', createControl({ status, advance: clock.advance, settle, shutdown: () => onEnd(undefined) }));
  return { urls, smtpPort, parameters, environment, persons, clock, settle };
}

/** The ports that really are open, where any free one was wanted. */
const openPorts = (wanted: Ports, doors: Doors, database: DynamoServer): Ports => ({
  portal: doors.port('portal'),
  identity: doors.port('identity'),
  mailbox: doors.port('mailbox'),
  aws: doors.port('aws'),
  s3: doors.port('s3'),
  control: doors.port('control'),
  bankid: doors.port('bankid'),
  bankidService: wanted.bankidService,
  dynamodb: database.port,
  smtp: wanted.smtp,
});

const databaseEnded = new HomeTrouble({
  sv: ['Databasen slutade.', 'Kontrollera att disken inte är full, och starta igen; det som besvarats är sparat.'],
  en: ['The database ended.', 'Check that the disk is not full, and start again; what was answered is kept.'],
});
