/**
 * Questions, records and answers of DNS as plain data (RFC 1035 §3.2, §4.1).
 */

/** The record types that Polis answers with, and their numbers. */
export const RECORD_TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  HINFO: 13,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
} as const

/** Response codes (RFC 1035 §4.1.1, RFC 6891 §9). */
export const RESPONSE_CODES = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  BADVERS: 16,
} as const

export type ResponseCode = keyof typeof RESPONSE_CODES

/** A question; `type` is the field's word (`A`, `ANY`, `UNKNOWN_65`). */
export type DnsQuestion = {
  /** As it was asked, in its case of letters (the "0x20" bits), without the final dot. */
  readonly name: string
  /** The labels in lower case. */
  readonly labels: readonly string[]
  readonly type: string
}

/** What a record says, without whom it is about. */
export type DnsData =
  | { readonly type: 'A' | 'AAAA'; readonly bytes: Uint8Array }
  | { readonly type: 'NS' | 'CNAME' | 'PTR'; readonly target: string }
  | {
      readonly type: 'SRV'
      readonly priority: number
      readonly weight: number
      readonly port: number
      readonly target: string
    }
  | { readonly type: 'TXT'; readonly strings: readonly string[] }
  | { readonly type: 'HINFO'; readonly cpu: string; readonly os: string }
  | {
      readonly type: 'SOA'
      readonly primary: string
      readonly mailbox: string
      readonly serial: number
      readonly refreshS: number
      readonly retryS: number
      readonly expireS: number
      readonly minimumS: number
    }

/** A record; names have no final dot. */
export type DnsRecord = { readonly name: string; readonly ttlS: number; readonly data: DnsData }

/** The sections of an answer. */
export type DnsAnswer = {
  readonly code: ResponseCode
  readonly answers: readonly DnsRecord[]
  readonly authorities: readonly DnsRecord[]
  readonly additionals: readonly DnsRecord[]
}
