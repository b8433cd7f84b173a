import type { ComposedLetter, LetterPart } from './compose-letter.ts';
import { SERVICE_NAME } from './frame-texts.ts';

// Mail programs drop style sheets, so every element carries its own. Contrast to white: text 17:1, quiet lines 8:1, band and button 11:1.
const INK = '#1a1a1a';
const QUIET = '#4a4a4a';
const NAVY = '#1b3a57';

const styles = {
  page: `margin:0;padding:0;background-color:#ffffff;color:${INK};font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5`,
  sheet: 'max-width:600px;margin:0 auto',
  band: `background-color:${NAVY};color:#ffffff;padding:16px 24px;font-size:16px`,
  part: 'padding:20px 24px 12px',
  headline: `margin:0 0 8px;color:${NAVY};font-size:24px;line-height:1.25;font-weight:bold`,
  headlineBelow: `margin:0 0 8px;color:${NAVY};font-size:20px;line-height:1.25;font-weight:bold`,
  reminder: 'margin:0;font-weight:bold',
  text: 'margin:0 0 12px',
  // A border instead of padding: the mail programs that ignore padding on a link still draw a border.
  button: `display:inline-block;background-color:${NAVY};border:solid ${NAVY};border-width:12px 20px;border-radius:4px;color:#ffffff;font-weight:bold;text-decoration:none`,
  address: 'margin:0 0 16px;font-size:14px;word-break:break-all;overflow-wrap:anywhere',
  quiet: `margin:0 0 12px;color:${QUIET};font-size:14px`,
  rule: 'margin:0 24px;border:0;border-top:1px solid #8a8a8a',
};

const Part = ({ part, link }: { part: LetterPart; link?: ComposedLetter['link'] }) => {
  const isFirst = part.language === 'sv';
  return (
    <div lang={part.language} style={styles.part}>
      {part.reminder && <p style={styles.reminder}>{part.reminder}</p>}
      {isFirst ? (
        <h1 style={styles.headline}>{part.headline}</h1>
      ) : (
        <h2 style={styles.headlineBelow}>{part.headline}</h2>
      )}
      {part.body.map((text) => (
        <p style={styles.text}>{text}</p>
      ))}
      {part.facts.length > 0 && (
        <p style={styles.text}>
          {part.facts.map(({ label, value }, i) => (
            <>
              {i > 0 && <br />}
              {label}: <strong>{value}</strong>
            </>
          ))}
        </p>
      )}
      {link && <Link {...link} />}
      {part.howTo.length > 0 && <p style={styles.text}>{part.howTo.join(' ')}</p>}
      <p style={styles.quiet}>{part.footer.join(' ')}</p>
    </div>
  );
};

/** The one link: a button, and its address in print for those who look before they follow, or copy. */
const Link = ({ url, label }: NonNullable<ComposedLetter['link']>) => (
  <>
    <p style="margin:20px 0 12px">
      <a href={url} style={styles.button}>
        {label.sv} /{' '}
        <span lang="en" style="font-weight:normal">
          {label.en}
        </span>
      </a>
    </p>
    <p style={styles.address}>{url}</p>
  </>
);

const Sheet = ({ letter: { subject, sender, link, sv, en } }: { letter: ComposedLetter }) => (
  <html lang="sv">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light" />
      <title>{subject}</title>
    </head>
    <body style={styles.page}>
      <div style={styles.sheet}>
        <div style={styles.band}>
          <strong>{SERVICE_NAME}</strong>
          {sender && <> · {sender}</>}
        </div>
        <Part part={sv} link={link} />
        <hr style={styles.rule} />
        <Part part={en} />
      </div>
    </body>
  </html>
);

/** The HTML of a letter: one page without tables, style sheets, images or anything else that is fetched. */
export const letterAsHtml = (letter: ComposedLetter): string =>
  `<!doctype html>${(<Sheet letter={letter} />).toString()}`;
