import { sealingPorts } from '#adapters/sealing-ports';
import { systemClock } from '#adapters/system-clock';
import { log } from '#step/log';
import { step } from '#step/step';
import { contract, watchSeals } from './watch-seals.ts';

export const handler = step(
  contract,
  watchSeals({
    sealKeys: sealingPorts().sealKeys,
    now: systemClock,
    report: (event, count) => log({ event, count }),
  }),
);
