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

            /**
             * Properties of a LoadRequest.
             * @deprecated Use polis.v1.autoscale.LoadRequest.$Properties instead.
             */
            interface ILoadRequest extends polis.v1.autoscale.LoadRequest.$Properties {
            }

            /** Represents a LoadRequest. */
            class LoadRequest {

                /**
                 * Constructs a new LoadRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.autoscale.LoadRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** LoadRequest policyId. */
                policyId: string;

                /** LoadRequest metric. */
                metric: string;

                /**
                 * Encodes the specified LoadRequest message. Does not implicitly {@link polis.v1.autoscale.LoadRequest.verify|verify} messages.
                 * @param message LoadRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.autoscale.LoadRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a LoadRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.autoscale.LoadRequest & polis.v1.autoscale.LoadRequest.$Shape} LoadRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.autoscale.LoadRequest & polis.v1.autoscale.LoadRequest.$Shape;
            }

            namespace LoadRequest {

                /** Properties of a LoadRequest. */
                interface $Properties {

                    /** LoadRequest policyId */
                    policyId?: (string|null);

                    /** LoadRequest metric */
                    metric?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a LoadRequest. */
                type $Shape = polis.v1.autoscale.LoadRequest.$Properties;
            }

            /**
             * Properties of a LoadReply.
             * @deprecated Use polis.v1.autoscale.LoadReply.$Properties instead.
             */
            interface ILoadReply extends polis.v1.autoscale.LoadReply.$Properties {
            }

            /** Represents a LoadReply. */
            class LoadReply {

                /**
                 * Constructs a new LoadReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.autoscale.LoadReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** LoadReply atMs. */
                atMs: number[];

                /** LoadReply loads. */
                loads: number[];

                /**
                 * Encodes the specified LoadReply message. Does not implicitly {@link polis.v1.autoscale.LoadReply.verify|verify} messages.
                 * @param message LoadReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.autoscale.LoadReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a LoadReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.autoscale.LoadReply & polis.v1.autoscale.LoadReply.$Shape} LoadReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.autoscale.LoadReply & polis.v1.autoscale.LoadReply.$Shape;
            }

            namespace LoadReply {

                /** Properties of a LoadReply. */
                interface $Properties {

                    /** LoadReply atMs */
                    atMs?: (number[]|null);

                    /** LoadReply loads */
                    loads?: (number[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a LoadReply. */
                type $Shape = polis.v1.autoscale.LoadReply.$Properties;
            }

            /**
             * Properties of a UsageRequest.
             * @deprecated Use polis.v1.autoscale.UsageRequest.$Properties instead.
             */
            interface IUsageRequest extends polis.v1.autoscale.UsageRequest.$Properties {
            }

            /** Represents a UsageRequest. */
            class UsageRequest {

                /**
                 * Constructs a new UsageRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.autoscale.UsageRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** UsageRequest serviceIds. */
                serviceIds: string[];

                /**
                 * Encodes the specified UsageRequest message. Does not implicitly {@link polis.v1.autoscale.UsageRequest.verify|verify} messages.
                 * @param message UsageRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.autoscale.UsageRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a UsageRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.autoscale.UsageRequest & polis.v1.autoscale.UsageRequest.$Shape} UsageRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.autoscale.UsageRequest & polis.v1.autoscale.UsageRequest.$Shape;
            }

            namespace UsageRequest {

                /** Properties of a UsageRequest. */
                interface $Properties {

                    /** UsageRequest serviceIds */
                    serviceIds?: (string[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a UsageRequest. */
                type $Shape = polis.v1.autoscale.UsageRequest.$Properties;
            }

            /**
             * Properties of a UsageReply.
             * @deprecated Use polis.v1.autoscale.UsageReply.$Properties instead.
             */
            interface IUsageReply extends polis.v1.autoscale.UsageReply.$Properties {
            }

            /** Represents a UsageReply. */
            class UsageReply {

                /**
                 * Constructs a new UsageReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.autoscale.UsageReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** UsageReply usages. */
                usages: polis.v1.autoscale.Usage.$Properties[];

                /**
                 * Encodes the specified UsageReply message. Does not implicitly {@link polis.v1.autoscale.UsageReply.verify|verify} messages.
                 * @param message UsageReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.autoscale.UsageReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a UsageReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.autoscale.UsageReply & polis.v1.autoscale.UsageReply.$Shape} UsageReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.autoscale.UsageReply & polis.v1.autoscale.UsageReply.$Shape;
            }

            namespace UsageReply {

                /** Properties of a UsageReply. */
                interface $Properties {

                    /** UsageReply usages */
                    usages?: (polis.v1.autoscale.Usage.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a UsageReply. */
                type $Shape = polis.v1.autoscale.UsageReply.$Properties;
            }

            /**
             * Properties of a Usage.
             * @deprecated Use polis.v1.autoscale.Usage.$Properties instead.
             */
            interface IUsage extends polis.v1.autoscale.Usage.$Properties {
            }

            /** Represents a Usage. */
            class Usage {

                /**
                 * Constructs a new Usage.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.autoscale.Usage.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Usage serviceId. */
                serviceId: string;

                /** Usage fromMs. */
                fromMs: number;

                /** Usage coveredMs. */
                coveredMs: number;

                /** Usage samples. */
                samples: number;

                /** Usage cpuP50. */
                cpuP50: number;

                /** Usage cpuP90. */
                cpuP90: number;

                /** Usage cpuP95. */
                cpuP95: number;

                /** Usage cpuMax. */
                cpuMax: number;

                /** Usage memoryPeakBytes. */
                memoryPeakBytes: number;

                /**
                 * Encodes the specified Usage message. Does not implicitly {@link polis.v1.autoscale.Usage.verify|verify} messages.
                 * @param message Usage message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.autoscale.Usage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Usage message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.autoscale.Usage & polis.v1.autoscale.Usage.$Shape} Usage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.autoscale.Usage & polis.v1.autoscale.Usage.$Shape;
            }

            namespace Usage {

                /** Properties of a Usage. */
                interface $Properties {

                    /** Usage serviceId */
                    serviceId?: (string|null);

                    /** Usage fromMs */
                    fromMs?: (number|null);

                    /** Usage coveredMs */
                    coveredMs?: (number|null);

                    /** Usage samples */
                    samples?: (number|null);

                    /** Usage cpuP50 */
                    cpuP50?: (number|null);

                    /** Usage cpuP90 */
                    cpuP90?: (number|null);

                    /** Usage cpuP95 */
                    cpuP95?: (number|null);

                    /** Usage cpuMax */
                    cpuMax?: (number|null);

                    /** Usage memoryPeakBytes */
                    memoryPeakBytes?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Usage. */
                type $Shape = polis.v1.autoscale.Usage.$Properties;
            }
        }
    }
}
