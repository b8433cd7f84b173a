import jsonata from 'jsonata';

/** A string is an expression only when {% and %} are its very first and very last characters. */
export const isExpression = (value: unknown): value is string =>
  typeof value === 'string' && value.length >= 4 && value.startsWith('{%') && value.endsWith('%}');

export const expressionText = (value: string): string => value.slice(2, -2).trim();

const mentionsEval = (node: unknown): boolean => {
  if (typeof node !== 'object' || node === null) return false;
  if ('type' in node && node.type === 'variable' && 'value' in node && node.value === 'eval') return true;
  return Object.values(node).some(mentionsEval);
};

/**
 * Why a string in an evaluated field cannot be used, or undefined when it can.
 * `$eval` is refused here because Step Functions removed it from its JSONata.
 */
export const whyNotEvaluable = (value: string): string | undefined => {
  if (!isExpression(value)) {
    return /^\s*\{%/.test(value) || /%\}\s*$/.test(value)
      ? 'an expression must begin with {% and end with %}, without spaces outside'
      : undefined;
  }
  try {
    return mentionsEval(jsonata(expressionText(value)).ast()) ? '$eval is not available, use $parse' : undefined;
  } catch (error) {
    return `broken JSONata: ${messageOf(error)}`;
  }
};

/** JSONata throws plain objects with a `message`; everything else is an Error. */
export const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
