import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import { sendRaw } from '../mail/send.ts';
import { managementMailbox } from '../seed/test-persons.ts';
import { executionsOf } from './executions.ts';
import { type HomeProcess, startHomeProcess } from './home-process.ts';
import { inquiryMail, SENDER } from './inquiry-mail.ts';
import { allLetters, linkTo } from './letterbox.ts';
import { sealedFileOn, sealedFilesOf, sealRootsOf } from './sealed-files.ts';
import { createVisitor, type Page, type Visitor } from './visitor.ts';

/** The home as a story needs it: a test may put one here that dies and rises. */
export type StoryHome = Pick<HomeProcess, 'addresses' | 'dir' | 'settle' | 'advance'>;

/** Does one step of the story; a test may do it again when the home died under it. */
export type StepRunner = (step: () => Promise<void>) => Promise<void>;

/** What a walk says when it is over. */
export interface WalkFacts {
  outcome: 'culled';
  assignmentId: string;
  certificateId: string;
  statesVisited: { assignment: string[]; culling: string[] };
  objectsErased: number;
  absenceVerified: boolean;
  seconds: number;
}

export interface WalkOptions {
  /** The mail that begins it; one of our own when absent. Its sender has to be the handler of Haninge. */
  eml?: Buffer;
  /** Where every document and letter that was made is kept. */
  out?: string;
  say: (line: string) => void;
  /** A home that already runs; a fresh one of its own when absent. */
  home?: HomeProcess;
}

const DELIVERED = Buffer.from('punkt;N;E;H\n1;6558700.123;674032.456;12.34\n2;6558712.001;674040.120;12.61\n');

const TERMS = {
  performer: 'tyreso',
  registryNumber: 'KS 2026/123',
  workType: 'survey',
  place: 'HANINGE KALVSVIK 11:16',
  finishOn: '2099-06-30',
  hours: '16',
  description: 'Inmätning av gångväg, plan och höjd, enligt underlaget.',
};

/**
 * Drives one whole assignment through a local home over its real doors: SMTP, HTTP, the test e-ID, presigned uploads and
 * downloads, and a moved clock. From an e-mail to a culling certificate.
 */
export const walk = async (o: WalkOptions): Promise<WalkFacts> => {
  const from = performance.now();
  const home = o.home ?? (await startHomeProcess());
  try {
    return { ...(await story(home, o)), seconds: Math.round((performance.now() - from) / 100) / 10 };
  } finally {
    if (!o.home) await home.stop({ remove: true });
  }
};

/** The people of the walk. */
export const visitors = ({ addresses: { urls } }: Pick<HomeProcess, 'addresses'>) => {
  const as = (person: string): Visitor => createVisitor({ person, identity: urls.identity });
  return {
    orderer: as('haninge-handler'),
    ordererManager: as('haninge-manager'),
    offering: as('tyreso-handler'),
    performer: as('tyreso-manager'),
    declining: as('salem-manager'),
  };
};

/** Signs in at a municipality and lands on the page that was asked for. */
export const signIn = async (visitor: Visitor, url: string, party: string): Promise<Page> => {
  const page = await visitor.open(url);
  if (!new URL(page.url).pathname.startsWith('/sign-in')) return page;
  return visitor.submit(page, '/sign-in', { party });
};

const keeper = (out: string | undefined) => {
  if (out) mkdirSync(out, { recursive: true });
  return (name: string, content: string | Uint8Array): void => {
    if (out) writeFileSync(join(out, name), content);
  };
};

/** The story of one assignment, step by step. What each step made is kept in `out`. */
export const story = async (
  home: StoryHome,
  { eml, out, say }: Pick<WalkOptions, 'eml' | 'out' | 'say'>,
  run: StepRunner = (step) => step(),
): Promise<Omit<WalkFacts, 'seconds'>> => {
  const { addresses } = home;
  const { portal } = addresses.urls;
  const to = `uppdrag@${addresses.parameters.MailDomain}`;
  const keep = keeper(out);
  const people = visitors(home);
  const { orderer, ordererManager, offering, performer, declining } = people;
  let path = '';

  say('1  Ett e-postmeddelande skickas / an e-mail is sent');
  const raw = eml ?? (await inquiryMail(to));
  keep('inquiry.eml', raw);
  await sendRaw({ port: addresses.smtpPort, raw, from: SENDER, to: [to] });
  await run(async () => {
    await home.settle();
    path = await linkTo(addresses, SENDER, /\/assignments\//);
  });
  const assignmentId = AssignmentId.parse(path.slice(path.lastIndexOf('/') + 1));
  say(`   Uppdrag / assignment ${assignmentId}`);

  say('2  Det som inte kunde läsas granskas / what could not be read is reviewed');
  await run(async () => {
    const page = await signIn(orderer, path, 'haninge');
    if (!linksOf(page).some((href) => href.endsWith('/review'))) return;
    await orderer.submit(await orderer.open(`${path}/review`), '/review');
  });
  await home.settle();

  say('3  Förfrågan erbjuds och avböjs / the inquiry is offered and declined');
  await run(async () => {
    const asked = await linkTo(addresses, managementMailbox('tyreso'), /\/assignments\//);
    keep('circulated.txt', (await signIn(offering, asked, 'tyreso')).text);
    await offering.submit(await offering.open(`${path}/offer`), '/offer');
  });
  await run(async () => {
    await signIn(declining, path, 'salem');
    const reason = { reason: 'time', text: 'Fullt till sommaren.' };
    await declining.submit(await declining.open(`${path}/decline`), '/decline', reason);
  });

  say('4  Beställningen skrivs under / the order is signed');
  await run(async () => {
    const order = await orderer.submit(await orderer.open(`${path}/order`), '/order', TERMS);
    keep('order.txt', documentOn(order));
    await orderer.submit(order, '/sign');
  });
  await home.settle();

  say('5  Uppdraget bekräftas med underskrift / the acceptance is signed');
  await run(async () => {
    await signIn(performer, path, 'tyreso');
    const acceptance = await performer.open(`${path}/accept`);
    keep('acceptance.txt', documentOn(acceptance));
    await performer.submit(acceptance, '/sign');
  });
  await home.settle();

  say('6  Handlingarna lämnas och levereras / the deliverables are stored and delivered');
  await run(async () => {
    const list = await offering.open(`${path}/deliverables`);
    const slot = linksOf(list).find(isSlot);
    const upload = slot
      ? await offering.open(`${portal}${slot}`)
      : await offering.submit(list, '/deliverables', { title: 'Inmätning gångväg' });
    await offering.upload(upload, { name: 'inmatning.csv', bytes: DELIVERED, mediaType: 'text/csv' });
    await offering.submit(await offering.open(`${path}/deliverables`), '/deliver');
  });
  await home.settle();

  say('7  Det säkra meddelandet öppnas / the secure message is opened');
  await run(async () => {
    const closed = await orderer.open(await linkTo(addresses, SENDER, /\/m\//));
    const revealed = await orderer.submit(await orderer.submit(closed, '/identify'), '/reveal');
    const fetched = await orderer.download(revealed, /\/download\//);
    if (!DELIVERED.equals(fetched)) throw new Error('what was downloaded is not what was delivered');
    keep('deliverable.csv', fetched);
  });

  say('8  Kvittensen skrivs under / the receipt is signed');
  await run(async () => {
    const receipt = await orderer.open(`${path}/receipt`);
    keep('receipt.txt', documentOn(receipt));
    await orderer.submit(receipt, '/sign');
  });
  await run(async () => {
    keep('seal-roots.pem', sealRootsOf(home.dir));
    for (const [name, bytes] of await sealedFilesOf(orderer, path)) keep(name, bytes);
  });
  await home.settle();

  say('9  Klockan flyttas till gallringsdagen / the clock is moved to the culling day');
  await home.advance('31d');
  await home.settle();
  await run(async () => {
    const proposal = await signIn(ordererManager, `${path}/culling`, 'haninge');
    await ordererManager.submit(proposal, '/let-go');
  });
  await home.settle();

  say('10 Gallringsintyget / the culling certificate');
  let certificate: CertificateFacts | undefined;
  await run(async () => {
    const link = await linkTo(addresses, managementMailbox('haninge'), /\/certificates\//);
    const page = await signIn(ordererManager, link, 'haninge');
    keep('certificate.html', page.html.toString());
    keep('certificate.txt', page.text);
    keep('certificate.pdf', await sealedFileOn(ordererManager, page));
    certificate = CertificateFacts.parse(await (await ordererManager.browser(`${link}?format=json`)).json());
  });
  if (!certificate) throw new Error('there is no certificate');
  for (const [i, letter] of (await allLetters(addresses)).reverse().entries()) {
    const text = `${letter.to.join(', ')}\n${letter.subject}\n\n${letter.text}`;
    keep(`letter-${String(i + 1).padStart(2, '0')}.txt`, text);
  }
  return {
    outcome: 'culled',
    assignmentId,
    certificateId: certificate.id,
    statesVisited: await executionsOf(home, assignmentId),
    objectsErased: Object.values(certificate.erased).reduce((sum, n) => sum + n, 0),
    absenceVerified: true,
  };
};

/** What the walk reads of a certificate: that it has a time of verified absence is what it proves. */
const CertificateFacts = z.object({
  id: z.string(),
  erased: z.record(z.string(), z.int()),
  absenceVerifiedAt: z.iso.datetime(),
});
type CertificateFacts = z.infer<typeof CertificateFacts>;

const linksOf = (page: Page): string[] => page.html.querySelectorAll('a').map((a) => a.getAttribute('href') ?? '');
const isSlot = (href: string): boolean => /\/deliverables\/d-[0-9a-z]{10}$/.test(href);
const documentOn = (page: Page): string => page.html.querySelector('pre')?.text ?? page.text;
