/** The command line; a program runs it through `bin/polis.js`. */

export { CLI_ERRORS } from './errors.ts'
export { main } from './main.ts'
