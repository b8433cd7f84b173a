import jsonata, { type Expression } from 'jsonata';
import { expressionText, isExpression, messageOf } from './expression-text.ts';
import { isJsonObject, type Json, type JsonObject, readJson } from './json.ts';
import { addStepFunctionsTo, type Surroundings } from './jsonata-additions.ts';
import { StateError } from './state-error.ts';

/** What an expression sees: `$states` and the variables in scope. */
export interface Bindings {
  states: JsonObject;
  variables: JsonObject;
}

export interface Evaluator {
  /**
   * Evaluates every {% %} string inside a JSON value. `field` is where the value stands in the state, for the cause.
   *
   * @throws {StateError} States.QueryEvaluationError when an expression fails or yields nothing.
   */
  value(template: Json, bindings: Bindings, field: string): Promise<Json>;
  /** As `value`, for a field that must come out as a whole number of at least `least`. */
  whole(template: number | string, least: number, bindings: Bindings, field: string): Promise<number>;
}

export const queryError = (cause: string, field: string): StateError =>
  new StateError('States.QueryEvaluationError', cause, field);

/** JSONata gives its functions as objects with a mark, which JSON would write out. */
const isFunction = (value: unknown): boolean =>
  typeof value === 'function' ||
  (typeof value === 'object' && value !== null && ('_jsonata_lambda' in value || '_jsonata_function' in value));

/** Compiled expressions are kept by their text: there are as many as the definitions hold, however many executions run. */
export const createEvaluator = (surroundings: Surroundings): Evaluator => {
  const compiled = new Map<string, Expression>();

  const compile = (text: string): Expression => {
    const known = compiled.get(text);
    if (known !== undefined) return known;
    const expression = addStepFunctionsTo(jsonata(text), surroundings);
    compiled.set(text, expression);
    return expression;
  };

  const evaluateOne = async (text: string, { states, variables }: Bindings, field: string): Promise<Json> => {
    const about = `The JSONata expression '${text}' specified for the field '${field}'`;
    let result: unknown;
    try {
      result = await compile(text).evaluate(undefined, { ...variables, states });
    } catch (error) {
      throw queryError(`${about} threw an error during evaluation. ${messageOf(error)}`, field);
    }
    const json = JSON.stringify(result, (_key, part: unknown) => {
      if (isFunction(part)) throw queryError(`${about} returned a function.`, field);
      return part;
    });
    if (json === undefined) throw queryError(`${about} returned nothing (undefined).`, field);
    return readJson(json);
  };

  const value = async (template: Json, bindings: Bindings, field: string): Promise<Json> => {
    if (isExpression(template)) return evaluateOne(expressionText(template), bindings, field);
    if (Array.isArray(template)) {
      return Promise.all(template.map((inner, i) => value(inner, bindings, `${field}[${i}]`)));
    }
    if (!isJsonObject(template)) return template;
    const entries = await Promise.all(
      Object.entries(template).map(
        async ([key, inner]) => [key, await value(inner, bindings, `${field}/${key}`)] as const,
      ),
    );
    return Object.fromEntries(entries);
  };

  return {
    value,
    async whole(template, least, bindings, field) {
      const result = await value(template, bindings, field);
      if (typeof result === 'number' && Number.isInteger(result) && result >= least && result <= 99_999_999)
        return result;
      throw queryError(`The field '${field}' must be a whole number of at least ${least}.`, field);
    },
  };
};
