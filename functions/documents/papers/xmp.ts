/** What the metadata says of a paper. */
export interface PaperFacts {
  title: string;
  author: string;
  subject: string;
  createdAt: Date;
  creator: string;
  producer: string;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
// The two last code points of the plane are no characters of XML 1.0.
const xml = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => ESCAPES[sign] ?? '').replace(/[\ufffe\uffff]/g, '');

const description = (namespaces: string, content: string): string =>
  `<rdf:Description rdf:about="" ${namespaces}>${content}</rdf:Description>\n`;

const inLanguages = (text: string): string =>
  `<rdf:Alt><rdf:li xml:lang="x-default">${xml(text)}</rdf:li><rdf:li xml:lang="sv-SE">${xml(text)}</rdf:li></rdf:Alt>`;

/** PDF/A demands that a schema it does not know is described (ISO 19005-3, 6.6.2.3.3): that of PDF/UA is one. */
const UA_SCHEMA = description(
  'xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"',
  '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">' +
    '<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>' +
    '<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>' +
    '<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>' +
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">' +
    '<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>' +
    '<pdfaProperty:category>internal</pdfaProperty:category>' +
    '<pdfaProperty:description>Part of ISO 14289 the file follows</pdfaProperty:description>' +
    '</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>',
);

/** The descriptions of a paper in XMP: who, what, when, and the claims PDF/A-3a and PDF/UA-1. */
export const xmpDescriptions = (facts: PaperFacts): string => {
  const at = `${facts.createdAt.toISOString().slice(0, 19)}Z`;
  return [
    description(
      'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"',
      '<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>',
    ),
    description('xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"', '<pdfuaid:part>1</pdfuaid:part>'),
    UA_SCHEMA,
    description(
      'xmlns:dc="http://purl.org/dc/elements/1.1/"',
      `<dc:format>application/pdf</dc:format><dc:title>${inLanguages(facts.title)}</dc:title>` +
        `<dc:creator><rdf:Seq><rdf:li>${xml(facts.author)}</rdf:li></rdf:Seq></dc:creator>` +
        `<dc:description>${inLanguages(facts.subject)}</dc:description>` +
        '<dc:language><rdf:Bag><rdf:li>sv-SE</rdf:li></rdf:Bag></dc:language>',
    ),
    description(
      'xmlns:xmp="http://ns.adobe.com/xap/1.0/"',
      `<xmp:CreateDate>${at}</xmp:CreateDate><xmp:ModifyDate>${at}</xmp:ModifyDate>` +
        `<xmp:CreatorTool>${xml(facts.creator)}</xmp:CreatorTool>`,
    ),
    description('xmlns:pdf="http://ns.adobe.com/pdf/1.3/"', `<pdf:Producer>${xml(facts.producer)}</pdf:Producer>`),
  ].join('');
};
