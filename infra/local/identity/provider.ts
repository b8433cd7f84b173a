import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import Provider, { errors } from 'oidc-provider';
import { z } from 'zod';
import { interactionPages } from './interaction.ts';
import { openKeyFile, publicKeysOf } from './key-file.ts';
import { contentSecurityPolicy, failedPage } from './pages.ts';
import { type LocalClient, providerConfiguration } from './provider-configuration.ts';
import { TestPerson } from './test-person.ts';

export interface LocalIdentity {
  issuer: string;
  handle(req: IncomingMessage, res: ServerResponse): void;
  close(): Promise<void>;
}

const SESSION_COOKIES = /^_test_eid_session(\.sig)?=/;

/** Every authorization starts without a session, so that nobody is ever identified by an earlier identification. */
const forgetSession = (req: IncomingMessage, res: ServerResponse, path: string): void => {
  const cookies = req.headers.cookie?.split('; ') ?? [];
  const kept = cookies.filter((cookie) => !SESSION_COOKIES.test(cookie));
  if (kept.length === cookies.length) return;
  req.headers.cookie = kept.join('; ');
  res.setHeader(
    'set-cookie',
    ['_test_eid_session', '_test_eid_session.sig'].map((name) => `${name}=; path=${path}; max-age=0; httponly`),
  );
};

/** What was signed under a grant, for as long as its code can be exchanged; read through `Date` as the clock may move. */
const signatureShelf = () => {
  const shelf = new Map<string, { signature: string; until: number }>();
  return {
    keep: (grantId: string, signature: string) => {
      for (const [id, { until }] of shelf) if (until < Date.now()) shelf.delete(id);
      shelf.set(grantId, { signature, until: Date.now() + 5 * 60_000 });
    },
    of: (grantId: string) => shelf.get(grantId)?.signature,
  };
};

/**
 * The local test e-ID: an OpenID provider by the Swedish profile 1.0 with Signature Extension 1.1, for test persons only.
 *
 * `dir` keeps its keys (`identity-keys.json`, 0600). Sessions and grants are in memory, at most an hour: an identification
 * cut by a restart is started again. `issuer` may have a path; `handle` expects the whole URL path then.
 * The keys that verify user signatures are at `<issuer>/user-signature-jwks`.
 */
export const createLocalIdentity = async (o: {
  issuer: string;
  dir: string;
  persons: TestPerson[];
  clients: LocalClient[];
}): Promise<LocalIdentity> => {
  const persons = z.array(TestPerson).parse(o.persons);
  const prefix = new URL(o.issuer).pathname.replace(/\/$/, '');
  const keys = await openKeyFile(
    o.dir,
    persons.map(({ id }) => id),
  );
  const subjectOf = (person: TestPerson) =>
    createHmac('sha256', keys.subjectSalt).update(person.id).digest('base64url');
  const bySubject = new Map(persons.map((person) => [subjectOf(person), person]));
  const personOf = (subject: string) => bySubject.get(subject);
  const signatures = signatureShelf();

  const provider = new Provider(
    o.issuer,
    providerConfiguration({ clients: o.clients, persons, keys, prefix, personOf, signatureOf: signatures.of }),
  );
  const library = provider.callback();
  const pages = interactionPages({
    provider,
    persons,
    subjectOf,
    personOf,
    signatureKeyOf: (person) => keys.persons[person.id],
    keepSignature: signatures.keep,
  });
  const origins = new Set(
    o.clients
      .flatMap((c) => [...c.redirectUris, ...(c.postLogoutRedirectUris ?? [])])
      .map((uri) => new URL(uri).origin),
  );
  const csp = contentSecurityPolicy([...origins]);

  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const url = req.url ?? '/';
    const path = new URL(url, o.issuer).pathname;
    if (prefix && !path.startsWith(`${prefix}/`)) {
      res.statusCode = 404;
      res.end();
      return;
    }
    const below = path.slice(prefix.length);
    res.setHeader('content-security-policy', csp);
    res.setHeader('cache-control', 'no-store');
    res.setHeader('referrer-policy', 'no-referrer');
    res.setHeader('x-content-type-options', 'nosniff');
    if (below === '/user-signature-jwks') {
      res.setHeader('content-type', 'application/jwk-set+json');
      res.end(JSON.stringify(publicKeysOf(Object.values(keys.persons))));
      return;
    }
    if (below.startsWith('/interaction/')) return pages(req, res, below, prefix);
    if (below === '/auth') forgetSession(req, res, '/');
    // The library learns where it is mounted from the difference between the two.
    Object.assign(req, { originalUrl: url, url: url.slice(prefix.length) || '/' });
    return library(req, res);
  };

  const fail = (res: ServerResponse, error: unknown): void => {
    if (res.headersSent) {
      res.destroy();
      return;
    }
    const isKnown = error instanceof errors.OIDCProviderError;
    res.statusCode = isKnown ? error.statusCode : 500;
    res.setHeader('content-type', 'text/html; charset=utf-8');
    res.end(failedPage(isKnown ? error.error : 'server_error'));
  };

  return {
    issuer: o.issuer,
    handle: (req, res) => void answer(req, res).catch((error: unknown) => fail(res, error)),
    close: async () => undefined,
  };
};
