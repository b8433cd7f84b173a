import { z } from 'zod';
import { LEVEL_URIS, UNREVIEWED } from '#domain/assurance';
import type { PartyId } from '#domain/parties';
import { IdentificationRefused, IdentificationUnavailable } from '#ports/identity-provider';
import type { PartySignIn, PartySubject } from '#ports/party-sign-in';
import type { ClientKey } from './oidc-client-key.ts';
import { type OidcConnection, oidcConnection } from './oidc-connection.ts';
import { oidcPendingFrom } from './oidc-pending.ts';
import { startOf } from './oidc-request.ts';
import { OidcSettings } from './oidc-settings.ts';
import { checkPending, verifiedTokens } from './oidc-tokens.ts';
import type { Secrets } from './secrets.ts';

/** A working day: single sign-on lets a login of this morning count. */
const WORKING_DAY_SECONDS = 8 * 60 * 60;

/** The secret `sign-in/<party>`: the provider that a municipality has bound for its staff. */
export const PartySignInConfiguration = z.strictObject({
  issuer: z.url(),
  clientId: z.string().min(1),
  /** Names the person for as long as they are employed; in the ID token. A reusable name, as a mail address, is none. */
  subjectClaim: z.string().min(1).default('sub'),
  levelClaim: z.string().min(1).default('acr'),
  /** What the provider says, and the registered level the municipality answers for that it stands for. */
  levels: z.record(z.string().min(1), z.enum(LEVEL_URIS)).default({}),
  acrValues: z.array(z.string().regex(/^\S+$/)).min(1).optional(),
  scopes: z.array(z.string().regex(/^\S+$/)).default(['openid']),
  prompt: z.string().default(''),
  maxAge: z.int().min(0).max(WORKING_DAY_SECONDS).default(WORKING_DAY_SECONDS),
  assertionAudience: z.enum(['issuer', 'endpoint']).default('issuer'),
});
type PartySignInConfiguration = z.output<typeof PartySignInConfiguration>;

interface Bound {
  configuration: PartySignInConfiguration;
  settings: OidcSettings;
  connect: () => Promise<OidcConnection>;
}

const subjectIn = (claims: Record<string, unknown>, { subjectClaim }: PartySignInConfiguration): string => {
  const subject = claims[subjectClaim];
  if (typeof subject !== 'string' || subject === '') throw new IdentificationRefused('person-not-stated');
  return subject;
};

/** What nobody has mapped is the municipality's own word, and counts as no more than that. */
const levelIn = (claims: Record<string, unknown>, { levelClaim, levels }: PartySignInConfiguration): string => {
  const word = claims[levelClaim];
  return typeof word === 'string' && Object.hasOwn(levels, word) ? (levels[word] ?? UNREVIEWED) : UNREVIEWED;
};

/**
 * The municipalities' own OpenID providers, each by its secret; a changed secret counts within minutes. The same checks as
 * for an e-ID hold for every token; what differs is that it names a subject and not a person.
 */
export const oidcPartySignIn = (deps: {
  secrets: Secrets;
  clientKey: ClientKey;
  redirectUri: string;
  /** Permits plain http, to loopback only. */
  allowInsecure?: boolean;
  now?: () => Date;
  fetch?: typeof globalThis.fetch;
}): PartySignIn => {
  const { secrets, clientKey, redirectUri, allowInsecure = false } = deps;
  const now = deps.now ?? (() => new Date());
  const fetch = deps.fetch ?? globalThis.fetch;
  const known = new Map<PartyId, { from: string; bound: Bound }>();

  const bind = (configuration: PartySignInConfiguration): Bound => {
    const { issuer, clientId, scopes, acrValues, prompt, maxAge, assertionAudience } = configuration;
    const settings = OidcSettings.parse({
      issuer,
      clientId,
      redirectUri,
      allowInsecure,
      scopes,
      ...(acrValues && { acrValues }),
      prompts: { identification: prompt },
      maxAge,
      assertionAudience,
    });
    return { configuration, settings, connect: oidcConnection(settings, { clientKey, now, fetch }) };
  };
  const boundTo = async (party: PartyId): Promise<Bound | undefined> => {
    const configuration = await secrets.read(`sign-in/${party}`, PartySignInConfiguration);
    if (!configuration) return undefined;
    const from = JSON.stringify(configuration);
    const held = known.get(party);
    if (held?.from === from) return held.bound;
    const bound = bind(configuration);
    known.set(party, { from, bound });
    return bound;
  };
  const required = async (party: PartyId): Promise<Bound> => {
    const bound = await boundTo(party);
    if (!bound) throw new IdentificationUnavailable('no-answer');
    return bound;
  };

  return {
    // A secret that cannot be read takes the municipality's own way in away, never the e-ID.
    signInMethodsOf: async (party) => ((await boundTo(party).catch(() => undefined)) ? ['eid', 'own'] : ['eid']),

    start: async (party, { locale }) => {
      const { settings, connect } = await required(party);
      return startOf(
        settings,
        await connect(),
        clientKey,
        { purpose: 'identification', who: 'subject', locale },
        now(),
      );
    },

    finish: async (party, callbackUrl, remembered): Promise<PartySubject> => {
      const { configuration, settings, connect } = await required(party);
      const pending = oidcPendingFrom(remembered);
      checkPending(settings, pending, 'identification', now());
      const { claims, authenticatedAt } = await verifiedTokens(settings, await connect(), callbackUrl, pending, now);
      return {
        issuer: settings.issuer,
        subject: subjectIn(claims, configuration),
        level: levelIn(claims, configuration),
        authenticatedAt,
      };
    },
  };
};
