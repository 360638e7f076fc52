import * as $protobuf from "protobufjs";

/** Namespace polis. */
export namespace polis {

    /** Namespace v1. */
    namespace v1 {

        /** Namespace loads. */
        namespace loads {

            /**
             * Properties of a LoadReport.
             * @deprecated Use polis.v1.loads.LoadReport.$Properties instead.
             */
            interface ILoadReport extends polis.v1.loads.LoadReport.$Properties {
            }

            /** Represents a LoadReport. */
            class LoadReport {

                /**
                 * Constructs a new LoadReport.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.loads.LoadReport.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** LoadReport endpoints. */
                endpoints: polis.v1.loads.EndpointLoad.$Properties[];

                /**
                 * Encodes the specified LoadReport message. Does not implicitly {@link polis.v1.loads.LoadReport.verify|verify} messages.
                 * @param message LoadReport message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.loads.LoadReport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a LoadReport message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.loads.LoadReport & polis.v1.loads.LoadReport.$Shape} LoadReport
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.loads.LoadReport & polis.v1.loads.LoadReport.$Shape;
            }

            namespace LoadReport {

                /** Properties of a LoadReport. */
                interface $Properties {

                    /** LoadReport endpoints */
                    endpoints?: (polis.v1.loads.EndpointLoad.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a LoadReport. */
                type $Shape = polis.v1.loads.LoadReport.$Properties;
            }

            /**
             * Properties of an EndpointLoad.
             * @deprecated Use polis.v1.loads.EndpointLoad.$Properties instead.
             */
            interface IEndpointLoad extends polis.v1.loads.EndpointLoad.$Properties {
            }

            /** Represents an EndpointLoad. */
            class EndpointLoad {

                /**
                 * Constructs a new EndpointLoad.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.loads.EndpointLoad.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** EndpointLoad endpointId. */
                endpointId: string;

                /** EndpointLoad inFlight. */
                inFlight: number;

                /**
                 * Encodes the specified EndpointLoad message. Does not implicitly {@link polis.v1.loads.EndpointLoad.verify|verify} messages.
                 * @param message EndpointLoad message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.loads.EndpointLoad.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an EndpointLoad message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.loads.EndpointLoad & polis.v1.loads.EndpointLoad.$Shape} EndpointLoad
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.loads.EndpointLoad & polis.v1.loads.EndpointLoad.$Shape;
            }

            namespace EndpointLoad {

                /** Properties of an EndpointLoad. */
                interface $Properties {

                    /** EndpointLoad endpointId */
                    endpointId?: (string|null);

                    /** EndpointLoad inFlight */
                    inFlight?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an EndpointLoad. */
                type $Shape = polis.v1.loads.EndpointLoad.$Properties;
            }
        }
    }
}
