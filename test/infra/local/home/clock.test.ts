import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createAlarm } from '../../../../infra/local/clock/alarm.ts';
import { installClock } from '../../../../infra/local/clock/clock.ts';
import { durationMs } from '../../../../infra/local/clock/duration.ts';
import { handClock, temporaryFolders } from './a-folder.ts';

const MachineDate = globalThis.Date;
const day = 86_400_000;
const aheadMs = () => Math.round((Date.now() - MachineDate.now()) / 1_000) * 1_000;

afterEach(() => {
  globalThis.Date = MachineDate;
});

describe("the home's clock", () => {
  const folder = temporaryFolders();

  it('shows the moved time in every way that a date is made', () => {
    const clock = installClock({ file: join(folder(), 'clock.json') });
    clock.advance(30 * day);
    expect(aheadMs()).toBe(30 * day);
    expect(new Date().toISOString().slice(0, 10)).toBe(new Date(Date.now()).toISOString().slice(0, 10));
    expect(Date().slice(0, 15)).toBe(new Date().toString().slice(0, 15));
    expect(clock.now() - MachineDate.now()).toBeGreaterThan(30 * day - 1_000);
  });

  it('leaves dates that are told their time alone, and knows those made before', () => {
    const earlier = new Date('2026-11-22T10:00:00Z');
    installClock({ file: join(folder(), 'clock.json') }).advance(day);
    expect(new Date(0).toISOString()).toBe('1970-01-01T00:00:00.000Z');
    expect(Date.UTC(2026, 0, 1)).toBe(1_767_225_600_000);
    expect(earlier).toBeInstanceOf(Date);
    expect(new Date()).toBeInstanceOf(MachineDate);
  });

  it('remembers over a restart how far it was moved', () => {
    const file = join(folder(), 'clock.json');
    installClock({ file }).advance(3 * day);
    installClock({ file }).advance(day);
    expect(aheadMs()).toBe(4 * day);
  });

  it.each([0, -1, 0.5, Number.NaN, 9e15])('is not moved by %s', (ms) => {
    const clock = installClock({ file: join(folder(), 'clock.json') });
    expect(() => clock.advance(ms)).toThrow(RangeError);
    expect(aheadMs()).toBe(0);
  });

  it('tells in two lines when its file is damaged', () => {
    const file = join(folder(), 'clock.json');
    writeFileSync(file, '{"offsetMs":-5}');
    expect(() => installClock({ file })).toThrow(expect.objectContaining({ name: 'HomeTrouble' }));
  });
});

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['15m', 900_000],
    ['12h', 43_200_000],
    ['30d', 30 * day],
    ['2w', 14 * day],
  ])('%s is understood', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  it.each(['', '0d', '-1d', '1.5h', '3y', '30', 'd', ' 1d'])('"%s" is not', (text) => {
    expect(durationMs(text)).toBeUndefined();
  });
});

describe('an alarm', () => {
  it('rings when the clock is moved past its time, and again for what is still due', async () => {
    const clock = handClock();
    const due = [10, 20, 5_000_000];
    const rung: number[] = [];
    const alarm = createAlarm({
      clock,
      nextAt: () => due[0],
      ring: async () => void rung.push(due.shift() ?? Number.NaN),
    });
    alarm.reset();
    clock.advance(1_000);
    await alarm.idle();
    expect(rung).toEqual([10, 20]);
    alarm.close();
    clock.advance(10_000_000);
    await alarm.idle();
    expect(rung).toEqual([10, 20]);
  });
});
