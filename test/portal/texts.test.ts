import { describe, expect, it } from 'vitest';
import { DeclineReason, Outcome, Status } from '#domain/assignment';
import { ACTS } from '#domain/staff';
import { EVENT_NAMES } from '#domain/transitions';
import { en } from '#portal/texts/en.ts';
import { sv } from '#portal/texts/sv.ts';

const leaves = (value: unknown, path = ''): [string, unknown][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`))
    : [[path, value]];

describe('the words of the portal', () => {
  it('are all there in both languages', () => {
    const paths = (texts: unknown) => leaves(texts).map(([path]) => path);
    expect(paths(en)).toEqual(paths(sv));
  });

  it('are never empty, and never left in the other language by mistake', () => {
    const same = new Set(['.service']);
    const english = new Map(leaves(en));
    for (const [path, swedish] of leaves(sv)) {
      const words = typeof swedish === 'function' ? String(swedish('x')) : swedish;
      expect(words, path).toMatch(/\S/);
      const other = english.get(path);
      const translated = typeof other === 'function' ? String(other('x')) : other;
      expect(translated, path).toMatch(/\S/);
      if (typeof words === 'string' && words.length > 12 && !same.has(path) && !words.startsWith('__Host-')) {
        expect(translated, path).not.toBe(words);
      }
    }
  });

  it('name every status, outcome, reason, act and event of the domain', () => {
    for (const texts of [sv, en]) {
      expect(Object.keys(texts.statuses)).toEqual(Status.options);
      expect(Object.keys(texts.outcomes).sort()).toEqual([...Outcome.options].sort());
      expect(Object.keys(texts.reasons)).toEqual(DeclineReason.options);
      expect(Object.keys(texts.acts)).toEqual([...ACTS]);
      for (const event of EVENT_NAMES) expect(texts.events[event], event).toBeDefined();
    }
  });

  it('say of every error what happened and what to do', () => {
    for (const { errors } of [sv, en]) {
      for (const [name, words] of Object.entries(errors)) {
        if (typeof words === 'string') continue;
        expect(words.what, name).toMatch(/\.$/);
        expect(words.todo, name).toMatch(/\.$/);
      }
    }
  });
});
