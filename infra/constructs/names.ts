/** Names that one stack must know of another before either exists; everything else is named by CloudFormation. */
export const REGION = 'eu-north-1';

/** What the aliases of KMS keys begin with; then the municipality, as in `alias/resursdelning/haninge`. */
export const KEY_ALIAS_PREFIX = 'alias/resursdelning/';
export const OIDC_CLIENT_KEY = `${KEY_ALIAS_PREFIX}oidc-client`;

/** What the names of secrets begin with (Secrets Manager): certificates and keys that operations exchange without deploying. */
export const SECRETS_PREFIX = 'resursdelning/';

/** The state machines are named so that a function may start one that is built after it. */
export const MACHINE_NAMES = { assignment: 'resursdelning-assignment', culling: 'resursdelning-culling' } as const;
export type MachineName = keyof typeof MACHINE_NAMES;

/** The portal's role is named because the buckets, which are built first, let it alone sign addresses. */
export const PORTAL_ROLE = 'resursdelning-portal';

export const RECEIPT_RULE_SET = 'resursdelning';
export const RECEIPT_RULE = 'inbound';
/** Where raw mail lies in the mail bucket until it is read. */
export const INBOUND_PREFIX = 'inbound/';

/** The tag that lifecycle rules may act on; culling sets it after the hold check (architecture 3). */
export const RELEASE_TAG = { release: 'culling' } as const;

/** Metadata that lets the local home run a function from the template: its source, and files that lie beside it. */
export const ENTRY_METADATA = 'resursdelning:entry';
export const ASSETS_METADATA = 'resursdelning:assets';
