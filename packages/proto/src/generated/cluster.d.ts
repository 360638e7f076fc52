import * as $protobuf from "protobufjs";

/** Namespace polis. */
export namespace polis {

    /** Namespace v1. */
    namespace v1 {

        /** Namespace cluster. */
        namespace cluster {

            /**
             * Properties of a Command.
             * @deprecated Use polis.v1.cluster.Command.$Properties instead.
             */
            interface ICommand extends polis.v1.cluster.Command.$Properties {
            }

            /** Represents a Command. */
            class Command {

                /**
                 * Constructs a new Command.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.cluster.Command.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Command version. */
                version: number;

                /** Command timeMs. */
                timeMs: number;

                /** Command requestId. */
                requestId: string;

                /** Command operations. */
                operations: Uint8Array;

                /** Command sinceIndex. */
                sinceIndex: number;

                /** Command values. */
                values: Uint8Array[];

                /**
                 * Encodes the specified Command message. Does not implicitly {@link polis.v1.cluster.Command.verify|verify} messages.
                 * @param message Command message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.cluster.Command.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Command message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.cluster.Command & polis.v1.cluster.Command.$Shape} Command
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.cluster.Command & polis.v1.cluster.Command.$Shape;
            }

            namespace Command {

                /** Properties of a Command. */
                interface $Properties {

                    /** Command version */
                    version?: (number|null);

                    /** Command timeMs */
                    timeMs?: (number|null);

                    /** Command requestId */
                    requestId?: (string|null);

                    /** Command operations */
                    operations?: (Uint8Array|null);

                    /** Command sinceIndex */
                    sinceIndex?: (number|null);

                    /** Command values */
                    values?: (Uint8Array[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Command. */
                type $Shape = polis.v1.cluster.Command.$Properties;
            }

            /**
             * Properties of a MemberChange.
             * @deprecated Use polis.v1.cluster.MemberChange.$Properties instead.
             */
            interface IMemberChange extends polis.v1.cluster.MemberChange.$Properties {
            }

            /** Represents a MemberChange. */
            class MemberChange {

                /**
                 * Constructs a new MemberChange.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.cluster.MemberChange.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** MemberChange version. */
                version: number;

                /** MemberChange body. */
                body: Uint8Array;

                /**
                 * Encodes the specified MemberChange message. Does not implicitly {@link polis.v1.cluster.MemberChange.verify|verify} messages.
                 * @param message MemberChange message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.cluster.MemberChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a MemberChange message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.cluster.MemberChange & polis.v1.cluster.MemberChange.$Shape} MemberChange
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.cluster.MemberChange & polis.v1.cluster.MemberChange.$Shape;
            }

            namespace MemberChange {

                /** Properties of a MemberChange. */
                interface $Properties {

                    /** MemberChange version */
                    version?: (number|null);

                    /** MemberChange body */
                    body?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a MemberChange. */
                type $Shape = polis.v1.cluster.MemberChange.$Properties;
            }

            /**
             * Properties of a StateRecord.
             * @deprecated Use polis.v1.cluster.StateRecord.$Properties instead.
             */
            interface IStateRecord extends polis.v1.cluster.StateRecord.$Properties {
            }

            /** Represents a StateRecord. */
            class StateRecord {

                /**
                 * Constructs a new StateRecord.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.cluster.StateRecord.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** StateRecord kind. */
                kind: string;

                /** StateRecord body. */
                body: Uint8Array;

                /** StateRecord value. */
                value: Uint8Array;

                /**
                 * Encodes the specified StateRecord message. Does not implicitly {@link polis.v1.cluster.StateRecord.verify|verify} messages.
                 * @param message StateRecord message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.cluster.StateRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a StateRecord message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.cluster.StateRecord & polis.v1.cluster.StateRecord.$Shape} StateRecord
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.cluster.StateRecord & polis.v1.cluster.StateRecord.$Shape;
            }

            namespace StateRecord {

                /** Properties of a StateRecord. */
                interface $Properties {

                    /** StateRecord kind */
                    kind?: (string|null);

                    /** StateRecord body */
                    body?: (Uint8Array|null);

                    /** StateRecord value */
                    value?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a StateRecord. */
                type $Shape = polis.v1.cluster.StateRecord.$Properties;
            }
        }
    }
}
