import * as $protobuf from "protobufjs";

/** Namespace polis. */
export namespace polis {

    /** Namespace v1. */
    namespace v1 {

        /** Namespace journal. */
        namespace journal {

            /**
             * Properties of a JournalRequest.
             * @deprecated Use polis.v1.journal.JournalRequest.$Properties instead.
             */
            interface IJournalRequest extends polis.v1.journal.JournalRequest.$Properties {
            }

            /** Represents a JournalRequest. */
            class JournalRequest {

                /**
                 * Constructs a new JournalRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.journal.JournalRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** JournalRequest objectIds. */
                objectIds: string[];

                /** JournalRequest services. */
                services: string[];

                /** JournalRequest limit. */
                limit: number;

                /**
                 * Encodes the specified JournalRequest message. Does not implicitly {@link polis.v1.journal.JournalRequest.verify|verify} messages.
                 * @param message JournalRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.journal.JournalRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a JournalRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.journal.JournalRequest & polis.v1.journal.JournalRequest.$Shape} JournalRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.journal.JournalRequest & polis.v1.journal.JournalRequest.$Shape;
            }

            namespace JournalRequest {

                /** Properties of a JournalRequest. */
                interface $Properties {

                    /** JournalRequest objectIds */
                    objectIds?: (string[]|null);

                    /** JournalRequest services */
                    services?: (string[]|null);

                    /** JournalRequest limit */
                    limit?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a JournalRequest. */
                type $Shape = polis.v1.journal.JournalRequest.$Properties;
            }

            /**
             * Properties of a JournalReply.
             * @deprecated Use polis.v1.journal.JournalReply.$Properties instead.
             */
            interface IJournalReply extends polis.v1.journal.JournalReply.$Properties {
            }

            /** Represents a JournalReply. */
            class JournalReply {

                /**
                 * Constructs a new JournalReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.journal.JournalReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** JournalReply events. */
                events: polis.v1.journal.JournalEvent.$Properties[];

                /**
                 * Encodes the specified JournalReply message. Does not implicitly {@link polis.v1.journal.JournalReply.verify|verify} messages.
                 * @param message JournalReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.journal.JournalReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a JournalReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.journal.JournalReply & polis.v1.journal.JournalReply.$Shape} JournalReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.journal.JournalReply & polis.v1.journal.JournalReply.$Shape;
            }

            namespace JournalReply {

                /** Properties of a JournalReply. */
                interface $Properties {

                    /** JournalReply events */
                    events?: (polis.v1.journal.JournalEvent.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a JournalReply. */
                type $Shape = polis.v1.journal.JournalReply.$Properties;
            }

            /**
             * Properties of a JournalEvent.
             * @deprecated Use polis.v1.journal.JournalEvent.$Properties instead.
             */
            interface IJournalEvent extends polis.v1.journal.JournalEvent.$Properties {
            }

            /** Represents a JournalEvent. */
            class JournalEvent {

                /**
                 * Constructs a new JournalEvent.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.journal.JournalEvent.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** JournalEvent id. */
                id: string;

                /** JournalEvent seq. */
                seq: number;

                /** JournalEvent revision. */
                revision: number;

                /** JournalEvent topic. */
                topic: string;

                /** JournalEvent action. */
                action: string;

                /** JournalEvent objectId. */
                objectId: string;

                /** JournalEvent name. */
                name: string;

                /** JournalEvent namespace. */
                namespace: string;

                /** JournalEvent timeMs. */
                timeMs: number;

                /** JournalEvent reason. */
                reason: string;

                /** JournalEvent details. */
                details: string;

                /**
                 * Encodes the specified JournalEvent message. Does not implicitly {@link polis.v1.journal.JournalEvent.verify|verify} messages.
                 * @param message JournalEvent message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.journal.JournalEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a JournalEvent message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.journal.JournalEvent & polis.v1.journal.JournalEvent.$Shape} JournalEvent
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.journal.JournalEvent & polis.v1.journal.JournalEvent.$Shape;
            }

            namespace JournalEvent {

                /** Properties of a JournalEvent. */
                interface $Properties {

                    /** JournalEvent id */
                    id?: (string|null);

                    /** JournalEvent seq */
                    seq?: (number|null);

                    /** JournalEvent revision */
                    revision?: (number|null);

                    /** JournalEvent topic */
                    topic?: (string|null);

                    /** JournalEvent action */
                    action?: (string|null);

                    /** JournalEvent objectId */
                    objectId?: (string|null);

                    /** JournalEvent name */
                    name?: (string|null);

                    /** JournalEvent namespace */
                    namespace?: (string|null);

                    /** JournalEvent timeMs */
                    timeMs?: (number|null);

                    /** JournalEvent reason */
                    reason?: (string|null);

                    /** JournalEvent details */
                    details?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a JournalEvent. */
                type $Shape = polis.v1.journal.JournalEvent.$Properties;
            }
        }
    }
}
