import { intakePorts } from '#adapters/intake-ports';
import { step } from '#step/step';
import { contract, receiveEmail } from './receive-email.ts';

export const handler = step(contract, receiveEmail(intakePorts()));
