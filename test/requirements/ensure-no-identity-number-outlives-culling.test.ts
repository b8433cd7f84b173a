import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HomeProcess, startHomeProcess } from '#infra/local/cli/home-process';
import { aPdf, SENDER } from '#infra/local/cli/inquiry-mail';
import { allLetters } from '#infra/local/cli/letterbox';
import { story } from '#infra/local/cli/walk';
import { composeMail } from '#infra/local/mail/send';
import { filesUnder, holds, objectsOf, traceOf } from '#test/everything-stored';

const CANARY = '191401682396';
const short = `${CANARY.slice(2, 8)}-${CANARY.slice(8)}`;
const trace = traceOf(CANARY);

const canaryMail = (): Promise<Buffer> =>
  composeMail({
    from: SENDER,
    to: 'uppdrag@resursdelning.example',
    subject: `Ang. ${short}`,
    text: `Anmält av ${CANARY}, skrivet ${CANARY.slice(0, 8)} ${CANARY.slice(8)} i blanketten.`,
    html: `<p>Anmält av <b>${short}</b></p><span style="display:none">${CANARY}</span>`,
    headers: { 'X-Case': CANARY },
    attachments: [
      { filename: `${CANARY}.pdf`, content: aPdf(`Personnummer ${short}`) },
      { filename: 'lista.csv', content: Buffer.from(`namn;personnummer\nTest;${CANARY}\n`) },
    ],
  });

describe('an identity number that came in subject, body, file name, PDF and headers', () => {
  let home: HomeProcess;
  let before: Awaited<ReturnType<typeof objectsOf>>;
  let whileOpen: ReturnType<typeof filesUnder>;

  beforeAll(async () => {
    home = await startHomeProcess();
    const steps: (() => Promise<void>)[] = [];
    await story(home, { say: () => {}, eml: await canaryMail() }, async (step) => {
      await step();
      steps.push(step);
      // After the receipt has been asked for: everything that will ever be stored before culling is there.
      if (steps.length === 8) {
        before = await objectsOf(home);
        whileOpen = filesUnder(home.dir);
      }
    });
  });
  afterAll(() => home.stop({ remove: true }));

  it('is found by the search in the untouched original, so that the search can find it', () => {
    expect(before.filter(({ bytes }) => holds(bytes, trace)).length).toBeGreaterThan(0);
  });

  it('lies, while the assignment is open, in the stored originals and in no other object', () => {
    const where = before
      .filter(({ bytes }) => holds(bytes, trace))
      .map(({ shelf, key }) => `${shelf} ${key.replace(/^(inbound|[a-z]+\/[a-z0-9-]+)\//, '')}`);
    expect([...new Set(where)].filter((place) => !/^mail |^material original\//.test(place))).toEqual([]);
  });

  it('lies in no file of the machine in the clear: databases, blobs, logs, workflow history, letters', () => {
    expect(whileOpen.length).toBeGreaterThan(20);
    expect(whileOpen.filter(({ bytes }) => holds(bytes, trace)).map(({ name }) => name)).toEqual([]);
  });

  it('lies after culling in the orderer’s own vault and nowhere else', async () => {
    const after = await objectsOf(home);
    const shelves = new Set(after.filter(({ bytes }) => holds(bytes, trace)).map(({ shelf }) => shelf));
    expect([...shelves]).toEqual(['vault']);
    expect(
      filesUnder(home.dir)
        .filter(({ bytes }) => holds(bytes, trace))
        .map(({ name }) => name),
    ).toEqual([]);
  });

  it('stood in no letter that left', async () => {
    const letters = await allLetters(home.addresses);
    expect(letters.length).toBeGreaterThan(10);
    expect(letters.filter((letter) => trace.test(JSON.stringify(letter)))).toEqual([]);
  });
});
