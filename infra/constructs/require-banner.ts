/**
 * What stands above every bundle: packages in the older module format ask for Node's own modules by `require`. The name is
 * one that no module inside imports for itself, since the banner stands outside of what esbuild renames.
 */
export const REQUIRE_BANNER =
  "import{createRequire as $requireFrom}from'node:module';const require=$requireFrom(import.meta.url);";
