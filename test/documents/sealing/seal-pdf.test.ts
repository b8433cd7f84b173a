import { PDFArray, PDFDict, PDFDocument, PDFHexString, PDFName, PDFStream, PDFString } from '@cantoo/pdf-lib';
import { describe, expect, it } from 'vitest';
import { rfc3161Timestamps } from '#adapters/rfc3161-timestamps';
import { PdfNotSealable } from '#documents/sealing/seal-errors';
import type { SealingKey } from '#documents/sealing/seal-key';
import { type Sealing, sealPdf } from '#documents/sealing/seal-pdf';
import { newIssuer, newSealKey, newStampingKey, secretsFrom, startTimestampServer } from './seal-authority.ts';
import { paperPdf } from './seal-papers.ts';
import { partsOf } from './seal-parts.ts';

const at = new Date('2026-11-22T12:00:00Z');
const DAY_MS = 86_400_000;
const days = (count: number) => new Date(at.getTime() + count * DAY_MS);
const issuer = newIssuer(at);
const key = newSealKey(issuer);
const paper = await paperPdf({ attachments: [{ name: 'handling.json', bytes: Buffer.from('{}') }] });
const seal = (o: Partial<Sealing> = {}, pdf = paper) =>
  sealPdf(pdf, { key, at, organisation: 'Haninge kommun', reason: 'Beställning', ...o });

const name = PDFName.of;
const load = (pdf: Uint8Array) => PDFDocument.load(pdf, { updateMetadata: false });
const sealDictionary = (document: PDFDocument): PDFDict =>
  document.catalog.lookup(name('Perms'), PDFDict).lookup(name('DocMDP'), PDFDict);
const refusal = (sealing: Promise<unknown>) =>
  sealing.then(
    () => 'sealed',
    (error: Error) => (error instanceof PdfNotSealable ? `${error.name}: ${error.reason}` : error.name),
  );

describe('a seal', () => {
  it('covers every byte of the file but itself, in one revision', async () => {
    const sealed = await seal();
    const { range, length, padding } = partsOf(sealed);
    const [start, first = 0, second = 0, rest = 0] = range;
    expect([start, second + rest]).toEqual([0, length]);
    expect(
      Buffer.from(sealed)
        .subarray(first, first + 1)
        .toString(),
    ).toBe('<');
    expect(
      Buffer.from(sealed)
        .subarray(second - 1, second)
        .toString(),
    ).toBe('>');
    expect(padding.every((byte) => byte === 0)).toBe(true);
    expect(Buffer.from(sealed).toString('latin1').match(/%%EOF/g)).toHaveLength(1);
  });

  it('is made anew, bit for bit, of the same paper but for the signature', async () => {
    const [one, other] = [partsOf(await seal()), partsOf(await seal())];
    expect(one.content.equals(other.content)).toBe(true);
  });

  it('signs what it is, its digest and its certificate, sorted as DER sorts, and no time', async () => {
    const { signer, signed } = partsOf(await seal());
    const attributes = signer.signedAttrs?.attributes ?? [];
    expect(attributes.map(({ type }) => type)).toEqual([
      '1.2.840.113549.1.9.3',
      '1.2.840.113549.1.9.4',
      '1.2.840.113549.1.9.16.2.47',
    ]);
    const encoded = attributes.map((one) => Buffer.from(one.toSchema().toBER()));
    expect(encoded).toEqual(encoded.toSorted(Buffer.compare));
    expect(signed.certificates?.map((one) => Buffer.from(one.toSchema().toBER()))).toEqual(
      key.chain.map((der) => Buffer.from(der)),
    );
    expect(signer.unsignedAttrs).toBeUndefined();
  });

  it('says who, why and when, and permits no change', async () => {
    const dictionary = sealDictionary(await load(await seal()));
    expect(dictionary.lookup(name('SubFilter'))).toBe(name('ETSI.CAdES.detached'));
    expect(dictionary.lookup(name('Name'), PDFHexString).decodeText()).toBe('Haninge kommun');
    expect(dictionary.lookup(name('M'), PDFString).decodeDate()).toEqual(at);
    const [reference] = dictionary.lookup(name('Reference'), PDFArray).asArray();
    expect(`${reference}`).toMatch(/TransformMethod \/DocMDP[\s\S]*\/P 1/);
  });

  it.each(['Haninge (åäö', 'A)/Evil (x', 'A>/Evil <41', '\\', 'рус'])(
    'keeps %j as the text it is, whatever it looks like to PDF',
    async (text) => {
      const dictionary = sealDictionary(await load(await seal({ organisation: text, reason: text })));
      expect(dictionary.lookup(name('Name'), PDFHexString).decodeText()).toBe(text);
      expect(dictionary.lookup(name('Reason'), PDFHexString).decodeText()).toBe(text);
      expect(dictionary.has(name('Evil'))).toBe(false);
    },
  );

  it('holds what a later check needs, in the same revision', async () => {
    const [crl, ocsp] = [Buffer.from('a list'), Buffer.from('an answer')];
    const document = await load(await seal({ validation: { crls: [crl], ocspResponses: [ocsp] } }));
    const store = document.catalog.lookup(name('DSS'), PDFDict);
    const count = (entry: string) => store.lookup(name(entry), PDFArray).size();
    expect([count('Certs'), count('CRLs'), count('OCSPs')]).toEqual([2, 1, 1]);
  });

  it('has a printed field that a screen reader can name', async () => {
    const document = await load(await seal());
    const fields = document.catalog.lookup(name('AcroForm'), PDFDict).lookup(name('Fields'), PDFArray);
    const widget = fields.lookup(0, PDFDict);
    expect(fields.size()).toBe(1);
    expect(widget.lookup(name('TU'), PDFHexString).decodeText()).toBe('Elektronisk stämpel: Haninge kommun');
    expect(`${widget.lookup(name('F'))}`).toBe('132');
    expect(widget.lookup(name('AP'), PDFDict).lookup(name('N'), PDFStream).getContents()).toHaveLength(0);
    expect(document.getPages().at(-1)?.node.lookup(name('Tabs'))).toBe(name('S'));
  });

  it('finds its own key in the parent tree of the structure', async () => {
    const document = await load(await seal());
    const root = document.catalog.lookup(name('StructTreeRoot'), PDFDict);
    const numbers = root.lookup(name('ParentTree'), PDFDict).lookup(name('Nums'), PDFArray);
    const widget = document.catalog
      .lookup(name('AcroForm'), PDFDict)
      .lookup(name('Fields'), PDFArray)
      .lookup(0, PDFDict);
    const index = numbers.asArray().findIndex((one) => `${one}` === `${widget.lookup(name('StructParent'))}`);
    const element = numbers.lookup(index + 1, PDFDict);
    expect(element.lookup(name('S'))).toBe(name('Form'));
    expect(`${root.lookup(name('ParentTreeNextKey'))}`).toBe(`${Number(`${numbers.get(index)}`) + 1}`);
  });

  it('leaves title, dates, language and claims of the paper as they were', async () => {
    const [before, after] = [await load(paper), await load(await seal())];
    const told = (document: PDFDocument) => [
      document.getTitle(),
      document.getProducer(),
      document.getCreationDate(),
      document.getModificationDate(),
      `${document.catalog.get(name('Lang'))}`,
      Buffer.from(document.catalog.lookup(name('Metadata'), PDFStream).getContents()).toString(),
      `${document.context.trailerInfo.ID}`,
    ];
    expect(told(after)).toEqual(told(before));
  });

  it('is put on a paper without tags too', async () => {
    const untagged = await PDFDocument.create();
    untagged.addPage();
    const document = await load(await seal({}, await untagged.save()));
    expect(document.catalog.has(name('StructTreeRoot'))).toBe(false);
    expect(sealDictionary(document).has(name('ByteRange'))).toBe(true);
  });
});

describe('nothing is sealed', () => {
  it('that is sealed already', async () => {
    expect(await refusal(seal({}, await seal()))).toBe('PdfNotSealable: signed-already');
  });

  it('that is encrypted', async () => {
    const document = await PDFDocument.load(paper, { updateMetadata: false });
    document.encrypt({ userPassword: 'a', ownerPassword: 'b' });
    expect(await refusal(seal({}, await document.save()))).toBe('PdfNotSealable: encrypted');
  });

  it('that is no PDF', async () => {
    expect(await refusal(seal({}, Buffer.from('hej')))).toBe('PdfNotSealable: unreadable');
  });

  it('that says of itself where a signature is, so that no reader can be led astray', async () => {
    const document = await load(paper);
    document.catalog.set(name('Note'), PDFString.of('/ByteRange [0 1 2 3]'));
    expect(await refusal(seal({}, await document.save({ useObjectStreams: false })))).toBe(
      'PdfNotSealable: place-not-unique',
    );
  });

  it.each([
    ['has expired', { notBefore: days(-800), notAfter: days(-1) }],
    ['is not valid yet', { notBefore: days(1), notAfter: days(800) }],
  ])('with a certificate that %s, and the key is not asked', async (_when, period) => {
    let asked = 0;
    const late: SealingKey = {
      ...newSealKey(issuer, 'ECC_NIST_P256', period),
      sign: async () => {
        asked++;
        return new Uint8Array();
      },
    };
    expect(await refusal(seal({ key: late }))).toBe('SealCertificateExpired');
    expect(asked).toBe(0);
  });

  it('with an issuer that has expired', async () => {
    const later = new Date(at.getTime() + 400 * DAY_MS);
    const long = newSealKey(issuer, 'ECC_NIST_P256', { notAfter: days(800) });
    expect(await refusal(seal({ key: long, at: later }))).toBe('SealCertificateExpired');
  });

  it('by a key that is not the certificate’s', async () => {
    const { chain } = newSealKey(issuer);
    expect(await refusal(seal({ key: { ...key, chain } }))).toBe('SealKeyMismatch');
  });

  it.each<[string, (own: SealingKey) => SealingKey]>([
    ['that is empty', (own) => ({ ...own, chain: [] })],
    ['that is unreadable', (own) => ({ ...own, chain: [Buffer.from('hej')] })],
    ['of another issuer', (own) => ({ ...own, chain: [own.chain[0] ?? Buffer.alloc(0), newIssuer(at).root] })],
    ['for another kind of key', (own) => ({ ...own, algorithm: 'RSASSA_PKCS1_V1_5_SHA_256' })],
  ])('with a chain %s', async (_what, change) => {
    expect(await refusal(seal({ key: change(key) }))).toBe('SealCertificateNotUsable');
  });

  it('with a timestamp that is none', async () => {
    expect(await refusal(seal({ stamp: async () => Buffer.from('3000', 'hex') }))).toBe('SealTimestampNotUsable');
  });

  describe('with a timestamp', () => {
    const stamping = newStampingKey(issuer);
    const stampedBy = async (chain: readonly Uint8Array[], change = (digest: Uint8Array) => digest) => {
      const server = await startTimestampServer({ ...stamping, chain }, () => at);
      const { stamp } = rfc3161Timestamps({ secrets: secretsFrom({ timestamps: { url: server.url } }) });
      return refusal(seal({ stamp: (digest) => stamp(change(digest)) })).finally(server.close);
    };

    it('over something else', async () => {
      expect(await stampedBy(stamping.chain)).toBe('sealed');
      expect(await stampedBy(stamping.chain, (digest) => digest.map((byte) => byte ^ 1))).toBe(
        'SealTimestampNotUsable',
      );
    });

    it('that does not fit in the place kept for the seal', async () => {
      const long = [...stamping.chain, ...Array.from({ length: 25 }, () => issuer.root)];
      expect(await stampedBy(long)).toBe('SealDoesNotFit');
    });
  });
});
