import { readFileSync } from 'node:fs';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { workflowClient } from '../infra/local/cli/executions.ts';
import { type HomeProcess, startHomeProcess } from '../infra/local/cli/home-process.ts';
import type { Measurement } from './intake.ts';

const WAITING = 10_000;
const AT_ONCE = 40;

const DEFINITION = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'WaitForMonths',
  States: { WaitForMonths: { Type: 'Wait', Seconds: 20_000_000, End: true } },
});

const megabytes = ({ addresses }: HomeProcess): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${addresses.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);

const startMany = async (sfn: SFNClient, stateMachineArn: string): Promise<string> => {
  let last = '';
  for (let from = 0; from < WAITING; from += AT_ONCE) {
    const started = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, i) =>
        sfn.send(
          new StartExecutionCommand({
            stateMachineArn,
            name: `waiting-${from + i}`,
            input: '{"assignmentId":"haninge-0123456789abcdef"}',
          }),
        ),
      ),
    );
    last = started.at(-1)?.executionArn ?? '';
  }
  return last;
};

/** The memory of the whole home while ten thousand assignments wait, and how soon it is back after a kill. */
export const benchWaiting = async (): Promise<Measurement[]> => {
  let home = await startHomeProcess();
  const { dir } = home;
  const sfn = workflowClient(home);
  const { stateMachineArn = '' } = await sfn.send(
    new CreateStateMachineCommand({
      name: 'bench-waiting',
      definition: DEFINITION,
      roleArn: 'arn:aws:iam::000000000000:role/bench',
    }),
  );
  const last = await startMany(sfn, stateMachineArn);
  await home.settle();
  const memory = megabytes(home);
  sfn.destroy();
  await home.kill();
  const from = performance.now();
  home = await startHomeProcess({ dir });
  const again = workflowClient(home);
  const { status } = await again.send(new DescribeExecutionCommand({ executionArn: last }));
  const seconds = Math.round((performance.now() - from) / 100) / 10;
  again.destroy();
  await home.stop({ remove: true });
  if (status !== 'RUNNING') throw new Error(`an execution was lost: ${status}`);
  return [
    { name: `home with ${WAITING} assignments waiting, whole process`, value: memory, unit: 'MB', limit: 400 },
    { name: `home with ${WAITING} assignments waiting, back after a kill`, value: seconds, unit: 's', limit: 10 },
  ];
};
