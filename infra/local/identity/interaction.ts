import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { z } from 'zod';
import type { PrivateJwk } from './key-file.ts';
import { choosePersonPage, signPage } from './pages.ts';
import { grantAll } from './provider-configuration.ts';
import { type Locale, SIGN_REQUEST, SignRequest, signAs, textOf, USER_MESSAGE, UserMessage } from './sign-request.ts';
import { claimName, identityClaimsOf, levelOf, type TestPerson } from './test-person.ts';

export interface InteractionParts {
  provider: Provider;
  persons: TestPerson[];
  subjectOf(person: TestPerson): string;
  personOf(subject: string): TestPerson | undefined;
  signatureKeyOf(person: TestPerson): PrivateJwk | undefined;
  keepSignature(grantId: string, signature: string): void;
}

const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);

const ClaimRequest = z.object({ essential: z.boolean(), value: z.string(), values: z.array(z.string()) }).partial();

/** What the library keeps of the verified request, as far as the pages need it. */
const Params = z.object({
  client_id: z.string(),
  scope: z.string(),
  ui_locales: z.string().optional(),
  claims: json(
    z
      .object({
        id_token: z.record(z.string(), ClaimRequest.nullable()),
        userinfo: z.record(z.string(), ClaimRequest.nullable()),
      })
      .partial(),
  ).prefault('{}'),
  [SIGN_REQUEST]: json(SignRequest).optional(),
  [USER_MESSAGE]: json(UserMessage).optional(),
});
type Params = z.infer<typeof Params>;

const localeOf = (params: Params): Locale =>
  params.ui_locales?.split(' ').find((tag): tag is Locale => tag === 'sv' || tag === 'en') ?? 'sv';

/** Whether the chosen person is one the client can accept; otherwise the OAuth error to answer with. */
const refusalOf = (person: TestPerson, params: Params): string | undefined => {
  const asked = params.claims.id_token ?? {};
  const acr = asked.acr;
  const levels = [...(acr?.values ?? []), ...(acr?.value ? [acr.value] : [])];
  if (acr?.essential && levels.length > 0 && !levels.includes(levelOf(person))) {
    return 'unmet_authentication_requirements';
  }
  const has = identityClaimsOf(person);
  const isOther = [claimName.personalIdentityNumber, claimName.coordinationNumber].some((claim) => {
    const request = asked[claim];
    return request?.essential && request.value !== undefined && request.value !== has[claim];
  });
  return isOther ? 'login_required' : undefined;
};

const readForm = async (req: IncomingMessage): Promise<URLSearchParams> => {
  let text = '';
  for await (const chunk of req) {
    text += String(chunk);
    if (text.length > 4096) throw new RangeError('the form is too large');
  }
  return new URLSearchParams(text);
};

const send = (res: ServerResponse, html: string) => {
  res.statusCode = 200;
  res.setHeader('content-type', 'text/html; charset=utf-8');
  res.end(html);
};

/**
 * The pages of the test e-ID. `GET …/interaction/<uid>` shows the page of the step; `POST` to `/login` (field `person`),
 * `/sign` or `/cancel` below it answers it. The library binds them to the browser by its interaction cookie.
 */
export const interactionPages = (parts: InteractionParts) => {
  const { provider } = parts;

  const showPage = async (req: IncomingMessage, res: ServerResponse, action: string): Promise<void> => {
    const { prompt, params: raw, session } = await provider.interactionDetails(req, res);
    const params = Params.parse(raw);
    const locale = localeOf(params);
    const person = session && parts.personOf(session.accountId);
    const request = params[SIGN_REQUEST];
    if (prompt.name === 'consent' && request && person) {
      return send(res, signPage({ locale, action, person, message: textOf(request.sign_message, locale) }));
    }
    const userMessage = params[USER_MESSAGE];
    const message = userMessage && textOf(userMessage, locale);
    return send(res, choosePersonPage({ locale, action, persons: parts.persons, message }));
  };

  const login = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { prompt, params: raw } = await provider.interactionDetails(req, res);
    const chosen = (await readForm(req)).get('person');
    const person = parts.persons.find(({ id }) => id === chosen);
    if (prompt.name !== 'login' || !person) return provider.interactionFinished(req, res, { error: 'access_denied' });
    const error = refusalOf(person, Params.parse(raw));
    if (error) return provider.interactionFinished(req, res, { error });
    const login = { accountId: parts.subjectOf(person), acr: levelOf(person), remember: false };
    return provider.interactionFinished(req, res, { login });
  };

  const sign = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { prompt, params: raw, session, lastSubmission } = await provider.interactionDetails(req, res);
    const params = Params.parse(raw);
    const person = session && parts.personOf(session.accountId);
    const key = person && parts.signatureKeyOf(person);
    const request = params[SIGN_REQUEST];
    if (prompt.name !== 'consent' || !person || !key || !request || !lastSubmission?.login) {
      return provider.interactionFinished(req, res, { error: 'access_denied' });
    }
    const { id_token = {}, userinfo = {} } = params.claims;
    const grantId = await grantAll(provider, {
      accountId: session.accountId,
      clientId: params.client_id,
      scopes: params.scope.split(' '),
      claims: [...Object.keys(id_token), ...Object.keys(userinfo)],
    });
    parts.keepSignature(grantId, await signAs(person, key, request, localeOf(params)));
    // For a signature `auth_time` is the time of the signature (Signature Extension §3.2).
    const login = { ...lastSubmission.login, ts: Math.floor(Date.now() / 1000) };
    return provider.interactionFinished(req, res, { login, consent: { grantId } });
  };

  /** `path` is below the issuer and begins with `/interaction/`; `prefix` is the issuer's own path. */
  return async (req: IncomingMessage, res: ServerResponse, path: string, prefix: string): Promise<void> => {
    const [, , uid = '', step] = path.split('/');
    if (req.method === 'GET' && step === undefined) return showPage(req, res, `${prefix}/interaction/${uid}`);
    if (req.method === 'POST' && step === 'login') return login(req, res);
    if (req.method === 'POST' && step === 'sign') return sign(req, res);
    if (req.method === 'POST' && step === 'cancel') {
      return provider.interactionFinished(req, res, { error: 'access_denied' });
    }
    res.statusCode = 404;
    res.end();
  };
};
