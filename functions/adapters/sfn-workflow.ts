import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { Workflow } from '#ports/workflow';
import { environment, type Variable } from './environment.ts';

/** The two machines in Step Functions. Names of executions are ids, so that starting twice starts once. */
export const sfnWorkflow = (sfn = new SFNClient({})): Workflow => {
  const start = async (machine: Variable, name: string, input: object): Promise<void> => {
    try {
      await sfn.send(
        new StartExecutionCommand({ stateMachineArn: environment(machine), name, input: JSON.stringify(input) }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  };
  return {
    startAssignment: (assignmentId, n = 1) =>
      start('ASSIGNMENT_MACHINE_ARN', n === 1 ? assignmentId : `${assignmentId}-${n}`, { assignmentId }),
    startCulling: (assignmentId, n) => start('CULLING_MACHINE_ARN', `${assignmentId}-${n}`, { assignmentId }),
    async complete(token, outcome) {
      try {
        await sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify({ outcome }) }));
        return 'completed';
      } catch (error) {
        if (error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken)
          return 'gone';
        throw error;
      }
    },
  };
};
