import { Drawable, drawMachine } from './draw-machine.ts';
import { readText, repositoryFiles } from './tracked-files.ts';

/** A page of `docs/machines` as it should be. */
export interface Drawing {
  path: string;
  text: string;
}

/** One drawing for each workflow in `statemachines/`. */
export const drawings = (): Drawing[] =>
  repositoryFiles()
    .flatMap((path) => /^statemachines\/(\w+)\.asl\.json$/.exec(path)?.[1] ?? [])
    .map((name) => ({
      path: `docs/machines/${name}.md`,
      text: drawMachine(name, Drawable.parse(JSON.parse(readText(`statemachines/${name}.asl.json`)))),
    }));
