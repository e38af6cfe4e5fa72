// Loads packages that are ECMAScript modules for the bundled command line, whose code cannot (see src/cli/launch.cjs): Node's own loader
// loads this file. Copied to dist/workbench/ by scripts/bundle-program.mjs.
'use strict'
module.exports = specifier => import(specifier)
