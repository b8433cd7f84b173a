import { describe, expect, it } from 'vitest';
import { LETTER_KINDS, Letter } from '#domain/letters';
import { PARTY_IDS, partyName } from '#domain/parties';
import { FRAME_TEXTS } from '#portal/letters/frame-texts.ts';
import { LETTER_TEXTS } from '#portal/letters/letter-texts.ts';
import { renderLetter } from '#portal/letters/render-letter.tsx';

const url = 'https://resursdelning.example/assignments/haninge-7k3f9q2mabcdefghjkmnpqrstv';
const envelope = {
  to: 'kartfunktionen@salem.example',
  replyTo: 'uppdrag+hemligsvarsadress@resursdelning.example',
  inReplyTo: '<hemligt-id@salem.example>',
};
const full = {
  ...envelope,
  reference: '7K3F9Q2M',
  from: 'haninge',
  url,
  lastDay: '2026-12-03',
  reminder: 2,
} as const;
const bare = { to: envelope.to };

const toStranger = 'stranger-answered';
/** About the register of staff, and so about no assignment's content. */
const ABOUT_STAFF: ReadonlySet<string> = new Set([
  'binding-wanted',
  'binding-to-approve',
  'administrator-bound',
  'binding-approved-alone',
  'binding-replaced',
  'mailbox-changed',
]);
const aboutAssignments = LETTER_KINDS.filter((kind) => kind !== toStranger);
const written = [
  ...LETTER_KINDS.map((kind) => ({ kind, carrying: 'everything it may', letter: Letter.parse({ ...full, kind }) })),
  ...LETTER_KINDS.map((kind) => ({ kind, carrying: 'an address alone', letter: Letter.parse({ ...bare, kind }) })),
];

const unescaped = (html: string) => html.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
const words = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
const wordsOfHtml = (html: string) =>
  words(unescaped(html.slice(html.indexOf('<div lang="sv"')).replaceAll(/<[^>]+>/g, ' ')));
const hrefs = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => unescaped(href ?? ''));

describe.each(written)('the letter $kind with $carrying', ({ kind, letter }) => {
  const { subject, text, html } = renderLetter(letter);
  const { sv, en } = LETTER_TEXTS[kind];

  it('says in Swedish and then in English what has happened and what is asked', () => {
    const municipality = letter.from && partyName(letter.from);
    for (const said of [words(text), wordsOfHtml(html)]) {
      const swedish = said.indexOf(sv.happened(municipality ?? FRAME_TEXTS.sv.someMunicipality));
      const english = said.indexOf(en.happened(municipality ?? FRAME_TEXTS.en.someMunicipality));
      expect(swedish).toBeGreaterThan(-1);
      expect(english).toBeGreaterThan(swedish);
      expect(said).toContain(sv.asked);
      expect(said).toContain(en.asked);
    }
  });

  it('says the same in HTML as in text', () => {
    const withoutMarks = text.replace(/^-+$/m, '').replace(/:\n(?=https:)/, '\n');
    expect(wordsOfHtml(html)).toBe(words(withoutMarks));
  });

  it('keeps what belongs to the envelope out of what is read', () => {
    for (const hidden of Object.values(envelope)) {
      expect(`${subject}${text}${unescaped(html)}`).not.toContain(hidden);
    }
  });

  it('holds nothing that is shaped like an identity number', () => {
    expect(`${subject}\n${text}\n${html}`).not.toMatch(/\d{6}(\d{2})?[-+ ]?\d{4}/);
  });

  it('has no text line longer than 78 characters, save an address', () => {
    expect(text.split('\n').filter((line) => line.length > 78 && !line.startsWith('https://'))).toEqual([]);
  });

  it('has nothing in it that a mail program would fetch or run', () => {
    expect(html).not.toMatch(/<(img|link|script|style|iframe|table|form)\b|url\(|@import|\ssrc=/);
  });

  it('leaves no hole where a field is missing', () => {
    expect(`${subject}${text}${html}`).not.toMatch(/undefined|null|NaN|\[object/);
  });
});

describe.each(aboutAssignments)('the letter %s, which is about an assignment,', (kind) => {
  const { subject, text, html } = renderLetter(Letter.parse({ ...full, kind }));

  it('quotes the reference and is called a reminder in the subject', () => {
    expect(subject).toBe(`Påminnelse: Uppdrag 7K3F9Q2M: ${LETTER_TEXTS[kind].sv.headline}`);
  });

  it('has one link, the same in text and HTML, and prints its address', () => {
    expect(hrefs(html)).toEqual([url]);
    expect(text.split('\n').filter((line) => line.includes('://'))).toEqual([url]);
    expect(wordsOfHtml(html)).toContain(url);
  });

  it('tells the last day, the reminder, the reference and the municipality in both languages', () => {
    for (const said of [words(text), wordsOfHtml(html)]) {
      for (const part of [
        'Påminnelse 2',
        'Reminder 2',
        'Sista dag: 3 december 2026',
        'Last day: 3 December 2026',
        'Referens: 7K3F9Q2M',
        'Reference: 7K3F9Q2M',
        'Mejlet är skickat automatiskt för Haninge kommun.',
        'The mail was sent automatically on behalf of Haninge kommun.',
      ]) {
        expect(said).toContain(part);
      }
    }
  });

  it('says that one identifies oneself before anything is shown, and that it holds no personal data', () => {
    for (const { identify, noPersonalData, noContent } of [FRAME_TEXTS.sv, FRAME_TEXTS.en]) {
      for (const sentence of [identify, noPersonalData, ...(ABOUT_STAFF.has(kind) ? [] : [noContent])])
        expect(words(text)).toContain(sentence);
    }
  });

  it('is no reminder the first time, and claims no link, day or answer that it does not have', () => {
    const first = renderLetter(Letter.parse({ ...bare, kind, reminder: 0 }));
    expect(first.subject.toLocaleLowerCase('sv')).toBe(LETTER_TEXTS[kind].sv.headline);
    expect(first.text).not.toMatch(/Påminnelse|Sista dag:|Referens:|länk|svara på|Svarar/);
    expect(hrefs(first.html)).toEqual([]);
  });
});

describe('the answer to a stranger', () => {
  const { subject, text, html } = renderLetter(Letter.parse({ ...full, kind: toStranger }));

  it('has neither reference, link, day nor reminder, whatever it was given', () => {
    const said = `${subject}${text}${html}`;
    expect(said).not.toMatch(/7K3F9Q2M|href|:\/\/|2026|[Pp]åminnelse|[Rr]eminder|[Uu]ppdrag|[Aa]ssignment/);
  });

  it('thanks, says that a person will look, and asks for nothing', () => {
    expect(words(text)).toContain('Tack för ditt mejl. Det har kommit fram, och en person kommer att titta på det.');
    expect(words(text)).toContain('Du behöver inte göra något.');
    expect(words(text)).toContain('Haninge kommun');
  });
});

describe('what single letters say of their own', () => {
  it('an inquiry that was received can be added to by answering the mail', () => {
    const { text } = renderLetter(Letter.parse({ ...full, kind: 'inquiry-received' }));
    expect(words(text)).toContain('Svarar du på det här mejlet läggs svaret till uppdraget.');
    expect(words(text)).toContain('If you answer this mail, your answer is added to the assignment.');
  });

  it('a letter that cannot be answered points to its link', () => {
    const { text } = renderLetter(Letter.parse({ ...full, kind: 'receipt-wanted', replyTo: undefined }));
    expect(words(text)).toContain('Använd länken i stället för att svara på mejlet.');
  });

  it.each([
    [undefined, 'Länken gäller i 14 dagar från det att mejlet skickades och slutar sedan att fungera.'],
    ['2026-03-01', 'Länken gäller till och med 1 mars 2026 och slutar sedan att fungera.'],
  ])('a secure message tells when its link expires (last day %s)', (lastDay, sentence) => {
    const { text } = renderLetter(Letter.parse({ ...full, kind: 'message-to-open', lastDay }));
    expect(words(text)).toContain('säkert meddelande');
    expect(words(text)).toContain(sentence);
  });

  it.each(PARTY_IDS)('an inquiry names the municipality that asks: %s', (from) => {
    const { text, html } = renderLetter(Letter.parse({ ...full, kind: 'inquiry-circulated', from }));
    expect(words(text)).toContain(`${partyName(from)} frågar om er kommun kan utföra ett uppdrag.`);
    expect(html).toContain(`Resursdelning</strong> · ${partyName(from)}`);
  });
});

describe('a letter as HTML', () => {
  it('escapes what it is given, and keeps the subject on one line', () => {
    const { subject, html } = renderLetter({
      ...full,
      kind: 'order-wanted',
      reference: '<b onclick="x">&\r\nBcc: a@example.test',
      url: 'https://resursdelning.example/?a="><script>1</script>&b=2',
    });
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).not.toMatch(/<b |<script|"x"/);
    expect(html).toContain('&lt;b onclick=&quot;x&quot;&gt;&amp;');
    expect(html).toContain('href="https://resursdelning.example/?a=&quot;&gt;&lt;script&gt;1&lt;/script&gt;&amp;b=2"');
  });

  it('tells its languages, so that it is read aloud right', () => {
    const { html } = renderLetter(Letter.parse({ ...full, kind: 'order-wanted' }));
    expect(html).toMatch(/^<!doctype html><html lang="sv">/);
    expect(html).toMatch(/<div lang="sv"[^>]*>.*<h1.*<hr.*<div lang="en"[^>]*>.*<h2/s);
    expect(html).toContain('<span lang="en"');
  });

  it('has a button that is easy to read: contrast at least 4.5 to 1 (WCAG 1.4.3)', () => {
    const { html } = renderLetter(Letter.parse({ ...full, kind: 'order-wanted' }));
    const button = /<a [^>]*style="([^"]*)"/.exec(html)?.[1] ?? '';
    const background = /background-color:(#[0-9a-f]{6})/.exec(button)?.[1] ?? '';
    const ink = /;color:(#[0-9a-f]{6})/.exec(button)?.[1] ?? '';
    expect(contrast(background, ink)).toBeGreaterThan(4.5);
  });
});

/** Relative luminance and contrast as WCAG 2.2 defines them. */
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one: string, other: string): number => {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};
