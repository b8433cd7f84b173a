import { authenticate } from 'mailauth';
import { type MailZone, zoneResolver } from './zone.ts';

/** What the receiving server found out about a message. `result` words are those of RFC 8601. */
export type Verdicts = {
  readonly spam: 'PASS' | 'FAIL';
  readonly virus: 'PASS' | 'FAIL';
  readonly spf: { readonly result: string; readonly comment: string };
  /** One entry per DKIM signature, in the order of the message; empty when it carries none. */
  readonly dkim: readonly { readonly result: string; readonly domain: string }[];
  /** `from` is the author domain, absent when the message has no single one. */
  readonly dmarc: { readonly result: string; readonly from?: string };
};

/** The connection a message came by. `sender` is the MAIL FROM address, empty for the null sender. */
export type Submission = { readonly ip: string; readonly helo: string; readonly sender: string };

// Written in two halves so that this source file does not itself trip a virus scanner.
const EICAR = `X5O!P%@AP[4\\PZX54(P^)7CC)7}$${'EICAR-STANDARD-ANTIVIRUS-TEST-FILE'}!$H+H*`;
const GTUBE = `XJS*C4JDBQADN1.NSBN3*2IDNEN*${'GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL'}*C.34X`;

/**
 * Authenticates a message (SPF, DKIM, DMARC) against a local zone and looks for the two published test strings.
 * A check that cannot be carried out is a `temperror`: the message is still delivered, and never counts as authenticated.
 */
export async function verdictsOf(raw: Buffer, from: Submission, zone: MailZone): Promise<Verdicts> {
  const spam = raw.includes(GTUBE) ? 'FAIL' : 'PASS';
  const virus = raw.includes(EICAR) ? 'FAIL' : 'PASS';
  try {
    return { spam, virus, ...(await authentication(raw, from, zone)) };
  } catch {
    // A message built to break the verifier would otherwise be refused and sent again for ever.
    const result = 'temperror';
    return { spam, virus, spf: { result, comment: 'spfCheck: could not be evaluated' }, dkim: [], dmarc: { result } };
  }
}

async function authentication(raw: Buffer, { ip, helo, sender }: Submission, zone: MailZone) {
  const found = await authenticate(raw, {
    ip,
    helo,
    sender,
    mta: 'amazonses.com',
    resolver: zoneResolver(zone),
    disableArc: true,
    disableBimi: true,
  });
  const spf = found.spf ? found.spf.status.result : 'none';
  const dkim = found.dkim.results
    .filter((signature) => signature.status.result !== 'none')
    .map((signature) => ({ result: signature.status.result, domain: signature.signingDomain ?? '' }));
  const from = found.dmarc ? found.dmarc.status.header?.from : undefined;
  // No From, or several author domains: DMARC cannot be evaluated (RFC 9989 §5.3.1), which must never read as a pass.
  const dmarc = found.dmarc ? { result: found.dmarc.status.result, ...(from && { from }) } : { result: 'permerror' };
  return { spf: { result: spf, comment: spfComment(spf, sender, ip) }, dkim, dmarc };
}

function spfComment(result: string, sender: string, ip: string): string {
  const domain = sender.slice(sender.lastIndexOf('@') + 1) || 'the null sender';
  if (result === 'pass') return `spfCheck: domain of ${domain} designates ${ip} as permitted sender`;
  if (result === 'fail') return `spfCheck: domain of ${domain} does not designate ${ip} as permitted sender`;
  return `spfCheck: ${ip} is neither permitted nor denied by domain of ${domain}`;
}
