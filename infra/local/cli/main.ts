// npm run -s cli -- <command>: drives and asks a local home.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { KMSClient } from '@aws-sdk/client-kms';
import { PartyId, partyName } from '#domain/parties';
import { KEY_ALIAS_PREFIX, REGION } from '../../constructs/names.ts';
import { durationMs } from '../clock/duration.ts';
import { sendRaw } from '../mail/send.ts';
import { executionsOf } from './executions.ts';
import { addressesIn, control, type HomeAddresses } from './home-process.ts';
import { sealCertificateRequest } from './seal-csr.ts';
import { staffCommand } from './staff.ts';
import { verifyFiles } from './verify.ts';
import { walk } from './walk.ts';

const HELP = `Användning / usage: npm run -s cli -- <kommando / command> [--json]

  walk [--eml FILE] [--out DIR]   ett helt uppdrag genom ett nytt lokalt hem, från e-post till gallringsintyg
                                  one whole assignment through a fresh local home
  send FILE.eml [--from A] [--to B]  skickar ett brev till det hem som körs / sends a mail to the running home
  status [UPPDRAG]                var det körande hemmet är, eller ett uppdrags tillstånd / where the running home is
  clock +30d                      flyttar det körande hemmets klocka framåt (s, m, h, d, w) / moves its clock
  verify FIL.pdf… [--trust PEM [--sealer NAMN]…] [--timestamp-trust PEM] [--evidence FIL]…
                                  vem som skrev under vad, och om något ändrats; mapp eller - går också
                                  who signed what, and whether anything was changed; a folder or - will do
  staff check FIL KOMMUN          granskar en personallista innan den läses in / checks a list of staff
  seal-csr KOMMUN --organisation-id NTRSE-…
                                  certifikatbegäran för kommunens stämpelnyckel i KMS (AWS)
                                  a certificate request for a municipality's seal key in KMS
  help                            denna text / this text

  --data DIR   datamapp för det körande hemmet (.local) / data folder of the running home
  --json       svaret som JSON på standard ut / the answer as JSON on standard output

Slutkod / exit code: 0 klart / done · 1 misslyckades / failed · 2 fel användning / wrong usage
`;

class UsageError extends Error {}

const { values, positionals } = ((): ReturnType<typeof parse> => {
  try {
    return parse();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    process.exit(2);
  }
})();

function parse() {
  return parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      eml: { type: 'string' },
      out: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      data: { type: 'string', default: '.local' },
      'organisation-id': { type: 'string' },
      trust: { type: 'string' },
      'timestamp-trust': { type: 'string' },
      sealer: { type: 'string', multiple: true, default: [] },
      evidence: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
}

/** Facts go to standard output, everything said on the way to standard error. */
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const answer = (facts: object, text: string): void =>
  void process.stdout.write(values.json ? `${JSON.stringify(facts, null, 2)}\n` : `${text}\n`);

const runningHome = (): HomeAddresses => {
  const home = addressesIn(values.data);
  if (!home)
    throw new UsageError(
      `Inget hem har startats i ${values.data}: kör npm start. / No home was started there: run npm start.`,
    );
  return home;
};

const headerAddress = (raw: Buffer, header: string): string | undefined =>
  new RegExp(`^${header}:.*?([^\\s<>,;:"]+@[^\\s<>,;:"]+)`, 'im').exec(
    raw.toString('latin1').split(/\r?\n\r?\n/)[0] ?? '',
  )?.[1];

const commands: Record<string, (args: string[]) => Promise<void>> = {
  async walk() {
    const facts = await walk({ say, out: values.out, eml: values.eml ? readFileSync(values.eml) : undefined });
    const states = facts.statesVisited.assignment.length + facts.statesVisited.culling.length;
    answer(
      facts,
      `Uppdrag ${facts.assignmentId} är gallrat: ${facts.objectsErased} poster raderade, frånvaro kontrollerad, intyg ${facts.certificateId}. ${states} tillstånd, ${facts.seconds} s.`,
    );
  },
  async send([file]) {
    if (!file) throw new UsageError('send FILE.eml');
    const home = runningHome();
    const raw = readFileSync(file);
    const from = values.from ?? headerAddress(raw, 'From');
    const to = values.to ?? headerAddress(raw, 'To');
    if (!from || !to)
      throw new UsageError(
        'From eller To saknas i brevet: ange --from och --to. / From or To is missing: give --from and --to.',
      );
    await sendRaw({ port: home.smtpPort, raw, from, to: [to] });
    answer({ sent: true, bytes: raw.length }, `Skickat, ${raw.length} byte. Svaret kommer i ${home.urls.mailbox}`);
  },
  async status([id]) {
    const home = runningHome();
    if (!id) {
      const status = await control(home, 'GET', '/status');
      return answer(
        { ...home, status },
        `Portal ${home.urls.portal}\nBrevlåda ${home.urls.mailbox}\nSMTP 127.0.0.1:${home.smtpPort}`,
      );
    }
    const visited = await executionsOf({ dir: values.data, addresses: home }, id);
    if (visited.assignment.length + visited.culling.length === 0)
      throw new Error(`Uppdraget ${id} har inget flöde här. / No workflow of ${id} here.`);
    const last = visited.culling.at(-1) ?? visited.assignment.at(-1);
    answer({ assignmentId: id, state: last, visited }, `${id}: ${last}`);
  },
  async clock([by]) {
    const wanted = by?.replace(/^\+/, '');
    if (!wanted || durationMs(wanted) === undefined) throw new UsageError('clock +30d (s, m, h, d, w)');
    const home = runningHome();
    const status = await control(home, 'POST', '/clock', { advance: wanted });
    await control(home, 'POST', '/settle');
    answer(status as object, `Klockan är flyttad ${wanted} framåt.`);
  },
  async staff(given) {
    const { facts, text, isFit } = ((): ReturnType<typeof staffCommand> => {
      try {
        return staffCommand(given, new Date());
      } catch (error) {
        throw new UsageError(error instanceof Error ? error.message : String(error));
      }
    })();
    answer(facts, text);
    process.exitCode = isFit ? 0 : 1;
  },
  async 'seal-csr'([name]) {
    const party = PartyId.safeParse(name).data;
    const organisationIdentifier = values['organisation-id'];
    if (!party || !organisationIdentifier) throw new UsageError('seal-csr KOMMUN --organisation-id NTRSE-…');
    const organisation = partyName(party);
    const request = await sealCertificateRequest({
      kms: new KMSClient({ region: REGION }),
      keyId: `${KEY_ALIAS_PREFIX}${party}-seal`,
      subject: { organisation, organisationIdentifier, commonName: `${organisation}, stämpel` },
    });
    answer({ party, request }, request.trimEnd());
  },
  async verify(paths) {
    if (paths.length === 0)
      throw new UsageError('verify FIL.pdf… (--trust, --sealer, --timestamp-trust, --evidence, --json)');
    const { trust, 'timestamp-trust': timestampTrust, sealer: sealers, evidence, data } = values;
    const request = { paths, trust, timestampTrust, sealers, evidence, data, now: new Date() };
    const { checked, text, exitCode } = await verifyFiles(request).catch(({ message }: Error) => {
      throw new UsageError(message);
    });
    answer(checked, text);
    process.exitCode = exitCode;
  },
};

const [name = 'help', ...args] = positionals;
const command = commands[name];
if (name === 'help' || values.help) {
  process.stdout.write(HELP);
} else if (!command) {
  process.stderr.write(`Okänt kommando / unknown command: ${name}\n\n${HELP}`);
  process.exitCode = 2;
} else {
  try {
    await command(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
