import type { DocumentStatement, Verification } from '#documents/sealing/verification';
import type { EvidenceVerdict } from '#documents/sealing/verify-evidence';
import { type VerifyTexts, verifyTexts } from '#portal/texts/verify.ts';

/** What was found of one file, and of the evidence that was shown with it. */
export interface Checked extends Verification {
  file: string;
  evidence?: EvidenceVerdict[];
}

type Signature = DocumentStatement['signatures'][number];

/** What the sentences of a language are made of, beside the words of the page. */
interface Sentences {
  t: VerifyTexts;
  moment(at: string): string;
  document(document: DocumentStatement): string;
  drawnUp(document: DocumentStatement, when: string): string;
  sealed(seal: NonNullable<Checked['seal']>, when: string): string;
  /** Who it was, where nobody said whose seals count. */
  sealer(seal: NonNullable<Checked['seal']>): string;
  signed(signature: Signature, when: string, level: string): string;
  evidence: string;
}

const clock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  dateStyle: 'short',
  timeStyle: 'medium',
});

const SWEDISH: Sentences = {
  t: verifyTexts.sv,
  moment: (at) => `${clock.format(new Date(at))} (svensk tid)`,
  document: ({ title, id, edition, assignment }) =>
    `Handlingen är ${title}, ${id}, utgåva ${edition}${assignment ? `, i uppdraget ${assignment}` : ''}.`,
  drawnUp: ({ organisation }, when) => `${organisation} upprättade den ${when}.`,
  sealed: ({ by, issuer, profile, timestamp }, when) =>
    `${by} stämplade den ${when}${timestamp ? `, enligt tidsstämpel från ${timestamp.by}` : ''} (${profile}). Certifikatet är utfärdat av ${issuer}.`,
  sealer: ({ by, issuer }) =>
    `Stämpeln tillhör ${by}, enligt ${issuer}. Är det inte den du väntade dig, så bevisar den ingenting. Med --sealer NAMN kontrolleras det.`,
  signed: ({ name, role, organisation, onBehalfOf }, when, level) =>
    `${name}, ${role} i ${organisation},${onBehalfOf ? ` skrev för ${onBehalfOf}` : ' skrev'} under ${when} på ${level}`,
  evidence: 'Bevis',
};

const ENGLISH: Sentences = {
  t: verifyTexts.en,
  moment: (at) => `${clock.format(new Date(at))} (Swedish time)`,
  document: ({ title, id, edition, assignment }) =>
    `The document is "${title}", ${id}, edition ${edition}${assignment ? `, of assignment ${assignment}` : ''}.`,
  drawnUp: ({ organisation }, when) => `${organisation} drew it up ${when}.`,
  sealed: ({ by, issuer, profile, timestamp }, when) =>
    `${by} sealed it ${when}${timestamp ? `, by a timestamp of ${timestamp.by}` : ''} (${profile}). The certificate was issued by ${issuer}.`,
  sealer: ({ by, issuer }) =>
    `The seal is that of ${by}, says ${issuer}. If that is not whom you expected, it proves nothing. --sealer NAME checks it.`,
  signed: ({ name, role, organisation, onBehalfOf }, when, level) =>
    `${name} (${role}, ${organisation}) signed${onBehalfOf ? ` on behalf of ${onBehalfOf}` : ''} ${when} at ${level}`,
  evidence: 'Evidence',
};

const linesIn = (checked: Checked, s: Sentences): string[] => {
  const { verdict, document, seal, findings, evidence = [] } = checked;
  const { t } = s;
  const { title, what } = t.verdicts[verdict];
  const isWithdrawn = verdict === 'valid' && document?.status === 'withdrawn';
  const lines = [`${isWithdrawn ? t.withdrawnTitle : title}. ${what}`];
  if (seal && findings.some(({ code }) => code === 'sealer-not-checked')) lines.push(s.sealer(seal));
  for (const { code } of findings) lines.push(`- ${t.findings[code]} [${code}]`);
  // Nothing that follows is a fact when the seal does not hold: it is what somebody wrote.
  if (verdict !== 'valid' && (document || seal)) lines.push(`${t.claimsTitle}:`);
  if (document) {
    lines.push(s.document(document), s.drawnUp(document, s.moment(document.drawnUpAt)));
    if (document.signatures.length === 0) lines.push(t.noSignatures);
    for (const signature of document.signatures) {
      const level = t.levels[signature.level] ?? signature.level;
      const said = s.signed(signature, s.moment(signature.signedAt), level);
      lines.push(`${signature.place}. ${said}: ${t.validations[signature.validation]}.`);
      const found = evidence.find(({ place }) => place === signature.place);
      if (found) lines.push(`   ${s.evidence}: ${t.evidence[found.verdict]}${found.file ? ` (${found.file})` : ''}.`);
    }
  }
  const when = seal?.timestamp?.at ?? seal?.statedAt;
  if (seal && when) lines.push(s.sealed(seal, s.moment(when)));
  return lines;
};

/** What was found of a file, in plain Swedish and then in English. */
export const reportOf = (checked: Checked): string =>
  [
    checked.file === '-' ? 'standard in' : checked.file,
    ...linesIn(checked, SWEDISH).map((line) => `  ${line}`),
    '',
    ...linesIn(checked, ENGLISH).map((line) => `  ${line}`),
    '',
    `  SHA-256: ${checked.sha256}`,
  ].join('\n');
