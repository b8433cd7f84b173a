import { parseArgs } from 'node:util';
import { ephemeralPorts, type Ports, portsFrom } from '../ports.ts';
import { HomeTrouble } from './trouble.ts';

/** What `npm start -- …` was asked for. */
export interface StartArguments {
  dir: string;
  ports: Ports;
  /** A file that gets the addresses as JSON when everything answers. */
  readyFile?: string;
  killAtTransition?: number;
}

const usage = '[--data DIR] [--port N] [--smtp-port N] [--ephemeral] [--ready-file FILE] [--kill-at-transition N]';

/** @throws HomeTrouble that shows the usage. */
export function parseStartArguments(args: readonly string[]): StartArguments {
  const values = parsed(args);
  const number = (name: 'port' | 'smtp-port' | 'kill-at-transition', highest: number): number | undefined => {
    const text = values[name];
    if (text === undefined) return undefined;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= 1 && value <= highest) return value;
    throw misused(`--${name} ${text}`);
  };
  // The doors are nine in a row, and the last must be a port too.
  const base = number('port', 65_527) ?? 8300;
  const smtp = number('smtp-port', 65_535) ?? 2525;
  const killAtTransition = number('kill-at-transition', 999_999_999);
  const readyFile = values['ready-file'];
  return {
    dir: values.data ?? '.local',
    ports: values.ephemeral ? ephemeralPorts : portsFrom(base, smtp),
    ...(readyFile !== undefined && { readyFile }),
    ...(killAtTransition !== undefined && { killAtTransition }),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        'smtp-port': { type: 'string' },
        ephemeral: { type: 'boolean' },
        'ready-file': { type: 'string' },
        'kill-at-transition': { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw misused(args.join(' '), error);
  }
}

const misused = (what: string, cause?: unknown) =>
  new HomeTrouble(
    { sv: [`Förstår inte: ${what}`, `npm start -- ${usage}`], en: [`Not understood: ${what}`, 'all are optional'] },
    { cause },
  );
