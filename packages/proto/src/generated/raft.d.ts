import * as $protobuf from "protobufjs";

/** Namespace polis. */
export namespace polis {

    /** Namespace v1. */
    namespace v1 {

        /** Namespace raft. */
        namespace raft {

            /** EntryType enum. */
            enum EntryType {

                /** ENTRY_NORMAL value */
                ENTRY_NORMAL = 0,

                /** ENTRY_CONF_CHANGE value */
                ENTRY_CONF_CHANGE = 1,

                /** ENTRY_CONF_CHANGE_V2 value */
                ENTRY_CONF_CHANGE_V2 = 2
            }

            /**
             * Properties of an Entry.
             * @deprecated Use polis.v1.raft.Entry.$Properties instead.
             */
            interface IEntry extends polis.v1.raft.Entry.$Properties {
            }

            /** Represents an Entry. */
            class Entry {

                /**
                 * Constructs a new Entry.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.raft.Entry.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Entry term. */
                term: number;

                /** Entry index. */
                index: number;

                /** Entry type. */
                type: polis.v1.raft.EntryType;

                /** Entry data. */
                data: Uint8Array;

                /**
                 * Encodes the specified Entry message. Does not implicitly {@link polis.v1.raft.Entry.verify|verify} messages.
                 * @param message Entry message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.raft.Entry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Entry message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.raft.Entry & polis.v1.raft.Entry.$Shape} Entry
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.raft.Entry & polis.v1.raft.Entry.$Shape;
            }

            namespace Entry {

                /** Properties of an Entry. */
                interface $Properties {

                    /** Entry term */
                    term?: (number|null);

                    /** Entry index */
                    index?: (number|null);

                    /** Entry type */
                    type?: (polis.v1.raft.EntryType|null);

                    /** Entry data */
                    data?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Entry. */
                type $Shape = polis.v1.raft.Entry.$Properties;
            }

            /**
             * Properties of a ConfState.
             * @deprecated Use polis.v1.raft.ConfState.$Properties instead.
             */
            interface IConfState extends polis.v1.raft.ConfState.$Properties {
            }

            /** Represents a ConfState. */
            class ConfState {

                /**
                 * Constructs a new ConfState.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.raft.ConfState.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ConfState voters. */
                voters: number[];

                /** ConfState learners. */
                learners: number[];

                /** ConfState votersOutgoing. */
                votersOutgoing: number[];

                /** ConfState learnersNext. */
                learnersNext: number[];

                /** ConfState autoLeave. */
                autoLeave: boolean;

                /**
                 * Encodes the specified ConfState message. Does not implicitly {@link polis.v1.raft.ConfState.verify|verify} messages.
                 * @param message ConfState message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.raft.ConfState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ConfState message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.raft.ConfState & polis.v1.raft.ConfState.$Shape} ConfState
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.raft.ConfState & polis.v1.raft.ConfState.$Shape;
            }

            namespace ConfState {

                /** Properties of a ConfState. */
                interface $Properties {

                    /** ConfState voters */
                    voters?: (number[]|null);

                    /** ConfState learners */
                    learners?: (number[]|null);

                    /** ConfState votersOutgoing */
                    votersOutgoing?: (number[]|null);

                    /** ConfState learnersNext */
                    learnersNext?: (number[]|null);

                    /** ConfState autoLeave */
                    autoLeave?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ConfState. */
                type $Shape = polis.v1.raft.ConfState.$Properties;
            }

            /**
             * Properties of a SnapshotMetadata.
             * @deprecated Use polis.v1.raft.SnapshotMetadata.$Properties instead.
             */
            interface ISnapshotMetadata extends polis.v1.raft.SnapshotMetadata.$Properties {
            }

            /** Represents a SnapshotMetadata. */
            class SnapshotMetadata {

                /**
                 * Constructs a new SnapshotMetadata.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.raft.SnapshotMetadata.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SnapshotMetadata confState. */
                confState?: (polis.v1.raft.ConfState.$Properties|null);

                /** SnapshotMetadata index. */
                index: number;

                /** SnapshotMetadata term. */
                term: number;

                /**
                 * Encodes the specified SnapshotMetadata message. Does not implicitly {@link polis.v1.raft.SnapshotMetadata.verify|verify} messages.
                 * @param message SnapshotMetadata message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.raft.SnapshotMetadata.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SnapshotMetadata message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.raft.SnapshotMetadata & polis.v1.raft.SnapshotMetadata.$Shape} SnapshotMetadata
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.raft.SnapshotMetadata & polis.v1.raft.SnapshotMetadata.$Shape;
            }

            namespace SnapshotMetadata {

                /** Properties of a SnapshotMetadata. */
                interface $Properties {

                    /** SnapshotMetadata confState */
                    confState?: (polis.v1.raft.ConfState.$Properties|null);

                    /** SnapshotMetadata index */
                    index?: (number|null);

                    /** SnapshotMetadata term */
                    term?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SnapshotMetadata. */
                type $Shape = polis.v1.raft.SnapshotMetadata.$Properties;
            }

            /**
             * Properties of a Snapshot.
             * @deprecated Use polis.v1.raft.Snapshot.$Properties instead.
             */
            interface ISnapshot extends polis.v1.raft.Snapshot.$Properties {
            }

            /** Represents a Snapshot. */
            class Snapshot {

                /**
                 * Constructs a new Snapshot.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.raft.Snapshot.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Snapshot metadata. */
                metadata?: (polis.v1.raft.SnapshotMetadata.$Properties|null);

                /**
                 * Encodes the specified Snapshot message. Does not implicitly {@link polis.v1.raft.Snapshot.verify|verify} messages.
                 * @param message Snapshot message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.raft.Snapshot.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Snapshot message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.raft.Snapshot & polis.v1.raft.Snapshot.$Shape} Snapshot
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.raft.Snapshot & polis.v1.raft.Snapshot.$Shape;
            }

            namespace Snapshot {

                /** Properties of a Snapshot. */
                interface $Properties {

                    /** Snapshot metadata */
                    metadata?: (polis.v1.raft.SnapshotMetadata.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Snapshot. */
                type $Shape = polis.v1.raft.Snapshot.$Properties;
            }

            /** MessageType enum. */
            enum MessageType {

                /** MESSAGE_UNKNOWN value */
                MESSAGE_UNKNOWN = 0,

                /** MESSAGE_PROPOSE value */
                MESSAGE_PROPOSE = 1,

                /** MESSAGE_APPEND value */
                MESSAGE_APPEND = 2,

                /** MESSAGE_APPEND_RESPONSE value */
                MESSAGE_APPEND_RESPONSE = 3,

                /** MESSAGE_VOTE value */
                MESSAGE_VOTE = 4,

                /** MESSAGE_VOTE_RESPONSE value */
                MESSAGE_VOTE_RESPONSE = 5,

                /** MESSAGE_SNAPSHOT value */
                MESSAGE_SNAPSHOT = 6,

                /** MESSAGE_HEARTBEAT value */
                MESSAGE_HEARTBEAT = 7,

                /** MESSAGE_HEARTBEAT_RESPONSE value */
                MESSAGE_HEARTBEAT_RESPONSE = 8,

                /** MESSAGE_TRANSFER_LEADER value */
                MESSAGE_TRANSFER_LEADER = 9,

                /** MESSAGE_TIMEOUT_NOW value */
                MESSAGE_TIMEOUT_NOW = 10,

                /** MESSAGE_READ_INDEX value */
                MESSAGE_READ_INDEX = 11,

                /** MESSAGE_READ_INDEX_RESPONSE value */
                MESSAGE_READ_INDEX_RESPONSE = 12,

                /** MESSAGE_PRE_VOTE value */
                MESSAGE_PRE_VOTE = 13,

                /** MESSAGE_PRE_VOTE_RESPONSE value */
                MESSAGE_PRE_VOTE_RESPONSE = 14
            }

            /**
             * Properties of a Message.
             * @deprecated Use polis.v1.raft.Message.$Properties instead.
             */
            interface IMessage extends polis.v1.raft.Message.$Properties {
            }

            /** Represents a Message. */
            class Message {

                /**
                 * Constructs a new Message.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.raft.Message.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Message type. */
                type: polis.v1.raft.MessageType;

                /** Message to. */
                to: number;

                /** Message from. */
                from: number;

                /** Message term. */
                term: number;

                /** Message logTerm. */
                logTerm: number;

                /** Message index. */
                index: number;

                /** Message entries. */
                entries: polis.v1.raft.Entry.$Properties[];

                /** Message commit. */
                commit: number;

                /** Message snapshot. */
                snapshot?: (polis.v1.raft.Snapshot.$Properties|null);

                /** Message reject. */
                reject: boolean;

                /** Message rejectHint. */
                rejectHint: number;

                /** Message context. */
                context: Uint8Array;

                /** Message vote. */
                vote: number;

                /** Message offer. */
                offer?: (polis.v1.raft.SnapshotOffer.$Properties|null);

                /**
                 * Encodes the specified Message message. Does not implicitly {@link polis.v1.raft.Message.verify|verify} messages.
                 * @param message Message message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.raft.Message.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Message message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.raft.Message & polis.v1.raft.Message.$Shape} Message
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.raft.Message & polis.v1.raft.Message.$Shape;
            }

            namespace Message {

                /** Properties of a Message. */
                interface $Properties {

                    /** Message type */
                    type?: (polis.v1.raft.MessageType|null);

                    /** Message to */
                    to?: (number|null);

                    /** Message from */
                    from?: (number|null);

                    /** Message term */
                    term?: (number|null);

                    /** Message logTerm */
                    logTerm?: (number|null);

                    /** Message index */
                    index?: (number|null);

                    /** Message entries */
                    entries?: (polis.v1.raft.Entry.$Properties[]|null);

                    /** Message commit */
                    commit?: (number|null);

                    /** Message snapshot */
                    snapshot?: (polis.v1.raft.Snapshot.$Properties|null);

                    /** Message reject */
                    reject?: (boolean|null);

                    /** Message rejectHint */
                    rejectHint?: (number|null);

                    /** Message context */
                    context?: (Uint8Array|null);

                    /** Message vote */
                    vote?: (number|null);

                    /** Message offer */
                    offer?: (polis.v1.raft.SnapshotOffer.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Message. */
                type $Shape = polis.v1.raft.Message.$Properties;
            }

            /**
             * Properties of a SnapshotOffer.
             * @deprecated Use polis.v1.raft.SnapshotOffer.$Properties instead.
             */
            interface ISnapshotOffer extends polis.v1.raft.SnapshotOffer.$Properties {
            }

            /** Represents a SnapshotOffer. */
            class SnapshotOffer {

                /**
                 * Constructs a new SnapshotOffer.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.raft.SnapshotOffer.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SnapshotOffer id. */
                id: number;

                /**
                 * Encodes the specified SnapshotOffer message. Does not implicitly {@link polis.v1.raft.SnapshotOffer.verify|verify} messages.
                 * @param message SnapshotOffer message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.raft.SnapshotOffer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SnapshotOffer message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.raft.SnapshotOffer & polis.v1.raft.SnapshotOffer.$Shape} SnapshotOffer
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.raft.SnapshotOffer & polis.v1.raft.SnapshotOffer.$Shape;
            }

            namespace SnapshotOffer {

                /** Properties of a SnapshotOffer. */
                interface $Properties {

                    /** SnapshotOffer id */
                    id?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SnapshotOffer. */
                type $Shape = polis.v1.raft.SnapshotOffer.$Properties;
            }

            /**
             * Properties of a SnapshotRequest.
             * @deprecated Use polis.v1.raft.SnapshotRequest.$Properties instead.
             */
            interface ISnapshotRequest extends polis.v1.raft.SnapshotRequest.$Properties {
            }

            /** Represents a SnapshotRequest. */
            class SnapshotRequest {

                /**
                 * Constructs a new SnapshotRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.raft.SnapshotRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SnapshotRequest id. */
                id: number;

                /** SnapshotRequest fromChunk. */
                fromChunk: number;

                /**
                 * Encodes the specified SnapshotRequest message. Does not implicitly {@link polis.v1.raft.SnapshotRequest.verify|verify} messages.
                 * @param message SnapshotRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.raft.SnapshotRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SnapshotRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.raft.SnapshotRequest & polis.v1.raft.SnapshotRequest.$Shape} SnapshotRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.raft.SnapshotRequest & polis.v1.raft.SnapshotRequest.$Shape;
            }

            namespace SnapshotRequest {

                /** Properties of a SnapshotRequest. */
                interface $Properties {

                    /** SnapshotRequest id */
                    id?: (number|null);

                    /** SnapshotRequest fromChunk */
                    fromChunk?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SnapshotRequest. */
                type $Shape = polis.v1.raft.SnapshotRequest.$Properties;
            }

            /**
             * Properties of a SnapshotPart.
             * @deprecated Use polis.v1.raft.SnapshotPart.$Properties instead.
             */
            interface ISnapshotPart extends polis.v1.raft.SnapshotPart.$Properties {
            }

            /** Represents a SnapshotPart. */
            class SnapshotPart {

                /**
                 * Constructs a new SnapshotPart.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.raft.SnapshotPart.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SnapshotPart chunk. */
                chunk: number;

                /** SnapshotPart crc32c. */
                crc32c: number;

                /** SnapshotPart data. */
                data: Uint8Array;

                /** SnapshotPart summary. */
                summary?: (polis.v1.raft.SnapshotSummary.$Properties|null);

                /**
                 * Encodes the specified SnapshotPart message. Does not implicitly {@link polis.v1.raft.SnapshotPart.verify|verify} messages.
                 * @param message SnapshotPart message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.raft.SnapshotPart.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SnapshotPart message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.raft.SnapshotPart & polis.v1.raft.SnapshotPart.$Shape} SnapshotPart
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.raft.SnapshotPart & polis.v1.raft.SnapshotPart.$Shape;
            }

            namespace SnapshotPart {

                /** Properties of a SnapshotPart. */
                interface $Properties {

                    /** SnapshotPart chunk */
                    chunk?: (number|null);

                    /** SnapshotPart crc32c */
                    crc32c?: (number|null);

                    /** SnapshotPart data */
                    data?: (Uint8Array|null);

                    /** SnapshotPart summary */
                    summary?: (polis.v1.raft.SnapshotSummary.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SnapshotPart. */
                type $Shape = polis.v1.raft.SnapshotPart.$Properties;
            }

            /**
             * Properties of a SnapshotSummary.
             * @deprecated Use polis.v1.raft.SnapshotSummary.$Properties instead.
             */
            interface ISnapshotSummary extends polis.v1.raft.SnapshotSummary.$Properties {
            }

            /** Represents a SnapshotSummary. */
            class SnapshotSummary {

                /**
                 * Constructs a new SnapshotSummary.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.raft.SnapshotSummary.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SnapshotSummary chunkCount. */
                chunkCount: number;

                /** SnapshotSummary length. */
                length: number;

                /** SnapshotSummary crc32c. */
                crc32c: number;

                /**
                 * Encodes the specified SnapshotSummary message. Does not implicitly {@link polis.v1.raft.SnapshotSummary.verify|verify} messages.
                 * @param message SnapshotSummary message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.raft.SnapshotSummary.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SnapshotSummary message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.raft.SnapshotSummary & polis.v1.raft.SnapshotSummary.$Shape} SnapshotSummary
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.raft.SnapshotSummary & polis.v1.raft.SnapshotSummary.$Shape;
            }

            namespace SnapshotSummary {

                /** Properties of a SnapshotSummary. */
                interface $Properties {

                    /** SnapshotSummary chunkCount */
                    chunkCount?: (number|null);

                    /** SnapshotSummary length */
                    length?: (number|null);

                    /** SnapshotSummary crc32c */
                    crc32c?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SnapshotSummary. */
                type $Shape = polis.v1.raft.SnapshotSummary.$Properties;
            }

            /**
             * Properties of a Frame.
             * @deprecated Use polis.v1.raft.Frame.$Properties instead.
             */
            interface IFrame extends polis.v1.raft.Frame.$Properties {
            }

            /** Represents a Frame. */
            class Frame {

                /**
                 * Constructs a new Frame.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.raft.Frame.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Frame version. */
                version: number;

                /** Frame messages. */
                messages: polis.v1.raft.Message.$Properties[];

                /** Frame refillRequest. */
                refillRequest?: (polis.v1.raft.RefillRequest.$Properties|null);

                /** Frame refillOffer. */
                refillOffer?: (polis.v1.raft.RefillOffer.$Properties|null);

                /**
                 * Encodes the specified Frame message. Does not implicitly {@link polis.v1.raft.Frame.verify|verify} messages.
                 * @param message Frame message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.raft.Frame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Frame message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.raft.Frame & polis.v1.raft.Frame.$Shape} Frame
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.raft.Frame & polis.v1.raft.Frame.$Shape;
            }

            namespace Frame {

                /** Properties of a Frame. */
                interface $Properties {

                    /** Frame version */
                    version?: (number|null);

                    /** Frame messages */
                    messages?: (polis.v1.raft.Message.$Properties[]|null);

                    /** Frame refillRequest */
                    refillRequest?: (polis.v1.raft.RefillRequest.$Properties|null);

                    /** Frame refillOffer */
                    refillOffer?: (polis.v1.raft.RefillOffer.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Frame. */
                type $Shape = polis.v1.raft.Frame.$Properties;
            }

            /**
             * Properties of a RefillRequest.
             * @deprecated Use polis.v1.raft.RefillRequest.$Properties instead.
             */
            interface IRefillRequest extends polis.v1.raft.RefillRequest.$Properties {
            }

            /** Represents a RefillRequest. */
            class RefillRequest {

                /**
                 * Constructs a new RefillRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.raft.RefillRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RefillRequest raftId. */
                raftId: number;

                /**
                 * Encodes the specified RefillRequest message. Does not implicitly {@link polis.v1.raft.RefillRequest.verify|verify} messages.
                 * @param message RefillRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.raft.RefillRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RefillRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.raft.RefillRequest & polis.v1.raft.RefillRequest.$Shape} RefillRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.raft.RefillRequest & polis.v1.raft.RefillRequest.$Shape;
            }

            namespace RefillRequest {

                /** Properties of a RefillRequest. */
                interface $Properties {

                    /** RefillRequest raftId */
                    raftId?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RefillRequest. */
                type $Shape = polis.v1.raft.RefillRequest.$Properties;
            }

            /**
             * Properties of a RefillOffer.
             * @deprecated Use polis.v1.raft.RefillOffer.$Properties instead.
             */
            interface IRefillOffer extends polis.v1.raft.RefillOffer.$Properties {
            }

            /** Represents a RefillOffer. */
            class RefillOffer {

                /**
                 * Constructs a new RefillOffer.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.raft.RefillOffer.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RefillOffer raftId. */
                raftId: number;

                /** RefillOffer term. */
                term: number;

                /** RefillOffer lastIndex. */
                lastIndex: number;

                /**
                 * Encodes the specified RefillOffer message. Does not implicitly {@link polis.v1.raft.RefillOffer.verify|verify} messages.
                 * @param message RefillOffer message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.raft.RefillOffer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RefillOffer message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.raft.RefillOffer & polis.v1.raft.RefillOffer.$Shape} RefillOffer
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.raft.RefillOffer & polis.v1.raft.RefillOffer.$Shape;
            }

            namespace RefillOffer {

                /** Properties of a RefillOffer. */
                interface $Properties {

                    /** RefillOffer raftId */
                    raftId?: (number|null);

                    /** RefillOffer term */
                    term?: (number|null);

                    /** RefillOffer lastIndex */
                    lastIndex?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RefillOffer. */
                type $Shape = polis.v1.raft.RefillOffer.$Properties;
            }

            /**
             * Properties of an EntryBlock.
             * @deprecated Use polis.v1.raft.EntryBlock.$Properties instead.
             */
            interface IEntryBlock extends polis.v1.raft.EntryBlock.$Properties {
            }

            /** Represents an EntryBlock. */
            class EntryBlock {

                /**
                 * Constructs a new EntryBlock.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.raft.EntryBlock.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** EntryBlock entries. */
                entries: polis.v1.raft.Entry.$Properties[];

                /**
                 * Encodes the specified EntryBlock message. Does not implicitly {@link polis.v1.raft.EntryBlock.verify|verify} messages.
                 * @param message EntryBlock message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.raft.EntryBlock.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an EntryBlock message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.raft.EntryBlock & polis.v1.raft.EntryBlock.$Shape} EntryBlock
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.raft.EntryBlock & polis.v1.raft.EntryBlock.$Shape;
            }

            namespace EntryBlock {

                /** Properties of an EntryBlock. */
                interface $Properties {

                    /** EntryBlock entries */
                    entries?: (polis.v1.raft.Entry.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an EntryBlock. */
                type $Shape = polis.v1.raft.EntryBlock.$Properties;
            }

            /**
             * Properties of a SnapshotRecord.
             * @deprecated Use polis.v1.raft.SnapshotRecord.$Properties instead.
             */
            interface ISnapshotRecord extends polis.v1.raft.SnapshotRecord.$Properties {
            }

            /** Represents a SnapshotRecord. */
            class SnapshotRecord {

                /**
                 * Constructs a new SnapshotRecord.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.raft.SnapshotRecord.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SnapshotRecord version. */
                version: number;

                /** SnapshotRecord metadata. */
                metadata?: (polis.v1.raft.SnapshotMetadata.$Properties|null);

                /** SnapshotRecord summary. */
                summary?: (polis.v1.raft.SnapshotSummary.$Properties|null);

                /**
                 * Encodes the specified SnapshotRecord message. Does not implicitly {@link polis.v1.raft.SnapshotRecord.verify|verify} messages.
                 * @param message SnapshotRecord message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.raft.SnapshotRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SnapshotRecord message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.raft.SnapshotRecord & polis.v1.raft.SnapshotRecord.$Shape} SnapshotRecord
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.raft.SnapshotRecord & polis.v1.raft.SnapshotRecord.$Shape;
            }

            namespace SnapshotRecord {

                /** Properties of a SnapshotRecord. */
                interface $Properties {

                    /** SnapshotRecord version */
                    version?: (number|null);

                    /** SnapshotRecord metadata */
                    metadata?: (polis.v1.raft.SnapshotMetadata.$Properties|null);

                    /** SnapshotRecord summary */
                    summary?: (polis.v1.raft.SnapshotSummary.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SnapshotRecord. */
                type $Shape = polis.v1.raft.SnapshotRecord.$Properties;
            }
        }
    }
}
