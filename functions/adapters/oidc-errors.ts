import * as oidc from 'openid-client';
import {
  IdentificationCancelled,
  IdentificationRefused,
  IdentificationTooWeak,
  IdentificationUnavailable,
} from '#ports/identity-provider';

const UNREACHABLE = ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON'];

/** Turns what the library throws into our errors; its texts and causes quote tokens and stay behind. */
export const translated = (error: unknown): Error => {
  if (error instanceof oidc.AuthorizationResponseError) {
    if (error.error === 'access_denied') return new IdentificationCancelled();
    if (error.error === 'unmet_authentication_requirements') return new IdentificationTooWeak();
    if (error.error === 'temporarily_unavailable' || error.error === 'server_error') {
      return new IdentificationUnavailable('no-answer');
    }
    return new IdentificationRefused('refused-by-provider');
  }
  if (error instanceof oidc.ResponseBodyError) {
    if (error.status >= 500) return new IdentificationUnavailable('no-answer');
    return new IdentificationRefused('refused-by-provider');
  }
  if (error instanceof oidc.ClientError) {
    if (error.code && UNREACHABLE.includes(error.code)) return new IdentificationUnavailable('no-answer');
    return new IdentificationRefused('token-not-accepted');
  }
  // fetch rejects with a TypeError when there is nobody at the other end.
  if (error instanceof TypeError) return new IdentificationUnavailable('no-answer');
  return new IdentificationRefused('token-not-accepted');
};
