import type { RouteSpec } from '../template/deployment.ts';

/** A route that fits a request, with what its braces stand for. */
export interface RouteMatch {
  key: string;
  functionArn: string;
  pathParameters?: Record<string, string>;
}

/**
 * Picks a route as an HTTP API does: a whole path before one with `{name}`, that before `{name+}`, `$default` last; and among
 * equal paths the method before `ANY`.
 */
export function createRouter(routes: readonly RouteSpec[]): (method: string, path: string) => RouteMatch | undefined {
  const compiled = routes.map(compile).sort((a, b) => a.rank - b.rank);
  return (method, path) => {
    for (const { spec, wantedMethod, pattern } of compiled) {
      if (wantedMethod !== 'ANY' && wantedMethod !== method) continue;
      const match = pattern.exec(path);
      if (!match) continue;
      const { key, functionArn } = spec;
      return { key, functionArn, ...(match.groups && { pathParameters: { ...match.groups } }) };
    }
    return undefined;
  };
}

function compile(spec: RouteSpec) {
  if (spec.key === '$default') return { spec, wantedMethod: 'ANY', pattern: /^/, rank: 6 };
  const [wantedMethod = 'ANY', path = '/'] = spec.key.split(' ');
  const source = path
    .split(/(\{\w+\+?\})/)
    .map((part) => {
      const variable = /^\{(\w+)(\+?)\}$/.exec(part);
      return variable
        ? `(?<${variable[1]}>${variable[2] ? '.+' : '[^/]+'})`
        : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  const width = path.includes('+}') ? 2 : path.includes('{') ? 1 : 0;
  return { spec, wantedMethod, pattern: new RegExp(`^${source}$`), rank: width * 2 + (wantedMethod === 'ANY' ? 1 : 0) };
}
