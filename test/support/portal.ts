import type { PartyId } from '#domain/parties';
import type { Role, StaffId } from '#domain/staff';
import { createPortal } from '#portal/app.tsx';
import type { PortalLogLine } from '#portal/portal-deps.ts';
import { memoryAccessGrants } from './memory-access-grants.ts';
import { memoryAccessStore } from './memory-access-store.ts';
import { memoryAssignmentStore } from './memory-assignment-store.ts';
import { memoryDelegations } from './memory-delegations.ts';
import { memoryHandlingRules } from './memory-handling-rules.ts';
import { memoryIdentityKeys } from './memory-identity-keys.ts';
import { memoryIdentityMethods } from './memory-identity-methods.ts';
import { IDENTITY_PROVIDER, memoryIdentityProvider } from './memory-identity-provider.ts';
import { memoryMailbox } from './memory-mailbox.ts';
import { memoryObjectVault } from './memory-object-vault.ts';
import { memoryPartySignIn } from './memory-party-sign-in.ts';
import { memoryRecords } from './memory-records.ts';
import { memoryRegister, staffIdOf } from './memory-register.ts';
import { memorySealKeys } from './memory-seal-keys.ts';
import { memorySigningRounds } from './memory-signing-rounds.ts';
import { memoryStaffBindings } from './memory-staff-bindings.ts';
import { memoryWorkflow } from './memory-workflow.ts';

export const PORTAL = 'https://portal.test';
export const START = new Date('2027-03-01T09:00:00Z');

/** The official test numbers, one a role; somebody who shares a number is bound to it when they identify themselves. */
const NUMBERS = ['189001019802', '192412319218', '191401682396', '202312912393'];
const numberOf = (id: StaffId): string => NUMBERS[Number(id[3]) % NUMBERS.length] ?? '';

/** The portal over ports in memory, with a clock that is moved by hand. */
export const testPortal = (hostParty: PartyId = 'salem') => {
  let now = START;
  let drawn = 0;
  const clock = () => now;
  // Foretold, never the same twice: a counter spread over the bytes.
  const random = (bytes: number) => {
    drawn += 1;
    return Uint8Array.from({ length: bytes }, (_, i) => (drawn * 7919 + i * 104_729 + (drawn >> 3) * 31) % 256);
  };
  const lines: PortalLogLine[] = [];
  const identity = memoryIdentityProvider(clock);
  const identityKeys = memoryIdentityKeys();
  const register = memoryRegister();
  const assignments = memoryAssignmentStore();
  const deps = {
    assignments,
    rounds: memorySigningRounds(assignments),
    delegations: memoryDelegations(),
    mailbox: memoryMailbox(),
    access: memoryAccessStore(),
    accessGrants: memoryAccessGrants(),
    handlingRules: memoryHandlingRules(),
    register,
    staffBindings: memoryStaffBindings(register),
    records: memoryRecords(),
    vault: memoryObjectVault(),
    sealKeys: memorySealKeys(),
    workflow: memoryWorkflow(),
    identity,
    identityMethods: memoryIdentityMethods(identity),
    identityKeys,
    partySignIn: memoryPartySignIn(clock),
    clientKeys: { publicKeys: async () => [] },
    now: clock,
    random,
    portalUrl: PORTAL,
    hostParty,
    log: (line: PortalLogLine) => void lines.push(line),
  };
  const app = createPortal(deps);
  const ask = async (url: string, init?: RequestInit): Promise<Response> => app.request(url, init);
  /** Lets this member of staff sit at the e-ID from now on. */
  const identify = async (party: PartyId, id: StaffId) => {
    identity.person = numberOf(id);
    register.bind(id, await identityKeys.macOf(party, identity.person));
  };
  const browser = () => new Browser(ask, identify);
  return {
    app,
    deps,
    lines,
    identity,
    identify,
    browser,
    /** A browser in which somebody is signed in. */
    signedIn: async (party: PartyId, role: Role, number = 0) => {
      const opened = browser();
      await opened.signIn(party, role, number);
      return opened;
    },
    advance: (minutes: number) => {
      now = new Date(now.getTime() + minutes * 60_000);
    },
    /** Everything the stores hold, but for what only tells that somebody was here. */
    snapshot: () =>
      JSON.stringify([
        deps.assignments.snapshot(),
        deps.access.snapshot(),
        deps.accessGrants.snapshot(),
        deps.handlingRules.snapshot(),
        deps.records.snapshot(),
        deps.vault.snapshot(),
        deps.rounds.snapshot(),
        deps.register.snapshot(),
        deps.staffBindings.snapshot(),
      ]),
  };
};
export type TestPortal = ReturnType<typeof testPortal>;

/** A browser without scripts: it keeps cookies, remembers the form token of the last page and says where it comes from. */
export class Browser {
  readonly cookies = new Map<string, string>();
  csrf = '';
  readonly #ask: (url: string, init?: RequestInit) => Promise<Response>;
  readonly #identify: (party: PartyId, id: StaffId) => Promise<void>;

  constructor(
    ask: (url: string, init?: RequestInit) => Promise<Response>,
    identify: (party: PartyId, id: StaffId) => Promise<void>,
  ) {
    this.#ask = ask;
    this.#identify = identify;
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await this.#ask(new URL(path, PORTAL).href, {
      ...init,
      headers: { ...(cookie && { Cookie: cookie }), ...(init.headers as Record<string, string> | undefined) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    if (response.headers.get('content-type')?.startsWith('text/html')) {
      const [, token] = /name="csrf" value="([^"]+)"/.exec(await response.clone().text()) ?? [];
      this.csrf = token ?? this.csrf;
    }
    return response;
  }

  get(path: string): Promise<Response> {
    return this.#send(path, { method: 'GET' });
  }

  /** Posts a form of ours, with the token of the last page unless another is given. */
  post(path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Response> {
    return this.#send(path, {
      method: 'POST',
      headers: {
        Origin: 'null',
        'Sec-Fetch-Site': 'same-origin',
        'Content-Type': 'application/x-www-form-urlencoded',
        ...headers,
      },
      body: new URLSearchParams({ csrf: this.csrf, ...fields }).toString(),
    });
  }

  /** Follows redirects, through the e-ID too, to the page they end at or the address outside. */
  async follow(response: Response): Promise<Response> {
    let at = response;
    for (let hops = 0; hops < 8 && at.status === 303; hops++) {
      const url = new URL(at.headers.get('location') ?? '', PORTAL);
      if (url.origin === IDENTITY_PROVIDER) at = await this.get(backFrom(url));
      else if (url.origin === PORTAL) at = await this.get(`${url.pathname}${url.search}`);
      else return at;
    }
    return at;
  }

  async signIn(party: PartyId, role: Role, number = 0): Promise<Response> {
    await this.#identify(party, staffIdOf(party, role, number));
    await this.get('/sign-in');
    return this.follow(await this.post('/sign-in', { party }));
  }

  /** Reads the text on a page and signs it: posts the page's hidden fields on to the e-ID and comes back. */
  async sign(page: Response, party: PartyId, role: Role, number = 0): Promise<Response> {
    await this.#identify(party, staffIdOf(party, role, number));
    const { action, fields } = formWith(await page.text(), 'textHash');
    return this.follow(await this.post(action, fields));
  }
}

/** Where the e-ID sends the browser back to. */
export const backFrom = (url: URL | string): string =>
  `/callback?state=${new URL(url).searchParams.get('state') ?? ''}&code=code`;

const plain = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** The address and hidden fields of the form that has a certain hidden field. */
export const formWith = (page: string, field: string): { action: string; fields: Record<string, string> } => {
  const form = page.split('<form ').find((part) => part.includes(`name="${field}"`)) ?? '';
  const [, action = ''] = /action="([^"]+)"/.exec(form) ?? [];
  const hidden = form.split('</form>')[0]?.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g) ?? [];
  return {
    action: plain(action),
    fields: Object.fromEntries([...hidden].map(([, name = '', value = '']) => [name, plain(value)])),
  };
};
