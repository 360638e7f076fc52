import * as $protobuf from "protobufjs";

/** Namespace polis. */
export namespace polis {

    /** Namespace v1. */
    namespace v1 {

        /** Namespace gossip. */
        namespace gossip {

            /** Liveness enum. */
            enum Liveness {

                /** ALIVE value */
                ALIVE = 0,

                /** SUSPECT value */
                SUSPECT = 1,

                /** RESTARTING value */
                RESTARTING = 2,

                /** DEAD value */
                DEAD = 3,

                /** LEFT value */
                LEFT = 4
            }

            /** Reason enum. */
            enum Reason {

                /** SELF value */
                SELF = 0,

                /** SILENT value */
                SILENT = 1,

                /** REFUSED value */
                REFUSED = 2,

                /** OVERDUE value */
                OVERDUE = 3
            }

            /**
             * Properties of a Claim.
             * @deprecated Use polis.v1.gossip.Claim.$Properties instead.
             */
            interface IClaim extends polis.v1.gossip.Claim.$Properties {
            }

            /** Represents a Claim. */
            class Claim {

                /**
                 * Constructs a new Claim.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.gossip.Claim.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Claim peer. */
                peer: string;

                /** Claim state. */
                state: polis.v1.gossip.Liveness;

                /** Claim incarnation. */
                incarnation: number;

                /** Claim by. */
                by: string;

                /** Claim reason. */
                reason: polis.v1.gossip.Reason;

                /**
                 * Encodes the specified Claim message. Does not implicitly {@link polis.v1.gossip.Claim.verify|verify} messages.
                 * @param message Claim message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.gossip.Claim.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Claim message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.Claim & polis.v1.gossip.Claim.$Shape} Claim
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.gossip.Claim & polis.v1.gossip.Claim.$Shape;
            }

            namespace Claim {

                /** Properties of a Claim. */
                interface $Properties {

                    /** Claim peer */
                    peer?: (string|null);

                    /** Claim state */
                    state?: (polis.v1.gossip.Liveness|null);

                    /** Claim incarnation */
                    incarnation?: (number|null);

                    /** Claim by */
                    by?: (string|null);

                    /** Claim reason */
                    reason?: (polis.v1.gossip.Reason|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Claim. */
                type $Shape = polis.v1.gossip.Claim.$Properties;
            }

            /** ProbeKind enum. */
            enum ProbeKind {

                /** PING value */
                PING = 0,

                /** PING_REQUEST value */
                PING_REQUEST = 1,

                /** ACK value */
                ACK = 2,

                /** NACK value */
                NACK = 3,

                /** CLAIMS value */
                CLAIMS = 4
            }

            /**
             * Properties of a Probe.
             * @deprecated Use polis.v1.gossip.Probe.$Properties instead.
             */
            interface IProbe extends polis.v1.gossip.Probe.$Properties {
            }

            /** Represents a Probe. */
            class Probe {

                /**
                 * Constructs a new Probe.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.gossip.Probe.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Probe kind. */
                kind: polis.v1.gossip.ProbeKind;

                /** Probe sequence. */
                sequence: number;

                /** Probe target. */
                target: string;

                /** Probe claims. */
                claims: polis.v1.gossip.Claim.$Properties[];

                /** Probe recordsIncarnation. */
                recordsIncarnation: number;

                /** Probe recordsVersion. */
                recordsVersion: number;

                /**
                 * Encodes the specified Probe message. Does not implicitly {@link polis.v1.gossip.Probe.verify|verify} messages.
                 * @param message Probe message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.gossip.Probe.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Probe message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.Probe & polis.v1.gossip.Probe.$Shape} Probe
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.gossip.Probe & polis.v1.gossip.Probe.$Shape;
            }

            namespace Probe {

                /** Properties of a Probe. */
                interface $Properties {

                    /** Probe kind */
                    kind?: (polis.v1.gossip.ProbeKind|null);

                    /** Probe sequence */
                    sequence?: (number|null);

                    /** Probe target */
                    target?: (string|null);

                    /** Probe claims */
                    claims?: (polis.v1.gossip.Claim.$Properties[]|null);

                    /** Probe recordsIncarnation */
                    recordsIncarnation?: (number|null);

                    /** Probe recordsVersion */
                    recordsVersion?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Probe. */
                type $Shape = polis.v1.gossip.Probe.$Properties;
            }

            /** HealthState enum. */
            enum HealthState {

                /** UNKNOWN value */
                UNKNOWN = 0,

                /** PASSING value */
                PASSING = 1,

                /** WARNING value */
                WARNING = 2,

                /** CRITICAL value */
                CRITICAL = 3
            }

            /**
             * Properties of a HealthBody.
             * @deprecated Use polis.v1.gossip.HealthBody.$Properties instead.
             */
            interface IHealthBody extends polis.v1.gossip.HealthBody.$Properties {
            }

            /** Represents a HealthBody. */
            class HealthBody {

                /**
                 * Constructs a new HealthBody.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.gossip.HealthBody.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** HealthBody state. */
                state: polis.v1.gossip.HealthState;

                /** HealthBody weight. */
                weight: number;

                /** HealthBody changedMs. */
                changedMs: number;

                /** HealthBody output. */
                output: string;

                /**
                 * Encodes the specified HealthBody message. Does not implicitly {@link polis.v1.gossip.HealthBody.verify|verify} messages.
                 * @param message HealthBody message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.gossip.HealthBody.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a HealthBody message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.HealthBody & polis.v1.gossip.HealthBody.$Shape} HealthBody
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.gossip.HealthBody & polis.v1.gossip.HealthBody.$Shape;
            }

            namespace HealthBody {

                /** Properties of a HealthBody. */
                interface $Properties {

                    /** HealthBody state */
                    state?: (polis.v1.gossip.HealthState|null);

                    /** HealthBody weight */
                    weight?: (number|null);

                    /** HealthBody changedMs */
                    changedMs?: (number|null);

                    /** HealthBody output */
                    output?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a HealthBody. */
                type $Shape = polis.v1.gossip.HealthBody.$Properties;
            }

            /**
             * Properties of a Record.
             * @deprecated Use polis.v1.gossip.Record.$Properties instead.
             */
            interface IRecord extends polis.v1.gossip.Record.$Properties {
            }

            /** Represents a Record. */
            class Record {

                /**
                 * Constructs a new Record.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.gossip.Record.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Record key. */
                key: string;

                /** Record version. */
                version: number;

                /** Record health. */
                health?: (polis.v1.gossip.HealthBody.$Properties|null);

                /** Record metadata. */
                metadata?: (string|null);

                /** Record body. */
                body?: ("health"|"metadata");

                /**
                 * Encodes the specified Record message. Does not implicitly {@link polis.v1.gossip.Record.verify|verify} messages.
                 * @param message Record message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.gossip.Record.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Record message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.Record & polis.v1.gossip.Record.$Shape} Record
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.gossip.Record & polis.v1.gossip.Record.$Shape;
            }

            namespace Record {

                /** Properties of a Record. */
                interface $Properties {

                    /** Record key */
                    key?: (string|null);

                    /** Record version */
                    version?: (number|null);

                    /** Record health */
                    health?: (polis.v1.gossip.HealthBody.$Properties|null);

                    /** Record metadata */
                    metadata?: (string|null);

                    /** Record body */
                    body?: ("health"|"metadata");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a Record. */
                type $Shape = {
                  key?: string|null;
                  version?: number|null;
                  health?: polis.v1.gossip.HealthBody.$Shape|null;
                  metadata?: string|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ body?: undefined; health?: null; metadata?: null }|{ body?: "health"; health: polis.v1.gossip.HealthBody.$Shape; metadata?: null }|{ body?: "metadata"; health?: null; metadata: string })
                );
            }

            /**
             * Properties of a Stamp.
             * @deprecated Use polis.v1.gossip.Stamp.$Properties instead.
             */
            interface IStamp extends polis.v1.gossip.Stamp.$Properties {
            }

            /** Represents a Stamp. */
            class Stamp {

                /**
                 * Constructs a new Stamp.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.gossip.Stamp.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Stamp owner. */
                owner: string;

                /** Stamp incarnation. */
                incarnation: number;

                /** Stamp version. */
                version: number;

                /** Stamp hash. */
                hash: Uint8Array;

                /** Stamp signature. */
                signature: Uint8Array;

                /**
                 * Encodes the specified Stamp message. Does not implicitly {@link polis.v1.gossip.Stamp.verify|verify} messages.
                 * @param message Stamp message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.gossip.Stamp.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Stamp message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.Stamp & polis.v1.gossip.Stamp.$Shape} Stamp
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.gossip.Stamp & polis.v1.gossip.Stamp.$Shape;
            }

            namespace Stamp {

                /** Properties of a Stamp. */
                interface $Properties {

                    /** Stamp owner */
                    owner?: (string|null);

                    /** Stamp incarnation */
                    incarnation?: (number|null);

                    /** Stamp version */
                    version?: (number|null);

                    /** Stamp hash */
                    hash?: (Uint8Array|null);

                    /** Stamp signature */
                    signature?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Stamp. */
                type $Shape = polis.v1.gossip.Stamp.$Properties;
            }

            /**
             * Properties of a Delta.
             * @deprecated Use polis.v1.gossip.Delta.$Properties instead.
             */
            interface IDelta extends polis.v1.gossip.Delta.$Properties {
            }

            /** Represents a Delta. */
            class Delta {

                /**
                 * Constructs a new Delta.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.gossip.Delta.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Delta stamp. */
                stamp?: (polis.v1.gossip.Stamp.$Properties|null);

                /** Delta fromVersion. */
                fromVersion: number;

                /** Delta records. */
                records: polis.v1.gossip.Record.$Properties[];

                /** Delta removed. */
                removed: string[];

                /**
                 * Encodes the specified Delta message. Does not implicitly {@link polis.v1.gossip.Delta.verify|verify} messages.
                 * @param message Delta message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.gossip.Delta.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Delta message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.Delta & polis.v1.gossip.Delta.$Shape} Delta
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.gossip.Delta & polis.v1.gossip.Delta.$Shape;
            }

            namespace Delta {

                /** Properties of a Delta. */
                interface $Properties {

                    /** Delta stamp */
                    stamp?: (polis.v1.gossip.Stamp.$Properties|null);

                    /** Delta fromVersion */
                    fromVersion?: (number|null);

                    /** Delta records */
                    records?: (polis.v1.gossip.Record.$Properties[]|null);

                    /** Delta removed */
                    removed?: (string[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Delta. */
                type $Shape = {
                  stamp?: polis.v1.gossip.Stamp.$Shape|null;
                  fromVersion?: number|null;
                  records?: polis.v1.gossip.Record.$Shape[]|null;
                  removed?: string[]|null;
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of a ClaimBatch.
             * @deprecated Use polis.v1.gossip.ClaimBatch.$Properties instead.
             */
            interface IClaimBatch extends polis.v1.gossip.ClaimBatch.$Properties {
            }

            /** Represents a ClaimBatch. */
            class ClaimBatch {

                /**
                 * Constructs a new ClaimBatch.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.gossip.ClaimBatch.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ClaimBatch sender. */
                sender: string;

                /** ClaimBatch claims. */
                claims: polis.v1.gossip.Claim.$Properties[];

                /** ClaimBatch signature. */
                signature: Uint8Array;

                /**
                 * Encodes the specified ClaimBatch message. Does not implicitly {@link polis.v1.gossip.ClaimBatch.verify|verify} messages.
                 * @param message ClaimBatch message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.gossip.ClaimBatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ClaimBatch message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.ClaimBatch & polis.v1.gossip.ClaimBatch.$Shape} ClaimBatch
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.gossip.ClaimBatch & polis.v1.gossip.ClaimBatch.$Shape;
            }

            namespace ClaimBatch {

                /** Properties of a ClaimBatch. */
                interface $Properties {

                    /** ClaimBatch sender */
                    sender?: (string|null);

                    /** ClaimBatch claims */
                    claims?: (polis.v1.gossip.Claim.$Properties[]|null);

                    /** ClaimBatch signature */
                    signature?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ClaimBatch. */
                type $Shape = polis.v1.gossip.ClaimBatch.$Properties;
            }

            /**
             * Properties of a Publication.
             * @deprecated Use polis.v1.gossip.Publication.$Properties instead.
             */
            interface IPublication extends polis.v1.gossip.Publication.$Properties {
            }

            /** Represents a Publication. */
            class Publication {

                /**
                 * Constructs a new Publication.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.gossip.Publication.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Publication format. */
                format: number;

                /** Publication claims. */
                claims?: (polis.v1.gossip.ClaimBatch.$Properties|null);

                /** Publication delta. */
                delta?: (polis.v1.gossip.Delta.$Properties|null);

                /** Publication body. */
                body?: ("claims"|"delta");

                /**
                 * Encodes the specified Publication message. Does not implicitly {@link polis.v1.gossip.Publication.verify|verify} messages.
                 * @param message Publication message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.gossip.Publication.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Publication message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.Publication & polis.v1.gossip.Publication.$Shape} Publication
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.gossip.Publication & polis.v1.gossip.Publication.$Shape;
            }

            namespace Publication {

                /** Properties of a Publication. */
                interface $Properties {

                    /** Publication format */
                    format?: (number|null);

                    /** Publication claims */
                    claims?: (polis.v1.gossip.ClaimBatch.$Properties|null);

                    /** Publication delta */
                    delta?: (polis.v1.gossip.Delta.$Properties|null);

                    /** Publication body */
                    body?: ("claims"|"delta");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a Publication. */
                type $Shape = {
                  format?: number|null;
                  claims?: polis.v1.gossip.ClaimBatch.$Shape|null;
                  delta?: polis.v1.gossip.Delta.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ body?: undefined; claims?: null; delta?: null }|{ body?: "claims"; claims: polis.v1.gossip.ClaimBatch.$Shape; delta?: null }|{ body?: "delta"; claims?: null; delta: polis.v1.gossip.Delta.$Shape })
                );
            }

            /**
             * Properties of a DigestEntry.
             * @deprecated Use polis.v1.gossip.DigestEntry.$Properties instead.
             */
            interface IDigestEntry extends polis.v1.gossip.DigestEntry.$Properties {
            }

            /** Represents a DigestEntry. */
            class DigestEntry {

                /**
                 * Constructs a new DigestEntry.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.gossip.DigestEntry.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** DigestEntry owner. */
                owner: string;

                /** DigestEntry incarnation. */
                incarnation: number;

                /** DigestEntry version. */
                version: number;

                /**
                 * Encodes the specified DigestEntry message. Does not implicitly {@link polis.v1.gossip.DigestEntry.verify|verify} messages.
                 * @param message DigestEntry message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.gossip.DigestEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DigestEntry message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.DigestEntry & polis.v1.gossip.DigestEntry.$Shape} DigestEntry
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.gossip.DigestEntry & polis.v1.gossip.DigestEntry.$Shape;
            }

            namespace DigestEntry {

                /** Properties of a DigestEntry. */
                interface $Properties {

                    /** DigestEntry owner */
                    owner?: (string|null);

                    /** DigestEntry incarnation */
                    incarnation?: (number|null);

                    /** DigestEntry version */
                    version?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DigestEntry. */
                type $Shape = polis.v1.gossip.DigestEntry.$Properties;
            }

            /**
             * Properties of a SyncRequest.
             * @deprecated Use polis.v1.gossip.SyncRequest.$Properties instead.
             */
            interface ISyncRequest extends polis.v1.gossip.SyncRequest.$Properties {
            }

            /** Represents a SyncRequest. */
            class SyncRequest {

                /**
                 * Constructs a new SyncRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.gossip.SyncRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SyncRequest claims. */
                claims: polis.v1.gossip.Claim.$Properties[];

                /** SyncRequest hasDigest. */
                hasDigest: boolean;

                /** SyncRequest digest. */
                digest: polis.v1.gossip.DigestEntry.$Properties[];

                /** SyncRequest pulls. */
                pulls: polis.v1.gossip.DigestEntry.$Properties[];

                /** SyncRequest deltas. */
                deltas: polis.v1.gossip.Delta.$Properties[];

                /**
                 * Encodes the specified SyncRequest message. Does not implicitly {@link polis.v1.gossip.SyncRequest.verify|verify} messages.
                 * @param message SyncRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.gossip.SyncRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SyncRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.SyncRequest & polis.v1.gossip.SyncRequest.$Shape} SyncRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.gossip.SyncRequest & polis.v1.gossip.SyncRequest.$Shape;
            }

            namespace SyncRequest {

                /** Properties of a SyncRequest. */
                interface $Properties {

                    /** SyncRequest claims */
                    claims?: (polis.v1.gossip.Claim.$Properties[]|null);

                    /** SyncRequest hasDigest */
                    hasDigest?: (boolean|null);

                    /** SyncRequest digest */
                    digest?: (polis.v1.gossip.DigestEntry.$Properties[]|null);

                    /** SyncRequest pulls */
                    pulls?: (polis.v1.gossip.DigestEntry.$Properties[]|null);

                    /** SyncRequest deltas */
                    deltas?: (polis.v1.gossip.Delta.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SyncRequest. */
                type $Shape = {
                  claims?: polis.v1.gossip.Claim.$Shape[]|null;
                  hasDigest?: boolean|null;
                  digest?: polis.v1.gossip.DigestEntry.$Shape[]|null;
                  pulls?: polis.v1.gossip.DigestEntry.$Shape[]|null;
                  deltas?: polis.v1.gossip.Delta.$Shape[]|null;
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of a SyncAnswer.
             * @deprecated Use polis.v1.gossip.SyncAnswer.$Properties instead.
             */
            interface ISyncAnswer extends polis.v1.gossip.SyncAnswer.$Properties {
            }

            /** Represents a SyncAnswer. */
            class SyncAnswer {

                /**
                 * Constructs a new SyncAnswer.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.gossip.SyncAnswer.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SyncAnswer claims. */
                claims: polis.v1.gossip.Claim.$Properties[];

                /** SyncAnswer deltas. */
                deltas: polis.v1.gossip.Delta.$Properties[];

                /** SyncAnswer wants. */
                wants: polis.v1.gossip.DigestEntry.$Properties[];

                /**
                 * Encodes the specified SyncAnswer message. Does not implicitly {@link polis.v1.gossip.SyncAnswer.verify|verify} messages.
                 * @param message SyncAnswer message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.gossip.SyncAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SyncAnswer message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.SyncAnswer & polis.v1.gossip.SyncAnswer.$Shape} SyncAnswer
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.gossip.SyncAnswer & polis.v1.gossip.SyncAnswer.$Shape;
            }

            namespace SyncAnswer {

                /** Properties of a SyncAnswer. */
                interface $Properties {

                    /** SyncAnswer claims */
                    claims?: (polis.v1.gossip.Claim.$Properties[]|null);

                    /** SyncAnswer deltas */
                    deltas?: (polis.v1.gossip.Delta.$Properties[]|null);

                    /** SyncAnswer wants */
                    wants?: (polis.v1.gossip.DigestEntry.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SyncAnswer. */
                type $Shape = {
                  claims?: polis.v1.gossip.Claim.$Shape[]|null;
                  deltas?: polis.v1.gossip.Delta.$Shape[]|null;
                  wants?: polis.v1.gossip.DigestEntry.$Shape[]|null;
                  $unknowns?: Uint8Array[];
                };
            }
        }
    }
}
