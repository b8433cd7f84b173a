import { statfsSync } from 'node:fs';

/** What happened, and what to do about it. */
type TwoLines = readonly [what: string, remedy: string];

/**
 * A reason not to start that the person at the keyboard can do something about.
 * It is shown as two lines, Swedish and English on each, and never as a stack.
 */
export class HomeTrouble extends Error {
  override readonly name = 'HomeTrouble';
  readonly lines: TwoLines;
  constructor({ sv, en }: { sv: TwoLines; en: TwoLines }, options?: ErrorOptions) {
    super(en[0], options);
    this.lines = [`${sv[0]} / ${en[0]}`, `${sv[1]} / ${en[1]}`];
  }
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Translates what the operating system says about a disk or a port; undefined for what is a fault of ours. */
export function troubleOf(error: unknown, dir: string): HomeTrouble | undefined {
  if (error instanceof HomeTrouble) return error;
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(dir, error);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
      return new HomeTrouble(
        {
          sv: [`Det går inte att skriva i ${dir}.`, 'Ge dig själv skrivrätt eller välj en annan mapp med --data DIR.'],
          en: [`${dir} cannot be written to.`, 'Give yourself write access or choose another folder with --data DIR.'],
        },
        { cause: error },
      );
    default:
      // Databases have words of their own for a full disk, each its own.
      return freeBytes(dir) < leastFreeBytes ? diskFull(dir, error) : undefined;
  }
}

const leastFreeBytes = 1_048_576;

function freeBytes(dir: string): number {
  try {
    const { bavail, bsize } = statfsSync(dir);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

const diskFull = (dir: string, cause: unknown) =>
  new HomeTrouble(
    {
      sv: [`Disken är full (${dir}).`, 'Frigör utrymme eller välj en annan mapp med --data DIR.'],
      en: [`The disk is full (${dir}).`, 'Free some space or choose another folder with --data DIR.'],
    },
    { cause },
  );
