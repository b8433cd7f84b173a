/** What a column asks for, in points: its longest word, and its longest text on one line. */
export interface ColumnNeed {
  word: number;
  text: number;
}

/**
 * Shares a width between columns: each gets its longest word where there is room for that, and the rest is shared by
 * how much text each has. What still does not fit is broken inside words.
 */
export const columnWidths = (needs: readonly ColumnNeed[], total: number): number[] => {
  const fair = total / needs.length;
  const words = needs.reduce((sum, { word }) => sum + word, 0);
  const floors = needs.map(({ word }) => (words <= total ? word : Math.min(word, fair)));
  const rest = total - floors.reduce((sum, floor) => sum + floor, 0);
  const wishes = needs.map(({ text }, index) => Math.max(0, text - (floors[index] ?? 0)));
  const wished = wishes.reduce((sum, wish) => sum + wish, 0);
  return floors.map((floor, index) => floor + rest * (wished > 0 ? (wishes[index] ?? 0) / wished : 1 / needs.length));
};
