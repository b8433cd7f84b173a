import type { FC } from 'hono/jsx';
import type { DocumentStatement, Verification } from '#documents/sealing/verification';
import type { Frame } from '../design/frame.ts';
import { Facts, Moment, Section, Table } from '../design/parts.tsx';

export type VerifyComplaint = 'missing' | 'tooLarge';

/** The page where anybody checks a sealed document; after a check the answer stands first. */
export const VerifyPage: FC<{ frame: Frame; result?: Verification; complaint?: VerifyComplaint }> = ({
  frame,
  result,
  complaint,
}) => {
  const t = frame.t.verify;
  return (
    <>
      <h1>{t.title}</h1>
      {result ? <Result frame={frame} result={result} /> : <p class="lead">{t.lead}</p>}
      <section class="card" aria-labelledby="choose">
        <h2 id="choose">{result ? t.again : t.choose}</h2>
        <form method="post" action="/verify" enctype="multipart/form-data" novalidate>
          <input type="hidden" name="csrf" value={frame.csrf} />
          <FileField t={t} complaint={complaint} />
          <button class="button" type="submit">
            {t.check}
          </button>
        </form>
        <p class="quiet">{t.privacy}</p>
      </section>
    </>
  );
};

type Words = Frame['t']['verify'];

const FileField: FC<{ t: Words; complaint: VerifyComplaint | undefined }> = ({ t, complaint }) => (
  <div class={complaint ? 'field wrong' : 'field'}>
    <label for="file">{t.file}</label>
    <span class="hint" id="file-hint">
      {t.fileHint}
    </span>
    {complaint && (
      <span class="complaint" id="file-complaint" role="alert">
        {t[complaint]}
      </span>
    )}
    <input
      type="file"
      id="file"
      name="file"
      accept="application/pdf,.pdf"
      aria-describedby={complaint ? 'file-hint file-complaint' : 'file-hint'}
      {...(complaint ? { 'aria-invalid': 'true' as const } : {})}
    />
  </div>
);

const KINDS: Record<Verification['verdict'], string> = {
  valid: 'done',
  'not-trusted': 'warning',
  changed: 'problem',
  'not-sealed': 'warning',
  unreadable: 'warning',
};

const Result: FC<{ frame: Frame; result: Verification }> = ({ frame, result }) => {
  const t = frame.t.verify;
  const { title, what } = t.verdicts[result.verdict];
  const isWithdrawn = result.verdict === 'valid' && result.document?.status === 'withdrawn';
  return (
    <>
      <section
        class={`card ${isWithdrawn ? 'warning' : KINDS[result.verdict]}`}
        role="status"
        aria-labelledby="verdict"
      >
        <h2 id="verdict">{isWithdrawn ? t.withdrawnTitle : title}</h2>
        <p>{what}</p>
        {result.findings.length > 0 && (
          <>
            <h3>{t.findingsTitle}</h3>
            <ul>
              {result.findings.map(({ code }) => (
                <li>
                  {t.findings[code]} <span class="hash">({code})</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </section>
      {result.document && <Document t={t} document={result.document} isVouchedFor={result.verdict === 'valid'} />}
      {result.document && <Signatures t={t} document={result.document} />}
      <Seal t={t} result={result} />
    </>
  );
};

const Hash: FC<{ value: string }> = ({ value }) => <span class="hash">{value}</span>;

const Document: FC<{ t: Words; document: DocumentStatement; isVouchedFor: boolean }> = ({
  t,
  document,
  isVouchedFor,
}) => (
  <Section title={isVouchedFor ? t.documentTitle : t.claimsTitle}>
    <Facts
      rows={[
        [t.labels.document, document.title],
        [t.labels.id, <Hash value={document.id} />],
        [t.labels.edition, String(document.edition)],
        [t.labels.assignment, document.assignment && <Hash value={document.assignment} />],
        [t.labels.organisation, document.organisation],
        [t.labels.drawnUpAt, <Moment at={document.drawnUpAt} />],
        [t.labels.textSha256, <Hash value={document.textSha256} />],
      ]}
    />
  </Section>
);

const Signatures: FC<{ t: Words; document: DocumentStatement }> = ({ t, document: { signatures } }) => (
  <Section title={t.signaturesTitle}>
    {signatures.length === 0 ? (
      <p>{t.noSignatures}</p>
    ) : (
      <Table
        caption={t.signaturesTitle}
        rows={signatures}
        columns={[
          { title: t.labels.name, cell: ({ place, name }) => `${place}. ${name}` },
          { title: t.labels.role, cell: ({ role, organisation }) => `${role}, ${organisation}` },
          { title: t.labels.onBehalfOf, cell: ({ onBehalfOf }) => onBehalfOf ?? '–' },
          { title: t.labels.signedAt, cell: ({ signedAt }) => <Moment at={signedAt} /> },
          { title: t.labels.level, cell: ({ level }) => t.levels[level] ?? level },
          { title: t.labels.validation, cell: ({ validation }) => t.validations[validation] },
        ]}
      />
    )}
  </Section>
);

const Seal: FC<{ t: Words; result: Verification }> = ({ t, result: { verdict, seal, sha256 } }) => (
  <Section title={verdict === 'valid' || !seal ? t.sealTitle : t.sealClaims}>
    <Facts
      rows={[
        [t.labels.sealedBy, seal?.by],
        [t.labels.issuer, seal?.issuer],
        [t.labels.serial, seal && <Hash value={seal.serial} />],
        [t.labels.algorithm, seal?.algorithm],
        [t.labels.statedAt, seal?.statedAt && <Moment at={seal.statedAt} />],
        [
          t.labels.timestamp,
          seal?.timestamp && (
            <>
              <Moment at={seal.timestamp.at} />, {seal.timestamp.by}
            </>
          ),
        ],
        [t.labels.profile, seal?.profile],
        [t.labels.sha256, <Hash value={sha256} />],
      ]}
    />
  </Section>
);
