import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { z } from 'zod';
import type { HomeProcess } from './home-process.ts';

const Credentials = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });

/** A client of the local workflow engine, with the data folder's own credentials. */
export const workflowClient = ({ dir, addresses }: Pick<HomeProcess, 'dir' | 'addresses'>): SFNClient =>
  new SFNClient({
    endpoint: addresses.urls.aws,
    region: 'eu-north-1',
    credentials: Credentials.parse(JSON.parse(readFileSync(join(dir, 'credentials.json'), 'utf8'))),
  });

const visitedBy = async (sfn: SFNClient, executionArn: string): Promise<string[]> => {
  const visited: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken }));
    for (const { stateEnteredEventDetails } of page.events ?? [])
      if (stateEnteredEventDetails?.name) visited.push(stateEnteredEventDetails.name);
    nextToken = page.nextToken;
  } while (nextToken);
  return visited;
};

/** The executions of one assignment, oldest first, by the machine's last word: `assignment` or `culling`. */
export const executionsOf = async (
  home: Pick<HomeProcess, 'dir' | 'addresses'>,
  assignmentId: string,
): Promise<{ assignment: string[]; culling: string[] }> => {
  const sfn = workflowClient(home);
  try {
    const visited: { assignment: string[]; culling: string[] } = { assignment: [], culling: [] };
    const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
    for (const { stateMachineArn, name = '' } of stateMachines) {
      const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
      const ours = executions.filter((execution) => execution.name?.startsWith(assignmentId)).reverse();
      for (const { executionArn = '' } of ours) {
        visited[name.endsWith('culling') ? 'culling' : 'assignment'].push(...(await visitedBy(sfn, executionArn)));
      }
    }
    return visited;
  } finally {
    sfn.destroy();
  }
};
