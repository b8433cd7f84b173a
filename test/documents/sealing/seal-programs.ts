import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pemOf } from '#infra/local/seals/authority-file';

const isInstalled = (program: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Those of the programs that are not on this machine. */
export const missingOf = (...programs: string[]): string[] => programs.filter((program) => !isInstalled(program));

/** What the program says, both ways; a bad end is part of what it says. */
export const say = (program: string, ...args: string[]): Promise<string> =>
  new Promise((done) =>
    execFile(program, args, { encoding: 'utf8' }, (error, out, err) =>
      done(`${out}${err}${error ? `\nended with ${error.code}` : ''}`),
    ),
  );

/** A folder in which other people's programs look at what was sealed, with the root they are to believe. */
export const openBench = async (root: Uint8Array) => {
  const dir = await mkdtemp(join(tmpdir(), 'seal-'));
  const path = (name: string) => join(dir, name);
  await writeFile(path('root.pem'), pemOf(root));
  await say('certutil', '-N', '-d', `sql:${dir}`, '--empty-password');
  await say('certutil', '-A', '-d', `sql:${dir}`, '-n', 'root', '-t', 'CT,CT,CT', '-i', path('root.pem'));
  const put = async (name: string, bytes: Uint8Array) => {
    await writeFile(path(name), bytes);
    return path(name);
  };
  return {
    put,
    pdfsig: async (pdf: Uint8Array) => say('pdfsig', '-nssdir', `sql:${dir}`, await put('sealed.pdf', pdf)),
    qpdfCheck: async (pdf: Uint8Array) => say('qpdf', '--check', await put('sealed.pdf', pdf)),
    structure: async (pdf: Uint8Array) => say('pdfinfo', '-struct-text', await put('sealed.pdf', pdf)),
    async opensslCms(cms: Uint8Array, content: Uint8Array, ...more: string[]) {
      const [signature, signed] = [await put('cms.der', cms), await put('content.bin', content)];
      const how = ['-verify', '-binary', '-inform', 'DER', '-purpose', 'any', '-out', '/dev/null', ...more];
      return say('openssl', 'cms', ...how, '-in', signature, '-content', signed, '-CAfile', path('root.pem'));
    },
    async opensslTs(token: Uint8Array, stamped: Uint8Array) {
      const [stamp, data] = [await put('token.der', token), await put('stamped.bin', stamped)];
      return say('openssl', 'ts', '-verify', '-token_in', '-in', stamp, '-data', data, '-CAfile', path('root.pem'));
    },
    close: () => rm(dir, { recursive: true }),
  };
};
