import { intakePorts } from '#adapters/intake-ports';
import { log } from '#step/log';
import { step } from '#step/step';
import { contract, sweepMail } from './sweep-mail.ts';

export const handler = step(
  contract,
  sweepMail({ ...intakePorts(), report: (error) => log({ event: 'mail-not-taken-in', error }) }),
);
