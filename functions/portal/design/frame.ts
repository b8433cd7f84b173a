import type { Role } from '#domain/staff';
import type { IdentityMethod } from '#ports/identity-provider';
import type { Locale, Texts } from '../texts/texts.ts';

/** What surrounds every page: the reader's language, the form token and who is signed in. */
export interface Frame {
  t: Texts;
  locale: Locale;
  csrf: string;
  /** The e-IDs that the reader may choose between. */
  methods: readonly IdentityMethod[];
  /** The path of this page, for the menu and to come back to after a change of language. */
  path: string;
  person: { name: string; party: string; role: Role; maySeeParked: boolean; maySeeStaff: boolean } | undefined;
}
