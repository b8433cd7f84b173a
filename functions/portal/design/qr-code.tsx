import type { FC } from 'hono/jsx';
import { encode } from 'uqr';

/** Empty modules round a code, so that a camera finds its edges (ISO/IEC 18004 §5.3.8). */
const QUIET_ZONE = 4;

/** The dark modules of each row as runs, so that a code is one short path. */
const pathOf = (rows: readonly (readonly boolean[])[]): string =>
  rows
    .flatMap((row, y) => {
      const runs: string[] = [];
      for (let x = 0; x < row.length; x++) {
        if (!row[x]) continue;
        const from = x;
        while (row[x + 1]) x++;
        runs.push(`M${from} ${y}h${x - from + 1}v1h-${x - from + 1}z`);
      }
      return runs;
    })
    .join('');

/** A QR code as a picture in the page: drawn here, in black on white whatever the reader's colours are. */
export const QrCode: FC<{ text: string; label: string }> = ({ text, label }) => {
  const { data, size } = encode(text, { border: QUIET_ZONE });
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${size} ${size}`}
      width="270"
      height="270"
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect width={size} height={size} fill="#ffffff" />
      <path d={pathOf(data)} fill="#000000" />
    </svg>
  );
};
