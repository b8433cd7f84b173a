import type { Ports } from '../ports.ts';

/** Where the home's pages are; `localhost`, as that is what a browser trusts without a certificate. */
export interface Urls {
  portal: string;
  identity: string;
  mailbox: string;
  control: string;
  /** The page that plays the person's BankID app. */
  bankid: string;
  /** Where Step Functions, KMS and SES answer. */
  aws: string;
  s3: string;
}

export const urlsOf = ({ portal, identity, mailbox, control, bankid, aws, s3 }: Ports): Urls => ({
  portal: `http://localhost:${portal}`,
  identity: `http://localhost:${identity}`,
  mailbox: `http://localhost:${mailbox}`,
  control: `http://localhost:${control}`,
  bankid: `http://localhost:${bankid}`,
  aws: `http://127.0.0.1:${aws}`,
  s3: `http://127.0.0.1:${s3}`,
});

const mailDomain = 'resursdelning.example';

/** The values that the home gives the templates' parameters, as a deployment decides them in AWS. */
export const parametersOf = (urls: Urls) => ({
  PortalUrl: urls.portal,
  OidcIssuer: urls.identity,
  OidcClientId: 'resursdelning-local',
  MailDomain: mailDomain,
  SenderAddress: `uppdrag@${mailDomain}`,
  HostParty: 'haninge',
});
export type Parameters = ReturnType<typeof parametersOf>;
