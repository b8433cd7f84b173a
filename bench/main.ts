// npm run bench: what the parts cost on this machine, and whether a limit is broken.
import type { Measurement } from './intake.ts';

/** A figure, or how many times the bare work something costs beside it. */
type Figure = Measurement & { ratio?: number };

/** Loaded one after the other, so that none is measured in the memory of another's modules. */
const BENCHES: (() => Promise<Figure[]>)[] = [
  async () => (await import('./start.ts')).benchStart(),
  async () => (await import('./waiting.ts')).benchWaiting(),
  async () => (await import('./engine.ts')).benchEngine(),
  async () => (await import('./intake.ts')).benchIntake(),
  async () => (await import('./sealing.ts')).benchSealing(),
  async () => (await import('./verify.ts')).benchVerify(),
];

/** A speed has a least, a time, a size or a ratio a most. */
const holds = ({ value, unit, limit }: Figure): boolean =>
  limit === undefined || (unit.endsWith('/s') ? value >= limit : value <= limit);

const limitOf = ({ unit, limit }: Figure): string =>
  limit === undefined ? '' : `${unit.endsWith('/s') ? '≥' : '≤'} ${limit}`;

const HEAD = ['name', 'value', 'unit', 'limit', 'ratio', 'ok'];
const cells = (figure: Figure): string[] => [
  figure.name,
  String(figure.value),
  figure.unit,
  limitOf(figure),
  figure.ratio === undefined ? '' : `${figure.ratio} ×`,
  figure.limit === undefined ? '' : holds(figure) ? 'yes' : 'NO',
];

const table = (rows: string[][]): string => {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | '));
  return [lines[0], widths.map((width) => '-'.repeat(width)).join('-|-'), ...lines.slice(1)].join('\n');
};

const figures: Figure[] = [];
for (const bench of BENCHES) figures.push(...(await bench()));
console.log(table([HEAD, ...figures.map(cells)]));
process.exitCode = figures.every(holds) ? 0 : 1;
