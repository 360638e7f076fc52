/** The addresses of the two endpoints that everybody balances over; both are the same backend. */
export const ENDPOINT_ADDRESSES = ['127.0.0.1', '127.0.0.2'] as const
