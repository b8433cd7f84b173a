import { HomeTrouble } from './trouble.ts';

/**
 * Refuses to be a home inside a deployed function: stand-ins for AWS and for people's e-IDs belong on one machine only.
 * @param env the process's environment.
 */
export function assertNotDeployed(env: NodeJS.ProcessEnv): void {
  const sign = ['AWS_LAMBDA_FUNCTION_NAME', 'AWS_EXECUTION_ENV'].find((name) => env[name]);
  if (sign === undefined) return;
  throw new HomeTrouble({
    sv: [
      `Det lokala hemmet startar inte i AWS (${sign} är satt).`,
      'Det är för en egen maskin; driftsätt med CDK i stället.',
    ],
    en: [
      `The local home does not start in AWS (${sign} is set).`,
      'It is for a machine of your own; deploy with CDK instead.',
    ],
  });
}
