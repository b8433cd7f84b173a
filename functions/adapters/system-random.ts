import { randomBytes } from 'node:crypto';
import type { Random } from '#ports/clock';

export const systemRandom: Random = (bytes) => randomBytes(bytes);
