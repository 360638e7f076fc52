import * as $protobuf from "protobufjs";

/** Namespace polis. */
export namespace polis {

    /** Namespace v1. */
    namespace v1 {

        /** Namespace transport. */
        namespace transport {

            /**
             * Properties of a Hello.
             * @deprecated Use polis.v1.transport.Hello.$Properties instead.
             */
            interface IHello extends polis.v1.transport.Hello.$Properties {
            }

            /** Represents a Hello. */
            class Hello {

                /**
                 * Constructs a new Hello.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.transport.Hello.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Hello protocolVersion. */
                protocolVersion: number;

                /** Hello clusterId. */
                clusterId: string;

                /** Hello peerId. */
                peerId: string;

                /** Hello instance. */
                instance: string;

                /** Hello isAdditional. */
                isAdditional: boolean;

                /** Hello application. */
                application: Uint8Array;

                /** Hello epoch. */
                epoch: number;

                /** Hello epochMark. */
                epochMark: string;

                /**
                 * Encodes the specified Hello message. Does not implicitly {@link polis.v1.transport.Hello.verify|verify} messages.
                 * @param message Hello message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.transport.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Hello message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.transport.Hello & polis.v1.transport.Hello.$Shape} Hello
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.transport.Hello & polis.v1.transport.Hello.$Shape;
            }

            namespace Hello {

                /** Properties of a Hello. */
                interface $Properties {

                    /** Hello protocolVersion */
                    protocolVersion?: (number|null);

                    /** Hello clusterId */
                    clusterId?: (string|null);

                    /** Hello peerId */
                    peerId?: (string|null);

                    /** Hello instance */
                    instance?: (string|null);

                    /** Hello isAdditional */
                    isAdditional?: (boolean|null);

                    /** Hello application */
                    application?: (Uint8Array|null);

                    /** Hello epoch */
                    epoch?: (number|null);

                    /** Hello epochMark */
                    epochMark?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Hello. */
                type $Shape = polis.v1.transport.Hello.$Properties;
            }

            /** CallKind enum. */
            enum CallKind {

                /** CALL_REQUEST value */
                CALL_REQUEST = 0,

                /** CALL_CANCEL value */
                CALL_CANCEL = 1,

                /** CALL_ANSWER value */
                CALL_ANSWER = 2,

                /** CALL_FAILURE value */
                CALL_FAILURE = 3,

                /** CALL_REFUSED value */
                CALL_REFUSED = 4,

                /** CALL_MESSAGE value */
                CALL_MESSAGE = 5,

                /** CALL_END value */
                CALL_END = 6
            }

            /**
             * Properties of a Call.
             * @deprecated Use polis.v1.transport.Call.$Properties instead.
             */
            interface ICall extends polis.v1.transport.Call.$Properties {
            }

            /** Represents a Call. */
            class Call {

                /**
                 * Constructs a new Call.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.transport.Call.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Call kind. */
                kind: polis.v1.transport.CallKind;

                /** Call id. */
                id: number;

                /** Call method. */
                method: string;

                /** Call body. */
                body: Uint8Array;

                /** Call failure. */
                failure?: (polis.v1.transport.Failure.$Properties|null);

                /**
                 * Encodes the specified Call message. Does not implicitly {@link polis.v1.transport.Call.verify|verify} messages.
                 * @param message Call message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.transport.Call.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Call message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.transport.Call & polis.v1.transport.Call.$Shape} Call
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.transport.Call & polis.v1.transport.Call.$Shape;
            }

            namespace Call {

                /** Properties of a Call. */
                interface $Properties {

                    /** Call kind */
                    kind?: (polis.v1.transport.CallKind|null);

                    /** Call id */
                    id?: (number|null);

                    /** Call method */
                    method?: (string|null);

                    /** Call body */
                    body?: (Uint8Array|null);

                    /** Call failure */
                    failure?: (polis.v1.transport.Failure.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Call. */
                type $Shape = {
                  kind?: polis.v1.transport.CallKind|null;
                  id?: number|null;
                  method?: string|null;
                  body?: Uint8Array|null;
                  failure?: polis.v1.transport.Failure.$Shape|null;
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of a Failure.
             * @deprecated Use polis.v1.transport.Failure.$Properties instead.
             */
            interface IFailure extends polis.v1.transport.Failure.$Properties {
            }

            /** Represents a Failure. */
            class Failure {

                /**
                 * Constructs a new Failure.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.transport.Failure.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Failure code. */
                code: string;

                /** Failure message. */
                message: string;

                /** Failure hint. */
                hint: string;

                /** Failure retryable. */
                retryable: boolean;

                /** Failure fields. */
                fields: polis.v1.transport.FailureField.$Properties[];

                /**
                 * Encodes the specified Failure message. Does not implicitly {@link polis.v1.transport.Failure.verify|verify} messages.
                 * @param message Failure message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.transport.Failure.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Failure message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.transport.Failure & polis.v1.transport.Failure.$Shape} Failure
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.transport.Failure & polis.v1.transport.Failure.$Shape;
            }

            namespace Failure {

                /** Properties of a Failure. */
                interface $Properties {

                    /** Failure code */
                    code?: (string|null);

                    /** Failure message */
                    message?: (string|null);

                    /** Failure hint */
                    hint?: (string|null);

                    /** Failure retryable */
                    retryable?: (boolean|null);

                    /** Failure fields */
                    fields?: (polis.v1.transport.FailureField.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Failure. */
                type $Shape = {
                  code?: string|null;
                  message?: string|null;
                  hint?: string|null;
                  retryable?: boolean|null;
                  fields?: polis.v1.transport.FailureField.$Shape[]|null;
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of a FailureField.
             * @deprecated Use polis.v1.transport.FailureField.$Properties instead.
             */
            interface IFailureField extends polis.v1.transport.FailureField.$Properties {
            }

            /** Represents a FailureField. */
            class FailureField {

                /**
                 * Constructs a new FailureField.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.transport.FailureField.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** FailureField name. */
                name: string;

                /** FailureField text. */
                text?: (string|null);

                /** FailureField number. */
                number?: (number|null);

                /** FailureField flag. */
                flag?: (boolean|null);

                /** FailureField value. */
                value?: ("text"|"number"|"flag");

                /**
                 * Encodes the specified FailureField message. Does not implicitly {@link polis.v1.transport.FailureField.verify|verify} messages.
                 * @param message FailureField message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.transport.FailureField.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a FailureField message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.transport.FailureField & polis.v1.transport.FailureField.$Shape} FailureField
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.transport.FailureField & polis.v1.transport.FailureField.$Shape;
            }

            namespace FailureField {

                /** Properties of a FailureField. */
                interface $Properties {

                    /** FailureField name */
                    name?: (string|null);

                    /** FailureField text */
                    text?: (string|null);

                    /** FailureField number */
                    number?: (number|null);

                    /** FailureField flag */
                    flag?: (boolean|null);

                    /** FailureField value */
                    value?: ("text"|"number"|"flag");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a FailureField. */
                type $Shape = {
                  name?: string|null;
                  text?: string|null;
                  number?: number|null;
                  flag?: boolean|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ value?: undefined; text?: null; number?: null; flag?: null }|{ value?: "text"; text: string; number?: null; flag?: null }|{ value?: "number"; text?: null; number: number; flag?: null }|{ value?: "flag"; text?: null; number?: null; flag: boolean })
                );
            }
        }
    }
}
