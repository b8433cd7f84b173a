import { PDFDict, type PDFDocument, PDFName } from '@cantoo/pdf-lib';

const name = PDFName.of;

/** What a reader needs to judge the seal in years to come: all DER. */
export interface ValidationData {
  certificates?: readonly Uint8Array[];
  crls?: readonly Uint8Array[];
  ocspResponses?: readonly Uint8Array[];
}

/**
 * Puts the validation data into the document security store (ETSI EN 319 142-1 §5.4.2) before the seal is made, so that
 * the sealed file is one revision and nothing is ever added behind the seal.
 */
export const addValidationData = (document: PDFDocument, data: ValidationData): void => {
  const { context, catalog } = document;
  const streams = (all: readonly Uint8Array[] = []) => all.map((der) => context.register(context.flateStream(der)));
  const entries = { Certs: streams(data.certificates), CRLs: streams(data.crls), OCSPs: streams(data.ocspResponses) };
  const filled = Object.fromEntries(Object.entries(entries).filter(([, refs]) => refs.length > 0));
  catalog.set(name('DSS'), context.register(context.obj({ Type: 'DSS', ...filled })));
  const known = catalog.lookup(name('Extensions'));
  const extensions = known instanceof PDFDict ? known : context.obj({});
  extensions.set(name('ESIC'), context.obj({ BaseVersion: '1.7', ExtensionLevel: 5 }));
  catalog.set(name('Extensions'), extensions);
};
