import { Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpStage, LogGroupLogDestination, PayloadFormatVersion } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StepFunction } from './step-function.ts';

/** Every request goes to one server, which knows its routes itself. */
export class PageApi extends Construct {
  readonly endpoint: string;

  constructor(scope: Construct, id: string, { server }: { server: StepFunction }) {
    super(scope, id);
    const api = new HttpApi(this, 'Http', {
      createDefaultStage: false,
      defaultIntegration: new HttpLambdaIntegration('Server', server, {
        payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
      }),
    });
    const stage = new HttpStage(this, 'Default', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 50, burstLimit: 100 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(new LogGroup(this, 'AccessLog', { retention: RetentionDays.ONE_YEAR })),
        format: AccessLogFormat.custom(ACCESS_LOG),
      },
    });
    this.endpoint = stage.url;
    Validations.of(api).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason:
        'A person is identified by an e-ID in a browser: the server keeps the sessions and authorises every object by itself (architecture 7)',
    });
  }
}

/** No path, query, address or browser: a path can hold a message link, and the rest is about a person (K6). */
const ACCESS_LOG = JSON.stringify({
  requestId: '$context.requestId',
  at: '$context.requestTime',
  method: '$context.httpMethod',
  status: '$context.status',
  ms: '$context.responseLatency',
  bytes: '$context.responseLength',
  error: '$context.integrationErrorMessage',
});
