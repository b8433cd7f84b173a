import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { EmailIdentity, Identity, ReceiptRuleSet, TlsPolicy } from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import { parameter } from '../constructs/deployment-parameters.ts';
import { INBOUND_PREFIX, RECEIPT_RULE, RECEIPT_RULE_SET, REGION } from '../constructs/names.ts';
import type { DataStack } from './data-stack.ts';

/**
 * Mail in and out. SES has one active rule set per account and region, which CloudFormation cannot choose: whoever
 * deploys activates it once (`aws ses set-active-receipt-rule-set`).
 */
export class MailStack extends Stack {
  constructor(scope: Construct, id: string, { data, ...props }: StackProps & { data: DataStack }) {
    super(scope, id, props);
    const domain = parameter(this, 'MailDomain');
    const identity = new EmailIdentity(this, 'Identity', { identity: Identity.domain(domain) });

    const rules = new ReceiptRuleSet(this, 'RuleSet', { receiptRuleSetName: RECEIPT_RULE_SET });
    rules.addRule('Inbound', {
      receiptRuleName: RECEIPT_RULE,
      recipients: [domain],
      scanEnabled: true,
      tlsPolicy: TlsPolicy.REQUIRE,
      // The bucket's own policy lets exactly this rule in, so the action needs no policy of its own.
      actions: [{ bind: () => ({ s3Action: { bucketName: data.mail.bucketName, objectKeyPrefix: INBOUND_PREFIX } }) }],
    });

    new CfnOutput(this, 'MxRecord', { value: `10 inbound-smtp.${REGION}.amazonaws.com` });
    new CfnOutput(this, 'RuleSetToActivate', { value: RECEIPT_RULE_SET });
    for (const [i, { name, value }] of identity.dkimRecords.entries()) {
      new CfnOutput(this, `DkimRecord${i + 1}`, { value: `${name} CNAME ${value}` });
    }
  }
}
