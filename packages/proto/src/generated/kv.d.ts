import * as $protobuf from "protobufjs";

/** Namespace polis. */
export namespace polis {

    /** Namespace v1. */
    namespace v1 {

        /** Namespace kv. */
        namespace kv {

            /**
             * Properties of a PutRequest.
             * @deprecated Use polis.v1.kv.PutRequest.$Properties instead.
             */
            interface IPutRequest extends polis.v1.kv.PutRequest.$Properties {
            }

            /** Represents a PutRequest. */
            class PutRequest {

                /**
                 * Constructs a new PutRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.kv.PutRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PutRequest put. */
                put?: (polis.v1.kv.Put.$Properties|null);

                /** PutRequest requestId. */
                requestId: string;

                /**
                 * Encodes the specified PutRequest message. Does not implicitly {@link polis.v1.kv.PutRequest.verify|verify} messages.
                 * @param message PutRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.kv.PutRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PutRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.kv.PutRequest & polis.v1.kv.PutRequest.$Shape} PutRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.kv.PutRequest & polis.v1.kv.PutRequest.$Shape;
            }

            namespace PutRequest {

                /** Properties of a PutRequest. */
                interface $Properties {

                    /** PutRequest put */
                    put?: (polis.v1.kv.Put.$Properties|null);

                    /** PutRequest requestId */
                    requestId?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PutRequest. */
                type $Shape = polis.v1.kv.PutRequest.$Properties;
            }

            /**
             * Properties of a Put.
             * @deprecated Use polis.v1.kv.Put.$Properties instead.
             */
            interface IPut extends polis.v1.kv.Put.$Properties {
            }

            /** Represents a Put. */
            class Put {

                /**
                 * Constructs a new Put.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.kv.Put.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Put key. */
                key: string;

                /** Put value. */
                value: Uint8Array;

                /** Put expectedRevision. */
                expectedRevision?: (number|null);

                /**
                 * Encodes the specified Put message. Does not implicitly {@link polis.v1.kv.Put.verify|verify} messages.
                 * @param message Put message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.kv.Put.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Put message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.kv.Put & polis.v1.kv.Put.$Shape} Put
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.kv.Put & polis.v1.kv.Put.$Shape;
            }

            namespace Put {

                /** Properties of a Put. */
                interface $Properties {

                    /** Put key */
                    key?: (string|null);

                    /** Put value */
                    value?: (Uint8Array|null);

                    /** Put expectedRevision */
                    expectedRevision?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Put. */
                type $Shape = polis.v1.kv.Put.$Properties;
            }

            /**
             * Properties of a PutReply.
             * @deprecated Use polis.v1.kv.PutReply.$Properties instead.
             */
            interface IPutReply extends polis.v1.kv.PutReply.$Properties {
            }

            /** Represents a PutReply. */
            class PutReply {

                /**
                 * Constructs a new PutReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.kv.PutReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PutReply revision. */
                revision: number;

                /**
                 * Encodes the specified PutReply message. Does not implicitly {@link polis.v1.kv.PutReply.verify|verify} messages.
                 * @param message PutReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.kv.PutReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PutReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.kv.PutReply & polis.v1.kv.PutReply.$Shape} PutReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.kv.PutReply & polis.v1.kv.PutReply.$Shape;
            }

            namespace PutReply {

                /** Properties of a PutReply. */
                interface $Properties {

                    /** PutReply revision */
                    revision?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PutReply. */
                type $Shape = polis.v1.kv.PutReply.$Properties;
            }

            /**
             * Properties of a PutAllRequest.
             * @deprecated Use polis.v1.kv.PutAllRequest.$Properties instead.
             */
            interface IPutAllRequest extends polis.v1.kv.PutAllRequest.$Properties {
            }

            /** Represents a PutAllRequest. */
            class PutAllRequest {

                /**
                 * Constructs a new PutAllRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.kv.PutAllRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PutAllRequest puts. */
                puts: polis.v1.kv.Put.$Properties[];

                /** PutAllRequest requestId. */
                requestId: string;

                /**
                 * Encodes the specified PutAllRequest message. Does not implicitly {@link polis.v1.kv.PutAllRequest.verify|verify} messages.
                 * @param message PutAllRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.kv.PutAllRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PutAllRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.kv.PutAllRequest & polis.v1.kv.PutAllRequest.$Shape} PutAllRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.kv.PutAllRequest & polis.v1.kv.PutAllRequest.$Shape;
            }

            namespace PutAllRequest {

                /** Properties of a PutAllRequest. */
                interface $Properties {

                    /** PutAllRequest puts */
                    puts?: (polis.v1.kv.Put.$Properties[]|null);

                    /** PutAllRequest requestId */
                    requestId?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PutAllRequest. */
                type $Shape = polis.v1.kv.PutAllRequest.$Properties;
            }

            /**
             * Properties of a PutAllReply.
             * @deprecated Use polis.v1.kv.PutAllReply.$Properties instead.
             */
            interface IPutAllReply extends polis.v1.kv.PutAllReply.$Properties {
            }

            /** Represents a PutAllReply. */
            class PutAllReply {

                /**
                 * Constructs a new PutAllReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.kv.PutAllReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PutAllReply outcomes. */
                outcomes: polis.v1.kv.Outcome.$Properties[];

                /**
                 * Encodes the specified PutAllReply message. Does not implicitly {@link polis.v1.kv.PutAllReply.verify|verify} messages.
                 * @param message PutAllReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.kv.PutAllReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PutAllReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.kv.PutAllReply & polis.v1.kv.PutAllReply.$Shape} PutAllReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.kv.PutAllReply & polis.v1.kv.PutAllReply.$Shape;
            }

            namespace PutAllReply {

                /** Properties of a PutAllReply. */
                interface $Properties {

                    /** PutAllReply outcomes */
                    outcomes?: (polis.v1.kv.Outcome.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PutAllReply. */
                type $Shape = polis.v1.kv.PutAllReply.$Properties;
            }

            /**
             * Properties of an Outcome.
             * @deprecated Use polis.v1.kv.Outcome.$Properties instead.
             */
            interface IOutcome extends polis.v1.kv.Outcome.$Properties {
            }

            /** Represents an Outcome. */
            class Outcome {

                /**
                 * Constructs a new Outcome.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.kv.Outcome.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Outcome revision. */
                revision: number;

                /** Outcome refusal. */
                refusal: string;

                /**
                 * Encodes the specified Outcome message. Does not implicitly {@link polis.v1.kv.Outcome.verify|verify} messages.
                 * @param message Outcome message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.kv.Outcome.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Outcome message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.kv.Outcome & polis.v1.kv.Outcome.$Shape} Outcome
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.kv.Outcome & polis.v1.kv.Outcome.$Shape;
            }

            namespace Outcome {

                /** Properties of an Outcome. */
                interface $Properties {

                    /** Outcome revision */
                    revision?: (number|null);

                    /** Outcome refusal */
                    refusal?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Outcome. */
                type $Shape = polis.v1.kv.Outcome.$Properties;
            }

            /**
             * Properties of a GetRequest.
             * @deprecated Use polis.v1.kv.GetRequest.$Properties instead.
             */
            interface IGetRequest extends polis.v1.kv.GetRequest.$Properties {
            }

            /** Represents a GetRequest. */
            class GetRequest {

                /**
                 * Constructs a new GetRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.kv.GetRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** GetRequest key. */
                key: string;

                /** GetRequest isStale. */
                isStale: boolean;

                /**
                 * Encodes the specified GetRequest message. Does not implicitly {@link polis.v1.kv.GetRequest.verify|verify} messages.
                 * @param message GetRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.kv.GetRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a GetRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.kv.GetRequest & polis.v1.kv.GetRequest.$Shape} GetRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.kv.GetRequest & polis.v1.kv.GetRequest.$Shape;
            }

            namespace GetRequest {

                /** Properties of a GetRequest. */
                interface $Properties {

                    /** GetRequest key */
                    key?: (string|null);

                    /** GetRequest isStale */
                    isStale?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a GetRequest. */
                type $Shape = polis.v1.kv.GetRequest.$Properties;
            }

            /**
             * Properties of a GetReply.
             * @deprecated Use polis.v1.kv.GetReply.$Properties instead.
             */
            interface IGetReply extends polis.v1.kv.GetReply.$Properties {
            }

            /** Represents a GetReply. */
            class GetReply {

                /**
                 * Constructs a new GetReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.kv.GetReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** GetReply revision. */
                revision: number;

                /** GetReply value. */
                value: Uint8Array;

                /**
                 * Encodes the specified GetReply message. Does not implicitly {@link polis.v1.kv.GetReply.verify|verify} messages.
                 * @param message GetReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.kv.GetReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a GetReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.kv.GetReply & polis.v1.kv.GetReply.$Shape} GetReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.kv.GetReply & polis.v1.kv.GetReply.$Shape;
            }

            namespace GetReply {

                /** Properties of a GetReply. */
                interface $Properties {

                    /** GetReply revision */
                    revision?: (number|null);

                    /** GetReply value */
                    value?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a GetReply. */
                type $Shape = polis.v1.kv.GetReply.$Properties;
            }
        }
    }
}
