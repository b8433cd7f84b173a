/** Marks the bytes as UTF-8 for spreadsheets. */
const BYTE_ORDER_MARK = '\u{feff}';

/** What makes a spreadsheet take a cell for a formula (OWASP, CSV injection), in full width too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** A cell as text, whatever a spreadsheet would make of it. */
const cellOf = (value: string): string => {
  const text = FORMULA.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
};

/** Rows of cells as CSV (RFC 4180) with semicolons, as spreadsheets in Swedish read it. */
export const writeCsv = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  BYTE_ORDER_MARK + [head, ...rows].map((row) => `${row.map(cellOf).join(';')}\r\n`).join('');
