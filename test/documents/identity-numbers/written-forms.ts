/** Official test numbers, which are never issued: two ordinary and two coordination numbers, as twelve digits. */
export const testNumbers = ['189001019802', '192412319218', '191401682396', '202312912393'] as const;

const dashes = [
  '-',
  '\u2010',
  '\u2011',
  '\u2012',
  '\u2013',
  '\u2014',
  '\u2015',
  '\u2212',
  ' - ',
  ' – ',
  '+',
  '-\n',
  '\n-',
  '-\r\n> ',
];
const spaces = [' ', '\u00a0', '\u2009', '\u202f', '\u3000', '\u2003'];
const invisible = ['\u200b', '\u200d', '\u00ad', '\u2060', '\ufeff', '\u202a'];
const zeros = [0x30, 0xff10, 0x0660, 0x06f0, 0x0966, 0x1d7ce, 0x1d7ec];

const inDigits = (number: string, zero: number): string =>
  number.replaceAll(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));

/** Every way of writing a number that must be found without a label beside it. */
export const writtenForms = (number: string): string[] => {
  const ten = number.slice(2);
  const halves = (digits: string, between: string) => `${digits.slice(0, -4)}${between}${digits.slice(-4)}`;
  const [century, year, month, day, rest] = [0, 2, 4, 6, 8].map((at, place) =>
    number.slice(at, place === 4 ? 12 : at + 2),
  );
  return [
    number,
    ten,
    ...dashes.flatMap((dash) => [halves(number, dash), halves(ten, dash)]),
    ...spaces.flatMap((space) => [halves(number, space), halves(ten, space)]),
    ...invisible.flatMap((mark) => [[...number].join(mark), [...halves(ten, '-')].join(mark)]),
    ...zeros.flatMap((zero) => [inDigits(number, zero), inDigits(halves(ten, '-'), zero)]),
    [...number].join(' '),
    [...halves(ten, '-')].join(' '),
    [...ten].join(' | '),
    `${century} ${halves(ten, '-')}`,
    `${century}${year}-${month}-${day}-${rest}`,
    `${century}${year}-${month}-${day} ${rest}`,
    `${century}${year}.${month}.${day}-${rest}`,
    `${century}${year}/${month}/${day}-${rest}`,
    `${century}${year}\t${month}\t${day}\t${rest}`,
    `"${ten.slice(0, 6)}";"${ten.slice(6)}"`,
    `${ten.slice(0, 6)}\n${ten.slice(6)}`,
    `${ten.slice(0, 6)} | ${ten.slice(6)}`,
    `${ten.slice(0, 6)}_${ten.slice(6)}`,
  ];
};
