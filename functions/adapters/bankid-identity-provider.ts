import { randomBytes } from 'node:crypto';
import {
  IdentificationRefused,
  type IdentificationStart,
  IdentificationUnavailable,
  type IdentityProvider,
  SignatureMismatch,
  type Visit,
} from '#ports/identity-provider';
import { verifyCompletion } from './bankid-completion.ts';
import { type AskBankId, bankIdConnection } from './bankid-connection.ts';
import { type LookDeps, letGo, lookAt, placeOrder } from './bankid-look.ts';
import { identificationStatement } from './bankid-order.ts';
import {
  type BankIdAsk,
  type BankIdPending,
  bankIdPendingFrom,
  type Complete,
  sealAsk,
  type Waiting,
} from './bankid-pending.ts';
import { readBankIdSecret } from './bankid-settings.ts';
import { environment } from './environment.ts';
import { statementOf } from './oidc-request.ts';
import type { Secrets } from './secrets.ts';

export interface BankIdDeps {
  secrets: Secrets;
  /** The origin that browsers see, without a trailing slash. */
  portalUrl: string;
  now?: () => Date;
  ask?: AskBankId;
}

/** What the person reads in the app when nothing else is said. */
const IDENTIFY = 'Legitimera dig i Resursdelning';

/**
 * Strong identification and signing with BankID itself, by its relying-party API v6.0. It has no pages of its own: a start
 * leads to `/bankid/:state`, which looks at it here. Between two looks everything is in the pending.
 */
export const bankIdIdentityProvider = ({
  secrets,
  portalUrl,
  now = () => new Date(),
  ask = bankIdConnection(),
}: BankIdDeps): IdentityProvider & Required<Pick<IdentityProvider, 'inPage'>> => {
  const newSecret = () => randomBytes(32).toString('base64url');
  const secret = async () => {
    const read = await readBankIdSecret(secrets);
    if (!read) throw new IdentificationUnavailable('no-answer');
    return read;
  };
  const deps: LookDeps = { ask, secret, portalUrl, now, newSecret };

  const start = async (state: string, wanted: BankIdAsk, visit: Visit): Promise<IdentificationStart> => {
    const at = now().toISOString();
    const unplaced: Waiting = {
      kind: 'waiting',
      purpose: wanted.purpose,
      createdAt: at,
      sealedAsk: sealAsk(wanted, state),
      device: 'other',
      nonceHash: '',
      hasReturned: false,
      isUntouched: true,
      message: 'RFA1',
      nextAt: at,
    };
    const pending = await placeOrder(deps, unplaced, state, visit);
    return { url: `${portalUrl}/bankid/${state}`, state, pending, method: 'bankid' };
  };

  /** @throws IdentificationRefused when the address is not the page of this identification, or nothing has come yet. */
  const completed = (callbackUrl: URL, remembered: unknown, purpose: BankIdAsk['purpose']): Complete => {
    const pending: BankIdPending = bankIdPendingFrom(remembered);
    if (pending.kind !== 'complete' || !callbackUrl.pathname.startsWith('/bankid/')) {
      throw new IdentificationRefused('wrong-callback');
    }
    if (pending.ask.purpose !== purpose) throw new IdentificationRefused('wrong-purpose');
    return pending;
  };

  return {
    startIdentification: async ({ visit, userMessage = IDENTIFY }) => {
      const state = newSecret();
      const nonVisible = Buffer.from(identificationStatement(state)).toString('base64');
      return start(state, { purpose: 'identification', visible: userMessage, nonVisible }, visit);
    },

    finishIdentification: async (callbackUrl, remembered) => {
      const pending = completed(callbackUrl, remembered, 'identification');
      const state = callbackUrl.pathname.slice('/bankid/'.length);
      const expected = Buffer.from(identificationStatement(state)).toString('base64');
      if (pending.ask.nonVisible !== expected) throw new IdentificationRefused('wrong-callback');
      return (await verifyCompletion(pending, await secret(), now())).person;
    },

    startSigning: async ({ visit, document, message, signer }) => {
      const nonVisible = Buffer.from(statementOf(document)).toString('base64');
      return start(newSecret(), { purpose: 'signing', visible: message, nonVisible, ...(signer && { signer }) }, visit);
    },

    finishSigning: async (callbackUrl, remembered, document) => {
      const pending = completed(callbackUrl, remembered, 'signing');
      if (pending.ask.nonVisible !== Buffer.from(statementOf(document)).toString('base64')) {
        throw new SignatureMismatch('other-document');
      }
      return verifyCompletion(pending, await secret(), now());
    },

    inPage: {
      look: (o, claim) => lookAt(deps, o, claim),
      choose: async ({ state, pending: remembered, visit }, device) => {
        const pending = bankIdPendingFrom(remembered);
        if (pending.kind !== 'waiting') return pending;
        await letGo(deps, pending);
        // A new order, so that what one device was told is worth nothing on another.
        return placeOrder(deps, { ...pending, device }, state, visit);
      },
      cancel: async (pending) => letGo(deps, bankIdPendingFrom(pending)),
    },
  };
};

/** BankID for the municipality that has put its certificate into the secret `bankid`. */
export const bankIdFromEnvironment = (
  secrets: Secrets,
): { provider: IdentityProvider; isConfigured: () => Promise<boolean> } => ({
  provider: bankIdIdentityProvider({ secrets, portalUrl: environment('PORTAL_URL') }),
  isConfigured: async () => (await readBankIdSecret(secrets)) !== undefined,
});
