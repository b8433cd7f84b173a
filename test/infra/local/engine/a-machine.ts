/** Small definitions for the tests of the engine. */
export type Fields = Record<string, unknown>;

export const invoke = 'arn:aws:states:::lambda:invoke';
export const invokeWithToken = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
export const functionArn = 'arn:aws:lambda:eu-north-1:000000000000:function:work';

/** A machine that begins in the first of these states. */
export const machine = (states: Record<string, Fields>, more: Fields = {}): Fields => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0],
  States: states,
  ...more,
});

export const branch = (states: Record<string, Fields>): Fields => ({ StartAt: Object.keys(states)[0], States: states });

export const task = (more: Fields = {}): Fields => ({
  Type: 'Task',
  Resource: invoke,
  Arguments: { FunctionName: 'work', Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  ...('Next' in more ? {} : { End: true }),
  ...more,
});

export const tokenTask = (more: Fields = {}): Fields => {
  const { Output: _payload, ...rest } = task();
  return { ...rest, Resource: invokeWithToken, ...('Next' in more ? { End: undefined } : {}), ...more };
};

export const pass = (more: Fields = {}): Fields => ({
  Type: 'Pass',
  ...('Next' in more ? {} : { End: true }),
  ...more,
});

export const succeed = { Type: 'Succeed' };

/** An error as a Lambda function throws it. */
export const thrown = (name: string, message = 'it went wrong'): Error => Object.assign(new Error(message), { name });
