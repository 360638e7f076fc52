/** The operating errors of the HTTP API and its client, each with what it means. */

export const API_ERRORS = {
  'api/invalid': 'The request cannot be understood: a field, a parameter or the manifest is wrong.',
  'api/not-allowed': 'The token is missing or wrong.',
  'api/not-found': 'The thing that was named does not exist.',
  'api/conflict': 'Another object is in the way, or the object changed meanwhile.',
  'api/gone': 'The events asked for are no longer kept.',
  'api/stale-revision': 'The object has another revision than the one that was expected.',
  'api/too-large': 'The body is larger than the API takes.',
  'api/internal': 'A bug in Polis; the log of the node has more.',
  'api/port-in-use': 'The API cannot listen on its port.',
  'api/socket-in-use': 'Another node listens on the unix socket of this data directory.',
  'api/not-ready': 'The node does not serve yet.',
  'api/unreachable': 'The client could not reach a node.',
  'api/timed-out': 'The client gave up waiting for an answer.',
} as const

export type ApiErrorCode = keyof typeof API_ERRORS
