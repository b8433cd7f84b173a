// Members of pdfkit 0.20 that its published types (0.17) leave out.
declare namespace PDFKit {
  interface PDFDocument {
    /** The catalog. */
    _root: { data: Record<string, unknown> };
    getStructParentTree(): { limits: boolean };
  }
  interface PDFKitReference {
    end(): void;
  }
  interface PDFStructureElement {
    dictionary: { data: Record<string, unknown> };
  }
}

declare namespace PDFKit.Mixins {
  interface StructureElementOptions {
    scope?: 'Row' | 'Column';
  }
}
