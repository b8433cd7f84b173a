import type { Context } from 'hono';
import type { PartyId } from '#domain/parties';
import type { Staff } from '#domain/staff';
import type { Session } from '#ports/access-store';
import type { IdentityMethod } from '#ports/identity-provider';
import type { Locale, Texts } from './texts/texts.ts';

/** Somebody who is signed in. */
export interface Person {
  staff: Staff;
  session: Session;
  /** Twelve digits, while this request lasts: whose signature the e-ID is asked for. Never stored or logged. */
  signer?: string | undefined;
}

/** What the middleware has found out about a request before a route sees it. */
export interface PortalEnv {
  Variables: {
    locale: Locale;
    texts: Texts;
    /** The secret of this browser, from its cookie. */
    browser: string;
    /** What every form of this browser carries. */
    csrf: string;
    person: Person | undefined;
    hostParty: PartyId;
    /** The e-IDs that people may choose between. */
    methods: readonly IdentityMethod[];
    /** Other origins that forms of this page may lead to, for the content security policy. */
    formTargets: Set<string>;
  };
}

export type PortalContext = Context<PortalEnv>;
