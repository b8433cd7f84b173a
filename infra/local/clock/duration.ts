const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Milliseconds of `90s`, `15m`, `12h`, `30d` or `2w`; undefined for anything else, and for nothing at all. */
export function durationMs(text: string): number | undefined {
  const match = /^([1-9]\d{0,6})([smhdw])$/.exec(text);
  if (!match) return undefined;
  const unit = Object.entries(unitMs).find(([letter]) => letter === match[2]);
  return unit && Number(match[1]) * unit[1];
}
