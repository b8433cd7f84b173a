import { describe, expect, it } from 'vitest';
import { COLOURS } from '../../../functions/documents/papers/look.ts';

const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrast = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

describe('every colour of text on a paper', () => {
  it.each(['ink', 'quiet', 'blue', 'teal'] as const)('can be read, %s over a watermark too', (name) => {
    expect(contrast(COLOURS[name], '#ffffff')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(COLOURS[name], COLOURS.watermark)).toBeGreaterThanOrEqual(4.5);
  });
});
