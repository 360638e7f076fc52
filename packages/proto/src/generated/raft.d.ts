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

                /** Snapshot data. */
                data: Uint8Array;

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

                    /** Snapshot data */
                    data?: (Uint8Array|null);

                    /** Snapshot metadata */
                    metadata?: (polis.v1.raft.SnapshotMetadata.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Snapshot. */
                type $Shape = polis.v1.raft.Snapshot.$Properties;
            }
        }
    }
}
