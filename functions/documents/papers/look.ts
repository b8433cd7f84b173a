// The colours are those of the portal (portal/design/style.ts): ink on white is 15:1, quiet on white 7:1, and both stay
// above 4.5:1 where a watermark lies under them (WCAG 1.4.3). Sizes are in points.
export const COLOURS = {
  ink: '#1c2430',
  quiet: '#4a5563',
  blue: '#1b3a57',
  teal: '#00666b',
  line: '#c9d1d9',
  fineLine: '#e3e8ec',
  headLine: '#6b7785',
  watermark: '#f6dedc',
} as const;

/** A4 and where its text may stand. The foot grows upwards from `footTop` with every line of the footer. */
export const PAGE = {
  width: 595.28,
  height: 841.89,
  left: 62,
  top: 66,
  /** Wide enough for a SHA-256 in hex on one line beside its name. */
  textWidth: 471.28,
  headerTop: 34,
  footTop: 788,
} as const;

export type FontName = 'Text' | 'Strong' | 'Code';

/** How a text looks: `leading` is the distance between lines. */
export interface Face {
  font: FontName;
  size: number;
  leading: number;
  colour: string;
}

const face = (font: FontName, size: number, leading: number, colour: string = COLOURS.ink): Face => ({
  font,
  size,
  leading,
  colour,
});

export const FACES = {
  author: face('Strong', 10.5, 15, COLOURS.teal),
  title: face('Strong', 22, 27, COLOURS.blue),
  heading: {
    1: face('Strong', 17, 22, COLOURS.blue),
    2: face('Strong', 13.5, 18, COLOURS.blue),
    3: face('Strong', 11, 15.5, COLOURS.blue),
  },
  body: face('Text', 10.5, 15.5),
  name: face('Strong', 10, 15),
  value: face('Text', 10, 15),
  code: face('Code', 8.5, 13),
  verbatim: face('Code', 9, 13.5),
  caption: face('Strong', 10.5, 15, COLOURS.blue),
  columnHead: face('Strong', 9.5, 13.5),
  cell: face('Text', 9.5, 13.5),
  foot: face('Text', 8.5, 11.5, COLOURS.quiet),
} as const;
