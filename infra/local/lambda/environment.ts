import type { Ports } from '../ports.ts';
import type { Credentials } from '../process/credentials.ts';
import { region } from '../template/intrinsics.ts';

/**
 * What every function finds in its environment beside what the template gives it.
 *
 * Endpoints are addresses, not names: that makes the object store's client put the bucket into the path. Configuration files
 * of the person at the keyboard are out of reach.
 */
export function commonEnvironment(ports: Ports, credentials: Credentials) {
  const at = (port: number) => `http://127.0.0.1:${port}`;
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_DYNAMODB: at(ports.dynamodb),
    AWS_ENDPOINT_URL_S3: at(ports.s3),
    AWS_ENDPOINT_URL_SFN: at(ports.aws),
    AWS_ENDPOINT_URL_KMS: at(ports.aws),
    AWS_ENDPOINT_URL_SECRETS_MANAGER: at(ports.aws),
    AWS_ENDPOINT_URL_SESV2: at(ports.aws),
  };
}
