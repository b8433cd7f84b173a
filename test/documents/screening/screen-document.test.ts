import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { screenDocument, screenFileName } from '../../../functions/documents/screening/screen-document.ts';
import { line, picture, smallPdf } from './small-pdf.ts';

const screen = (bytes: Uint8Array | string, mediaType = 'application/octet-stream') =>
  screenDocument({ mediaType, bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes });

describe('screening a document', () => {
  it('lets a plain text through as it is', async () => {
    expect(await screen('Inmätning av Berga 1:2')).toEqual({ verdict: 'clean', text: 'Inmätning av Berga 1:2' });
  });

  it('takes a number out of a text, in UTF-8, UTF-16 and windows-1252', async () => {
    const text = 'Sökande 241231-9218';
    const redacted = { verdict: 'redacted', text: 'Sökande [personnummer borttaget]', removed: 1 };
    expect(await screen(text)).toEqual(redacted);
    expect(await screen(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual(redacted);
    expect(await screen(Buffer.from(text, 'utf16le'))).toEqual(redacted);
    expect(await screen(Buffer.from(text, 'latin1'))).toEqual(redacted);
  });

  it('circulates HTML as text, and counts what it hides', async () => {
    const html = '<html><body><!-- 241231-9218 --><p title="140168-2396">Hej <b>då</b></p></body></html>';
    expect(await screen(html)).toEqual({ verdict: 'redacted', text: 'Hej då', removed: 2 });
  });

  it('finds a number that markup splits', async () => {
    const html = '<html><body><p>24<b>1231</b>-<i>92</i>18</p></body></html>';
    expect(await screen(html)).toMatchObject({ verdict: 'redacted', text: '[personnummer borttaget]' });
  });

  it('rebuilds JSON without the numbers in strings, figures, keys and escapes', async () => {
    const json =
      '{"namn":"x","id":192412319218,"n\\u0032":["\\u0032\\u0034\\u0031\\u0032\\u0033\\u0031-9218"],"140168-2396":1}';
    const screening = await screen(json);
    expect(screening).toMatchObject({ verdict: 'redacted', removed: 3 });
    expect(JSON.stringify(screening)).not.toMatch(/9218|2396/);
  });

  it('leaves GeoJSON coordinates alone', async () => {
    const geo = '{"type":"Point","coordinates":[674032.123,6580000.456]}';
    expect(await screen(geo)).toEqual({ verdict: 'clean', text: geo });
  });

  it('hands a number written in character references to a person', async () => {
    expect(await screen('<x>&#50;&#52;1231-9218</x>')).toEqual({ verdict: 'withheld', because: 'doubtful-number' });
  });

  it('hands a possible number to a person', async () => {
    expect(await screen('Ring 0701011234')).toEqual({ verdict: 'withheld', because: 'doubtful-number' });
  });

  it.each([
    ['image', '\x89PNG\r\n\x1a\n'],
    ['image', '\xff\xd8\xff\xe0'],
    ['office', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
    ['office', 'PK\x03\x04 [Content_Types].xml'],
    ['office', '{\\rtf1 241231-9218}'],
    ['archive', 'PK\x03\x04 a.txt'],
    ['archive', '\x1f\x8b\x08'],
    ['unknown-type', 'SQLite format 3\0'],
    ['mixed-content', 'Hej %PDF-1.4'],
    ['mixed-content', `text PK\x05\x06${' '.repeat(18)}`],
  ])('withholds what is not text (%s), whatever it is called', async (because, head) => {
    const bytes = Buffer.from(head, 'latin1');
    expect(await screenDocument({ mediaType: 'text/plain', fileName: 'a.txt', bytes })).toEqual({
      verdict: 'withheld',
      because,
    });
  });

  it('withholds what is larger than the budget', async () => {
    const bytes = Buffer.from('hej hej');
    expect(await screenDocument({ mediaType: 'text/plain', bytes }, { limits: { textBytes: 3 } })).toEqual({
      verdict: 'withheld',
      because: 'too-large',
    });
  });

  it('never throws, whatever the bytes are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('', '%PDF-1.7\n', '<html>', '{"a":', 'PK'),
        fc.uint8Array({ maxLength: 300 }),
        async (head, rest) => {
          const { verdict } = await screen(Buffer.concat([Buffer.from(head), rest]));
          expect(['clean', 'redacted', 'withheld']).toContain(verdict);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('screening a PDF', () => {
  it('circulates its text without the number', async () => {
    expect(await screen(smallPdf(line('Hej 241231-9218 slut')))).toEqual({
      verdict: 'redacted',
      text: 'Hej [personnummer borttaget] slut',
      removed: 1,
    });
  });

  it('lets a PDF without numbers through as text', async () => {
    expect(await screen(smallPdf(line('Berga 1:2')))).toEqual({ verdict: 'clean', text: 'Berga 1:2' });
  });

  it('sees a number whose digits are painted out of order', async () => {
    const painted = line('9218', 95) + line('Hej', 50, 500) + line('2412', 50) + line('31-', 77);
    const screening = await screen(smallPdf(painted));
    expect(screening.verdict).not.toBe('clean');
  });

  it('withholds a scan, and a page that is mostly a picture', async () => {
    const drawn = 'q 500 0 0 700 40 40 cm /I1 Do Q\n';
    expect(await screen(smallPdf(drawn, { extra: [picture] }))).toEqual({ verdict: 'withheld', because: 'scan' });
    expect(await screen(smallPdf(drawn + line('Hej'), { extra: [picture] }))).toEqual({
      verdict: 'withheld',
      because: 'scan',
    });
  });

  it('lets a logotype pass', async () => {
    const drawn = `q 50 0 0 50 40 40 cm /I1 Do Q\n${line('Hej')}`;
    expect(await screen(smallPdf(drawn, { extra: [picture] }))).toEqual({ verdict: 'clean', text: 'Hej' });
  });

  it('counts a number in a note and in the metadata', async () => {
    const page = '/Annots[7 0 R]';
    const extra = [
      picture,
      '<</Type/Annot/Subtype/Text/Rect[0 0 10 10]/Contents(241231-9218)>>',
      '<</Title(140168-2396)>>',
    ];
    expect(await screen(smallPdf(line('Hej'), { page, trailer: '/Info 8 0 R', extra }))).toEqual({
      verdict: 'redacted',
      text: 'Hej',
      removed: 2,
    });
  });

  it('withholds forms and scripts', async () => {
    const form = smallPdf(line('Hej'), {
      catalog: '/AcroForm<</Fields[7 0 R]>>',
      extra: [picture, '<</FT/Tx/T(a)/V(b)>>'],
    });
    expect(await screen(form)).toEqual({ verdict: 'withheld', because: 'mixed-content' });
    const script = '/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(app.alert)>>]>>>>';
    expect(await screen(smallPdf(line('Hej'), { catalog: script }))).toEqual({
      verdict: 'withheld',
      because: 'mixed-content',
    });
  });

  it('withholds a damaged one, and one that takes too long', async () => {
    expect(await screen('%PDF-1.4 trasig')).toEqual({ verdict: 'withheld', because: 'damaged' });
    let clock = 0;
    const now = () => {
      clock += 60_000;
      return clock;
    };
    const bytes = smallPdf(line('Hej'));
    expect(await screenDocument({ mediaType: 'application/pdf', bytes }, { now })).toEqual({
      verdict: 'withheld',
      because: 'too-large',
    });
  });
});

describe('screening a file name', () => {
  it('takes out the number and the path', () => {
    expect(screenFileName('ansökan_19241231-9218.pdf')).toEqual({
      name: 'ansökan_personnummer-borttaget.pdf',
      removed: 1,
    });
    expect(screenFileName('../karta.pdf')).toEqual({ name: '.. karta.pdf', removed: 0 });
  });
});
