import type { ReadMail } from './read-mail.ts';

export type Verdict = 'pass' | 'fail' | 'none' | 'gray' | 'error';

/** What the receiving server found about a message. */
export interface Authenticity {
  spf: Verdict;
  dkim: Verdict;
  dmarc: Verdict;
  spam: Verdict;
  virus: Verdict;
  /** DMARC passed, and for the very domain that the From names (or its parent). */
  dmarcAligned: boolean;
  /** Put in by the submission server of the machine itself. */
  isLoopback: boolean;
}

type Fields = ReadMail['headers'];

/** What the receiving server writes above a message (Amazon SES; the local server writes the same). */
const prepended = new Set([
  'return-path',
  'received',
  'received-spf',
  'authentication-results',
  'x-ses-spam-verdict',
  'x-ses-virus-verdict',
  'x-ses-receipt',
  'x-ses-dkim-signature',
  'x-resursdelning-submission',
]);

/**
 * The server's own block: from the top down to the first header that it does not write, or writes a second time (it
 * writes each once). Whatever stands below came with the message and proves nothing.
 */
const ownBlock = (fields: Fields): Fields => {
  const seen = new Set<string>();
  const end = fields.findIndex(({ key }) => {
    const isForeign = !prepended.has(key) || seen.has(key);
    seen.add(key);
    return isForeign;
  });
  return end === -1 ? fields : fields.slice(0, end);
};

/** Removes comments (they nest, RFC 5322 §3.2.2) outside quoted strings. */
const withoutComments = (value: string): string => {
  let depth = 0;
  let isQuoted = false;
  let kept = '';
  for (let at = 0; at < value.length; at += 1) {
    const char = value[at] ?? '';
    if (char === '\\') {
      if (depth === 0) kept += value.slice(at, at + 2);
      at += 1;
      continue;
    }
    if (char === '"' && depth === 0) isQuoted = !isQuoted;
    if (char === '(' && !isQuoted) depth += 1;
    if (depth === 0) kept += char;
    if (char === ')' && !isQuoted && depth > 0) depth -= 1;
  }
  return kept;
};

const verdicts: Record<string, Verdict> = {
  pass: 'pass',
  fail: 'fail',
  softfail: 'gray',
  neutral: 'gray',
  policy: 'gray',
  gray: 'gray',
  none: 'none',
  temperror: 'error',
  permerror: 'error',
  processing_failed: 'error',
};
const verdictOf = (word: string | undefined): Verdict =>
  word === undefined ? 'none' : (verdicts[word.toLowerCase()] ?? 'error');

interface Results {
  verdict: (method: string) => Verdict;
  property: (method: string, name: string) => string | undefined;
}

/** Reads `authserv-id; method=result property=value …; …` (RFC 8601). Several DKIM signatures: one that passes is enough. */
const resultsOf = (value: string): { server: string; results: Results } => {
  const [server = '', ...entries] = withoutComments(value)
    .slice(0, 20_000)
    .split(';')
    .map((entry) => entry.trim());
  const parsed = entries.map((entry) => {
    const found = /^([a-z0-9-]+)(?:\/\d+)?\s*=\s*([a-z_]+)/i.exec(entry);
    return { method: found?.[1]?.toLowerCase(), result: found?.[2], entry };
  });
  const of = (method: string) => parsed.filter((entry) => entry.method === method);
  return {
    server: (server.split(/\s/)[0] ?? '').toLowerCase(),
    results: {
      verdict: (method) => {
        const all = of(method).map(({ result }) => verdictOf(result));
        // Two answers about one thing that has one answer are a forgery: only DKIM may have several.
        if (method !== 'dkim' && all.length > 1) return 'error';
        return all.includes('pass') ? 'pass' : (all[0] ?? 'none');
      },
      property: (method, name) => {
        const found = new RegExp(`(?:^|\\s)${name.replace('.', '\\s*\\.\\s*')}\\s*=\\s*"?([^\\s";]+)`, 'i').exec(
          of(method)[0]?.entry ?? '',
        );
        return found?.[1]?.toLowerCase();
      },
    },
  };
};

/** The hosted receiver names itself in its Received; under it, a loopback mark can only be the sender's own. */
const isFromSes = (block: Fields): boolean =>
  block.some(
    ({ key, value }) =>
      key === 'x-ses-receipt' || (key === 'received' && /\bby\s+\S+\.amazonaws\.com\b/i.test(withoutComments(value))),
  );

const isDomainOrParent = (stated: string, domain: string): boolean =>
  stated === domain || (stated.includes('.') && domain.endsWith(`.${stated}`));

/**
 * Reads the verdicts that the receiving server wrote above the message. The topmost Authentication-Results counts,
 * if it is the receiver's own (`amazonses.com`) and stands in the receiver's block; anything lower may be forged.
 */
export const authenticityOf = (mail: Pick<ReadMail, 'headers' | 'from'>): Authenticity => {
  const block = ownBlock(mail.headers);
  const textOf = (key: string) => block.find((field) => field.key === key)?.value.trim();
  const top = block.find(
    ({ key, value }) => key === 'authentication-results' && resultsOf(value).server === 'amazonses.com',
  );
  const results = top && resultsOf(top.value).results;
  const dmarc = results?.verdict('dmarc') ?? 'none';
  const stated = results?.property('dmarc', 'header.from');
  return {
    spf: results?.verdict('spf') ?? 'none',
    dkim: results?.verdict('dkim') ?? 'none',
    dmarc,
    spam: verdictOf(textOf('x-ses-spam-verdict')),
    virus: verdictOf(textOf('x-ses-virus-verdict')),
    dmarcAligned:
      dmarc === 'pass' && mail.from !== undefined && stated !== undefined && isDomainOrParent(stated, mail.from.domain),
    isLoopback: textOf('x-resursdelning-submission')?.toLowerCase() === 'loopback' && !isFromSes(block),
  };
};
