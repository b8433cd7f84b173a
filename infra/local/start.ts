// npm start: the whole system on this machine.
import { join, resolve } from 'node:path';
import { type Home, startHome } from './home.ts';
import { parseStartArguments, type StartArguments } from './process/arguments.ts';
import { writeAtomically } from './process/atomic-file.ts';
import { greeting } from './process/greeting.ts';
import { HomeTrouble, troubleOf } from './process/trouble.ts';

/** A child or a socket that will not end must not keep a terminal. */
const longestGoodbyeMs = 2_500;

const starting = new AbortController();
let home: Home | undefined;
let ending = false;

/** Ends everything that was started, and the process with it. */
async function end(trouble?: HomeTrouble): Promise<void> {
  if (ending) return;
  ending = true;
  if (trouble) show(trouble);
  const code = trouble ? 1 : 0;
  setTimeout(() => process.exit(code), longestGoodbyeMs).unref();
  starting.abort();
  await home?.close();
  process.exit(code);
}

function show({ lines }: HomeTrouble): void {
  for (const line of lines) console.error(line);
}

function writeAddresses({ urls, smtpPort, parameters }: Home, files: readonly string[]): void {
  const text = JSON.stringify({ pid: process.pid, urls, smtpPort, parameters }, undefined, 2);
  for (const file of files) writeAtomically(file, `${text}\n`);
}

async function start(wanted: StartArguments): Promise<void> {
  const dir = resolve(wanted.dir);
  const { readyFile, killAtTransition } = wanted;
  try {
    home = await startHome({
      dir,
      ports: wanted.ports,
      signal: starting.signal,
      onEnd: (trouble) => void end(trouble),
      ...(killAtTransition !== undefined && { killAtTransition }),
    });
    console.log(greeting(home));
    writeAddresses(home, [join(dir, 'home.json'), ...(readyFile === undefined ? [] : [readyFile])]);
  } catch (error) {
    await endFor(error, dir);
  }
}

/** A full disk, a missing right and the like are told in two lines; a fault of ours keeps its stack. */
async function endFor(error: unknown, dir: string): Promise<void> {
  const trouble = troubleOf(error, dir);
  if (trouble) return await end(trouble);
  console.error(error);
  await end(new HomeTrouble(unforeseen));
}

const unforeseen = {
  sv: ['Något oväntat hände.', 'Starta igen; datamappen är hel.'],
  en: ['Something unforeseen happened.', 'Start again; the data folder is whole.'],
} as const;

// Functions run in UTC in AWS, so also here.
process.env.TZ = 'UTC';
process.on('SIGINT', () => void end());
process.on('SIGTERM', () => void end());
try {
  const wanted = parseStartArguments(process.argv.slice(2));
  process.on('uncaughtException', (error) => void endFor(error, wanted.dir));
  await start(wanted);
} catch (error) {
  await endFor(error, '.local');
}
