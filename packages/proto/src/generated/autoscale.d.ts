import * as $protobuf from "protobufjs";

/** Namespace polis. */
export namespace polis {

    /** Namespace v1. */
    namespace v1 {

        /** Namespace autoscale. */
        namespace autoscale {

            /**
             * Properties of an EvaluationsRequest.
             * @deprecated Use polis.v1.autoscale.EvaluationsRequest.$Properties instead.
             */
            interface IEvaluationsRequest extends polis.v1.autoscale.EvaluationsRequest.$Properties {
            }

            /** Represents an EvaluationsRequest. */
            class EvaluationsRequest {

                /**
                 * Constructs a new EvaluationsRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.autoscale.EvaluationsRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** EvaluationsRequest policyIds. */
                policyIds: string[];

                /** EvaluationsRequest limit. */
                limit: number;

                /** EvaluationsRequest beforeMs. */
                beforeMs: number;

                /**
                 * Encodes the specified EvaluationsRequest message. Does not implicitly {@link polis.v1.autoscale.EvaluationsRequest.verify|verify} messages.
                 * @param message EvaluationsRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.autoscale.EvaluationsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an EvaluationsRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.autoscale.EvaluationsRequest & polis.v1.autoscale.EvaluationsRequest.$Shape} EvaluationsRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.autoscale.EvaluationsRequest & polis.v1.autoscale.EvaluationsRequest.$Shape;
            }

            namespace EvaluationsRequest {

                /** Properties of an EvaluationsRequest. */
                interface $Properties {

                    /** EvaluationsRequest policyIds */
                    policyIds?: (string[]|null);

                    /** EvaluationsRequest limit */
                    limit?: (number|null);

                    /** EvaluationsRequest beforeMs */
                    beforeMs?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an EvaluationsRequest. */
                type $Shape = polis.v1.autoscale.EvaluationsRequest.$Properties;
            }

            /**
             * Properties of an EvaluationsReply.
             * @deprecated Use polis.v1.autoscale.EvaluationsReply.$Properties instead.
             */
            interface IEvaluationsReply extends polis.v1.autoscale.EvaluationsReply.$Properties {
            }

            /** Represents an EvaluationsReply. */
            class EvaluationsReply {

                /**
                 * Constructs a new EvaluationsReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.autoscale.EvaluationsReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** EvaluationsReply evaluations. */
                evaluations: polis.v1.autoscale.Evaluation.$Properties[];

                /**
                 * Encodes the specified EvaluationsReply message. Does not implicitly {@link polis.v1.autoscale.EvaluationsReply.verify|verify} messages.
                 * @param message EvaluationsReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.autoscale.EvaluationsReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an EvaluationsReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.autoscale.EvaluationsReply & polis.v1.autoscale.EvaluationsReply.$Shape} EvaluationsReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.autoscale.EvaluationsReply & polis.v1.autoscale.EvaluationsReply.$Shape;
            }

            namespace EvaluationsReply {

                /** Properties of an EvaluationsReply. */
                interface $Properties {

                    /** EvaluationsReply evaluations */
                    evaluations?: (polis.v1.autoscale.Evaluation.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an EvaluationsReply. */
                type $Shape = polis.v1.autoscale.EvaluationsReply.$Properties;
            }

            /**
             * Properties of an Evaluation.
             * @deprecated Use polis.v1.autoscale.Evaluation.$Properties instead.
             */
            interface IEvaluation extends polis.v1.autoscale.Evaluation.$Properties {
            }

            /** Represents an Evaluation. */
            class Evaluation {

                /**
                 * Constructs a new Evaluation.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.autoscale.Evaluation.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Evaluation policyId. */
                policyId: string;

                /** Evaluation timeMs. */
                timeMs: number;

                /** Evaluation service. */
                service: string;

                /** Evaluation namespace. */
                namespace: string;

                /** Evaluation from. */
                from: number;

                /** Evaluation to. */
                to: number;

                /** Evaluation reason. */
                reason: string;

                /** Evaluation inputs. */
                inputs: string;

                /**
                 * Encodes the specified Evaluation message. Does not implicitly {@link polis.v1.autoscale.Evaluation.verify|verify} messages.
                 * @param message Evaluation message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.autoscale.Evaluation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Evaluation message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.autoscale.Evaluation & polis.v1.autoscale.Evaluation.$Shape} Evaluation
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.autoscale.Evaluation & polis.v1.autoscale.Evaluation.$Shape;
            }

            namespace Evaluation {

                /** Properties of an Evaluation. */
                interface $Properties {

                    /** Evaluation policyId */
                    policyId?: (string|null);

                    /** Evaluation timeMs */
                    timeMs?: (number|null);

                    /** Evaluation service */
                    service?: (string|null);

                    /** Evaluation namespace */
                    namespace?: (string|null);

                    /** Evaluation from */
                    from?: (number|null);

                    /** Evaluation to */
                    to?: (number|null);

                    /** Evaluation reason */
                    reason?: (string|null);

                    /** Evaluation inputs */
                    inputs?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Evaluation. */
                type $Shape = polis.v1.autoscale.Evaluation.$Properties;
            }
        }
    }
}
