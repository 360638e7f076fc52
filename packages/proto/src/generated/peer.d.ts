import * as $protobuf from "protobufjs";

/** Namespace polis. */
export namespace polis {

    /** Namespace v1. */
    namespace v1 {

        /** Namespace peer. */
        namespace peer {

            /**
             * Properties of a JoinStatusRequest.
             * @deprecated Use polis.v1.peer.JoinStatusRequest.$Properties instead.
             */
            interface IJoinStatusRequest extends polis.v1.peer.JoinStatusRequest.$Properties {
            }

            /** Represents a JoinStatusRequest. */
            class JoinStatusRequest {

                /**
                 * Constructs a new JoinStatusRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.JoinStatusRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified JoinStatusRequest message. Does not implicitly {@link polis.v1.peer.JoinStatusRequest.verify|verify} messages.
                 * @param message JoinStatusRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.JoinStatusRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a JoinStatusRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.JoinStatusRequest & polis.v1.peer.JoinStatusRequest.$Shape} JoinStatusRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.JoinStatusRequest & polis.v1.peer.JoinStatusRequest.$Shape;
            }

            namespace JoinStatusRequest {

                /** Properties of a JoinStatusRequest. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a JoinStatusRequest. */
                type $Shape = polis.v1.peer.JoinStatusRequest.$Properties;
            }

            /**
             * Properties of a JoinStatusReply.
             * @deprecated Use polis.v1.peer.JoinStatusReply.$Properties instead.
             */
            interface IJoinStatusReply extends polis.v1.peer.JoinStatusReply.$Properties {
            }

            /** Represents a JoinStatusReply. */
            class JoinStatusReply {

                /**
                 * Constructs a new JoinStatusReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.JoinStatusReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** JoinStatusReply clusterId. */
                clusterId: string;

                /** JoinStatusReply name. */
                name: string;

                /** JoinStatusReply mayFound. */
                mayFound: boolean;

                /**
                 * Encodes the specified JoinStatusReply message. Does not implicitly {@link polis.v1.peer.JoinStatusReply.verify|verify} messages.
                 * @param message JoinStatusReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.JoinStatusReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a JoinStatusReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.JoinStatusReply & polis.v1.peer.JoinStatusReply.$Shape} JoinStatusReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.JoinStatusReply & polis.v1.peer.JoinStatusReply.$Shape;
            }

            namespace JoinStatusReply {

                /** Properties of a JoinStatusReply. */
                interface $Properties {

                    /** JoinStatusReply clusterId */
                    clusterId?: (string|null);

                    /** JoinStatusReply name */
                    name?: (string|null);

                    /** JoinStatusReply mayFound */
                    mayFound?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a JoinStatusReply. */
                type $Shape = polis.v1.peer.JoinStatusReply.$Properties;
            }

            /**
             * Properties of a JoinBeginRequest.
             * @deprecated Use polis.v1.peer.JoinBeginRequest.$Properties instead.
             */
            interface IJoinBeginRequest extends polis.v1.peer.JoinBeginRequest.$Properties {
            }

            /** Represents a JoinBeginRequest. */
            class JoinBeginRequest {

                /**
                 * Constructs a new JoinBeginRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.JoinBeginRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified JoinBeginRequest message. Does not implicitly {@link polis.v1.peer.JoinBeginRequest.verify|verify} messages.
                 * @param message JoinBeginRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.JoinBeginRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a JoinBeginRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.JoinBeginRequest & polis.v1.peer.JoinBeginRequest.$Shape} JoinBeginRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.JoinBeginRequest & polis.v1.peer.JoinBeginRequest.$Shape;
            }

            namespace JoinBeginRequest {

                /** Properties of a JoinBeginRequest. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a JoinBeginRequest. */
                type $Shape = polis.v1.peer.JoinBeginRequest.$Properties;
            }

            /**
             * Properties of a JoinBeginReply.
             * @deprecated Use polis.v1.peer.JoinBeginReply.$Properties instead.
             */
            interface IJoinBeginReply extends polis.v1.peer.JoinBeginReply.$Properties {
            }

            /** Represents a JoinBeginReply. */
            class JoinBeginReply {

                /**
                 * Constructs a new JoinBeginReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.JoinBeginReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** JoinBeginReply clusterId. */
                clusterId: string;

                /** JoinBeginReply challenge. */
                challenge: Uint8Array;

                /**
                 * Encodes the specified JoinBeginReply message. Does not implicitly {@link polis.v1.peer.JoinBeginReply.verify|verify} messages.
                 * @param message JoinBeginReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.JoinBeginReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a JoinBeginReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.JoinBeginReply & polis.v1.peer.JoinBeginReply.$Shape} JoinBeginReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.JoinBeginReply & polis.v1.peer.JoinBeginReply.$Shape;
            }

            namespace JoinBeginReply {

                /** Properties of a JoinBeginReply. */
                interface $Properties {

                    /** JoinBeginReply clusterId */
                    clusterId?: (string|null);

                    /** JoinBeginReply challenge */
                    challenge?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a JoinBeginReply. */
                type $Shape = polis.v1.peer.JoinBeginReply.$Properties;
            }

            /**
             * Properties of a JoinCompleteRequest.
             * @deprecated Use polis.v1.peer.JoinCompleteRequest.$Properties instead.
             */
            interface IJoinCompleteRequest extends polis.v1.peer.JoinCompleteRequest.$Properties {
            }

            /** Represents a JoinCompleteRequest. */
            class JoinCompleteRequest {

                /**
                 * Constructs a new JoinCompleteRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.JoinCompleteRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** JoinCompleteRequest proof. */
                proof: Uint8Array;

                /** JoinCompleteRequest challenge. */
                challenge: Uint8Array;

                /** JoinCompleteRequest node. */
                node?: (polis.v1.peer.NodeDescription.$Properties|null);

                /**
                 * Encodes the specified JoinCompleteRequest message. Does not implicitly {@link polis.v1.peer.JoinCompleteRequest.verify|verify} messages.
                 * @param message JoinCompleteRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.JoinCompleteRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a JoinCompleteRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.JoinCompleteRequest & polis.v1.peer.JoinCompleteRequest.$Shape} JoinCompleteRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.JoinCompleteRequest & polis.v1.peer.JoinCompleteRequest.$Shape;
            }

            namespace JoinCompleteRequest {

                /** Properties of a JoinCompleteRequest. */
                interface $Properties {

                    /** JoinCompleteRequest proof */
                    proof?: (Uint8Array|null);

                    /** JoinCompleteRequest challenge */
                    challenge?: (Uint8Array|null);

                    /** JoinCompleteRequest node */
                    node?: (polis.v1.peer.NodeDescription.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a JoinCompleteRequest. */
                type $Shape = polis.v1.peer.JoinCompleteRequest.$Properties;
            }

            /**
             * Properties of a JoinCompleteReply.
             * @deprecated Use polis.v1.peer.JoinCompleteReply.$Properties instead.
             */
            interface IJoinCompleteReply extends polis.v1.peer.JoinCompleteReply.$Properties {
            }

            /** Represents a JoinCompleteReply. */
            class JoinCompleteReply {

                /**
                 * Constructs a new JoinCompleteReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.JoinCompleteReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** JoinCompleteReply proof. */
                proof: Uint8Array;

                /** JoinCompleteReply clusterId. */
                clusterId: string;

                /** JoinCompleteReply raftId. */
                raftId: number;

                /** JoinCompleteReply members. */
                members: polis.v1.peer.MemberAddress.$Properties[];

                /** JoinCompleteReply epoch. */
                epoch: number;

                /** JoinCompleteReply epochMark. */
                epochMark: string;

                /**
                 * Encodes the specified JoinCompleteReply message. Does not implicitly {@link polis.v1.peer.JoinCompleteReply.verify|verify} messages.
                 * @param message JoinCompleteReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.JoinCompleteReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a JoinCompleteReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.JoinCompleteReply & polis.v1.peer.JoinCompleteReply.$Shape} JoinCompleteReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.JoinCompleteReply & polis.v1.peer.JoinCompleteReply.$Shape;
            }

            namespace JoinCompleteReply {

                /** Properties of a JoinCompleteReply. */
                interface $Properties {

                    /** JoinCompleteReply proof */
                    proof?: (Uint8Array|null);

                    /** JoinCompleteReply clusterId */
                    clusterId?: (string|null);

                    /** JoinCompleteReply raftId */
                    raftId?: (number|null);

                    /** JoinCompleteReply members */
                    members?: (polis.v1.peer.MemberAddress.$Properties[]|null);

                    /** JoinCompleteReply epoch */
                    epoch?: (number|null);

                    /** JoinCompleteReply epochMark */
                    epochMark?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a JoinCompleteReply. */
                type $Shape = polis.v1.peer.JoinCompleteReply.$Properties;
            }

            /**
             * Properties of a ClientEnterRequest.
             * @deprecated Use polis.v1.peer.ClientEnterRequest.$Properties instead.
             */
            interface IClientEnterRequest extends polis.v1.peer.ClientEnterRequest.$Properties {
            }

            /** Represents a ClientEnterRequest. */
            class ClientEnterRequest {

                /**
                 * Constructs a new ClientEnterRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.ClientEnterRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ClientEnterRequest proof. */
                proof: Uint8Array;

                /** ClientEnterRequest challenge. */
                challenge: Uint8Array;

                /**
                 * Encodes the specified ClientEnterRequest message. Does not implicitly {@link polis.v1.peer.ClientEnterRequest.verify|verify} messages.
                 * @param message ClientEnterRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.ClientEnterRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ClientEnterRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ClientEnterRequest & polis.v1.peer.ClientEnterRequest.$Shape} ClientEnterRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.ClientEnterRequest & polis.v1.peer.ClientEnterRequest.$Shape;
            }

            namespace ClientEnterRequest {

                /** Properties of a ClientEnterRequest. */
                interface $Properties {

                    /** ClientEnterRequest proof */
                    proof?: (Uint8Array|null);

                    /** ClientEnterRequest challenge */
                    challenge?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ClientEnterRequest. */
                type $Shape = polis.v1.peer.ClientEnterRequest.$Properties;
            }

            /**
             * Properties of a ClientEnterReply.
             * @deprecated Use polis.v1.peer.ClientEnterReply.$Properties instead.
             */
            interface IClientEnterReply extends polis.v1.peer.ClientEnterReply.$Properties {
            }

            /** Represents a ClientEnterReply. */
            class ClientEnterReply {

                /**
                 * Constructs a new ClientEnterReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.ClientEnterReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ClientEnterReply proof. */
                proof: Uint8Array;

                /**
                 * Encodes the specified ClientEnterReply message. Does not implicitly {@link polis.v1.peer.ClientEnterReply.verify|verify} messages.
                 * @param message ClientEnterReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.ClientEnterReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ClientEnterReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ClientEnterReply & polis.v1.peer.ClientEnterReply.$Shape} ClientEnterReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.ClientEnterReply & polis.v1.peer.ClientEnterReply.$Shape;
            }

            namespace ClientEnterReply {

                /** Properties of a ClientEnterReply. */
                interface $Properties {

                    /** ClientEnterReply proof */
                    proof?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ClientEnterReply. */
                type $Shape = polis.v1.peer.ClientEnterReply.$Properties;
            }

            /**
             * Properties of a MemberAddRequest.
             * @deprecated Use polis.v1.peer.MemberAddRequest.$Properties instead.
             */
            interface IMemberAddRequest extends polis.v1.peer.MemberAddRequest.$Properties {
            }

            /** Represents a MemberAddRequest. */
            class MemberAddRequest {

                /**
                 * Constructs a new MemberAddRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.MemberAddRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** MemberAddRequest peerId. */
                peerId: string;

                /** MemberAddRequest node. */
                node?: (polis.v1.peer.NodeDescription.$Properties|null);

                /**
                 * Encodes the specified MemberAddRequest message. Does not implicitly {@link polis.v1.peer.MemberAddRequest.verify|verify} messages.
                 * @param message MemberAddRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.MemberAddRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a MemberAddRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.MemberAddRequest & polis.v1.peer.MemberAddRequest.$Shape} MemberAddRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.MemberAddRequest & polis.v1.peer.MemberAddRequest.$Shape;
            }

            namespace MemberAddRequest {

                /** Properties of a MemberAddRequest. */
                interface $Properties {

                    /** MemberAddRequest peerId */
                    peerId?: (string|null);

                    /** MemberAddRequest node */
                    node?: (polis.v1.peer.NodeDescription.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a MemberAddRequest. */
                type $Shape = polis.v1.peer.MemberAddRequest.$Properties;
            }

            /**
             * Properties of a MemberAddReply.
             * @deprecated Use polis.v1.peer.MemberAddReply.$Properties instead.
             */
            interface IMemberAddReply extends polis.v1.peer.MemberAddReply.$Properties {
            }

            /** Represents a MemberAddReply. */
            class MemberAddReply {

                /**
                 * Constructs a new MemberAddReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.MemberAddReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** MemberAddReply raftId. */
                raftId: number;

                /**
                 * Encodes the specified MemberAddReply message. Does not implicitly {@link polis.v1.peer.MemberAddReply.verify|verify} messages.
                 * @param message MemberAddReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.MemberAddReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a MemberAddReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.MemberAddReply & polis.v1.peer.MemberAddReply.$Shape} MemberAddReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.MemberAddReply & polis.v1.peer.MemberAddReply.$Shape;
            }

            namespace MemberAddReply {

                /** Properties of a MemberAddReply. */
                interface $Properties {

                    /** MemberAddReply raftId */
                    raftId?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a MemberAddReply. */
                type $Shape = polis.v1.peer.MemberAddReply.$Properties;
            }

            /**
             * Properties of a NodeDescription.
             * @deprecated Use polis.v1.peer.NodeDescription.$Properties instead.
             */
            interface INodeDescription extends polis.v1.peer.NodeDescription.$Properties {
            }

            /** Represents a NodeDescription. */
            class NodeDescription {

                /**
                 * Constructs a new NodeDescription.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.NodeDescription.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** NodeDescription name. */
                name: string;

                /** NodeDescription host. */
                host: string;

                /** NodeDescription clusterPort. */
                clusterPort: number;

                /** NodeDescription apiAddress. */
                apiAddress: string;

                /** NodeDescription labels. */
                labels: { [k: string]: string };

                /** NodeDescription drivers. */
                drivers: string[];

                /** NodeDescription cpuMillicores. */
                cpuMillicores: number;

                /** NodeDescription memoryBytes. */
                memoryBytes: number;

                /** NodeDescription release. */
                release: string;

                /** NodeDescription clusterVersion. */
                clusterVersion: number;

                /**
                 * Encodes the specified NodeDescription message. Does not implicitly {@link polis.v1.peer.NodeDescription.verify|verify} messages.
                 * @param message NodeDescription message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.NodeDescription.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a NodeDescription message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.NodeDescription & polis.v1.peer.NodeDescription.$Shape} NodeDescription
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.NodeDescription & polis.v1.peer.NodeDescription.$Shape;
            }

            namespace NodeDescription {

                /** Properties of a NodeDescription. */
                interface $Properties {

                    /** NodeDescription name */
                    name?: (string|null);

                    /** NodeDescription host */
                    host?: (string|null);

                    /** NodeDescription clusterPort */
                    clusterPort?: (number|null);

                    /** NodeDescription apiAddress */
                    apiAddress?: (string|null);

                    /** NodeDescription labels */
                    labels?: ({ [k: string]: string }|null);

                    /** NodeDescription drivers */
                    drivers?: (string[]|null);

                    /** NodeDescription cpuMillicores */
                    cpuMillicores?: (number|null);

                    /** NodeDescription memoryBytes */
                    memoryBytes?: (number|null);

                    /** NodeDescription release */
                    release?: (string|null);

                    /** NodeDescription clusterVersion */
                    clusterVersion?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a NodeDescription. */
                type $Shape = polis.v1.peer.NodeDescription.$Properties;
            }

            /**
             * Properties of a MemberAddress.
             * @deprecated Use polis.v1.peer.MemberAddress.$Properties instead.
             */
            interface IMemberAddress extends polis.v1.peer.MemberAddress.$Properties {
            }

            /** Represents a MemberAddress. */
            class MemberAddress {

                /**
                 * Constructs a new MemberAddress.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.MemberAddress.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** MemberAddress peerId. */
                peerId: string;

                /** MemberAddress raftId. */
                raftId: number;

                /** MemberAddress name. */
                name: string;

                /** MemberAddress host. */
                host: string;

                /** MemberAddress clusterPort. */
                clusterPort: number;

                /**
                 * Encodes the specified MemberAddress message. Does not implicitly {@link polis.v1.peer.MemberAddress.verify|verify} messages.
                 * @param message MemberAddress message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.MemberAddress.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a MemberAddress message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.MemberAddress & polis.v1.peer.MemberAddress.$Shape} MemberAddress
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.MemberAddress & polis.v1.peer.MemberAddress.$Shape;
            }

            namespace MemberAddress {

                /** Properties of a MemberAddress. */
                interface $Properties {

                    /** MemberAddress peerId */
                    peerId?: (string|null);

                    /** MemberAddress raftId */
                    raftId?: (number|null);

                    /** MemberAddress name */
                    name?: (string|null);

                    /** MemberAddress host */
                    host?: (string|null);

                    /** MemberAddress clusterPort */
                    clusterPort?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a MemberAddress. */
                type $Shape = polis.v1.peer.MemberAddress.$Properties;
            }

            /**
             * Properties of a MemberRemoveRequest.
             * @deprecated Use polis.v1.peer.MemberRemoveRequest.$Properties instead.
             */
            interface IMemberRemoveRequest extends polis.v1.peer.MemberRemoveRequest.$Properties {
            }

            /** Represents a MemberRemoveRequest. */
            class MemberRemoveRequest {

                /**
                 * Constructs a new MemberRemoveRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.MemberRemoveRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** MemberRemoveRequest peerId. */
                peerId: string;

                /** MemberRemoveRequest isTrial. */
                isTrial: boolean;

                /**
                 * Encodes the specified MemberRemoveRequest message. Does not implicitly {@link polis.v1.peer.MemberRemoveRequest.verify|verify} messages.
                 * @param message MemberRemoveRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.MemberRemoveRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a MemberRemoveRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.MemberRemoveRequest & polis.v1.peer.MemberRemoveRequest.$Shape} MemberRemoveRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.MemberRemoveRequest & polis.v1.peer.MemberRemoveRequest.$Shape;
            }

            namespace MemberRemoveRequest {

                /** Properties of a MemberRemoveRequest. */
                interface $Properties {

                    /** MemberRemoveRequest peerId */
                    peerId?: (string|null);

                    /** MemberRemoveRequest isTrial */
                    isTrial?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a MemberRemoveRequest. */
                type $Shape = polis.v1.peer.MemberRemoveRequest.$Properties;
            }

            /**
             * Properties of a MemberRemoveReply.
             * @deprecated Use polis.v1.peer.MemberRemoveReply.$Properties instead.
             */
            interface IMemberRemoveReply extends polis.v1.peer.MemberRemoveReply.$Properties {
            }

            /** Represents a MemberRemoveReply. */
            class MemberRemoveReply {

                /**
                 * Constructs a new MemberRemoveReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.MemberRemoveReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified MemberRemoveReply message. Does not implicitly {@link polis.v1.peer.MemberRemoveReply.verify|verify} messages.
                 * @param message MemberRemoveReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.MemberRemoveReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a MemberRemoveReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.MemberRemoveReply & polis.v1.peer.MemberRemoveReply.$Shape} MemberRemoveReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.MemberRemoveReply & polis.v1.peer.MemberRemoveReply.$Shape;
            }

            namespace MemberRemoveReply {

                /** Properties of a MemberRemoveReply. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a MemberRemoveReply. */
                type $Shape = polis.v1.peer.MemberRemoveReply.$Properties;
            }

            /**
             * Properties of a StandingRequest.
             * @deprecated Use polis.v1.peer.StandingRequest.$Properties instead.
             */
            interface IStandingRequest extends polis.v1.peer.StandingRequest.$Properties {
            }

            /** Represents a StandingRequest. */
            class StandingRequest {

                /**
                 * Constructs a new StandingRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.StandingRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified StandingRequest message. Does not implicitly {@link polis.v1.peer.StandingRequest.verify|verify} messages.
                 * @param message StandingRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.StandingRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a StandingRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.StandingRequest & polis.v1.peer.StandingRequest.$Shape} StandingRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.StandingRequest & polis.v1.peer.StandingRequest.$Shape;
            }

            namespace StandingRequest {

                /** Properties of a StandingRequest. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a StandingRequest. */
                type $Shape = polis.v1.peer.StandingRequest.$Properties;
            }

            /**
             * Properties of a StandingReply.
             * @deprecated Use polis.v1.peer.StandingReply.$Properties instead.
             */
            interface IStandingReply extends polis.v1.peer.StandingReply.$Properties {
            }

            /** Represents a StandingReply. */
            class StandingReply {

                /**
                 * Constructs a new StandingReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.StandingReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** StandingReply isMember. */
                isMember: boolean;

                /** StandingReply isCertain. */
                isCertain: boolean;

                /**
                 * Encodes the specified StandingReply message. Does not implicitly {@link polis.v1.peer.StandingReply.verify|verify} messages.
                 * @param message StandingReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.StandingReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a StandingReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.StandingReply & polis.v1.peer.StandingReply.$Shape} StandingReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.StandingReply & polis.v1.peer.StandingReply.$Shape;
            }

            namespace StandingReply {

                /** Properties of a StandingReply. */
                interface $Properties {

                    /** StandingReply isMember */
                    isMember?: (boolean|null);

                    /** StandingReply isCertain */
                    isCertain?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a StandingReply. */
                type $Shape = polis.v1.peer.StandingReply.$Properties;
            }

            /**
             * Properties of a RaftProgressRequest.
             * @deprecated Use polis.v1.peer.RaftProgressRequest.$Properties instead.
             */
            interface IRaftProgressRequest extends polis.v1.peer.RaftProgressRequest.$Properties {
            }

            /** Represents a RaftProgressRequest. */
            class RaftProgressRequest {

                /**
                 * Constructs a new RaftProgressRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.RaftProgressRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified RaftProgressRequest message. Does not implicitly {@link polis.v1.peer.RaftProgressRequest.verify|verify} messages.
                 * @param message RaftProgressRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.RaftProgressRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RaftProgressRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.RaftProgressRequest & polis.v1.peer.RaftProgressRequest.$Shape} RaftProgressRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.RaftProgressRequest & polis.v1.peer.RaftProgressRequest.$Shape;
            }

            namespace RaftProgressRequest {

                /** Properties of a RaftProgressRequest. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RaftProgressRequest. */
                type $Shape = polis.v1.peer.RaftProgressRequest.$Properties;
            }

            /**
             * Properties of a RaftProgressReply.
             * @deprecated Use polis.v1.peer.RaftProgressReply.$Properties instead.
             */
            interface IRaftProgressReply extends polis.v1.peer.RaftProgressReply.$Properties {
            }

            /** Represents a RaftProgressReply. */
            class RaftProgressReply {

                /**
                 * Constructs a new RaftProgressReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.RaftProgressReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RaftProgressReply commitIndex. */
                commitIndex: number;

                /** RaftProgressReply members. */
                members: polis.v1.peer.MemberProgress.$Properties[];

                /**
                 * Encodes the specified RaftProgressReply message. Does not implicitly {@link polis.v1.peer.RaftProgressReply.verify|verify} messages.
                 * @param message RaftProgressReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.RaftProgressReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RaftProgressReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.RaftProgressReply & polis.v1.peer.RaftProgressReply.$Shape} RaftProgressReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.RaftProgressReply & polis.v1.peer.RaftProgressReply.$Shape;
            }

            namespace RaftProgressReply {

                /** Properties of a RaftProgressReply. */
                interface $Properties {

                    /** RaftProgressReply commitIndex */
                    commitIndex?: (number|null);

                    /** RaftProgressReply members */
                    members?: (polis.v1.peer.MemberProgress.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RaftProgressReply. */
                type $Shape = polis.v1.peer.RaftProgressReply.$Properties;
            }

            /**
             * Properties of a MemberProgress.
             * @deprecated Use polis.v1.peer.MemberProgress.$Properties instead.
             */
            interface IMemberProgress extends polis.v1.peer.MemberProgress.$Properties {
            }

            /** Represents a MemberProgress. */
            class MemberProgress {

                /**
                 * Constructs a new MemberProgress.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.MemberProgress.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** MemberProgress raftId. */
                raftId: number;

                /** MemberProgress matchIndex. */
                matchIndex: number;

                /**
                 * Encodes the specified MemberProgress message. Does not implicitly {@link polis.v1.peer.MemberProgress.verify|verify} messages.
                 * @param message MemberProgress message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.MemberProgress.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a MemberProgress message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.MemberProgress & polis.v1.peer.MemberProgress.$Shape} MemberProgress
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.MemberProgress & polis.v1.peer.MemberProgress.$Shape;
            }

            namespace MemberProgress {

                /** Properties of a MemberProgress. */
                interface $Properties {

                    /** MemberProgress raftId */
                    raftId?: (number|null);

                    /** MemberProgress matchIndex */
                    matchIndex?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a MemberProgress. */
                type $Shape = polis.v1.peer.MemberProgress.$Properties;
            }

            /**
             * Properties of a VouchRequest.
             * @deprecated Use polis.v1.peer.VouchRequest.$Properties instead.
             */
            interface IVouchRequest extends polis.v1.peer.VouchRequest.$Properties {
            }

            /** Represents a VouchRequest. */
            class VouchRequest {

                /**
                 * Constructs a new VouchRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.VouchRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** VouchRequest peerId. */
                peerId: string;

                /**
                 * Encodes the specified VouchRequest message. Does not implicitly {@link polis.v1.peer.VouchRequest.verify|verify} messages.
                 * @param message VouchRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.VouchRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a VouchRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.VouchRequest & polis.v1.peer.VouchRequest.$Shape} VouchRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.VouchRequest & polis.v1.peer.VouchRequest.$Shape;
            }

            namespace VouchRequest {

                /** Properties of a VouchRequest. */
                interface $Properties {

                    /** VouchRequest peerId */
                    peerId?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a VouchRequest. */
                type $Shape = polis.v1.peer.VouchRequest.$Properties;
            }

            /**
             * Properties of a VouchReply.
             * @deprecated Use polis.v1.peer.VouchReply.$Properties instead.
             */
            interface IVouchReply extends polis.v1.peer.VouchReply.$Properties {
            }

            /** Represents a VouchReply. */
            class VouchReply {

                /**
                 * Constructs a new VouchReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.VouchReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** VouchReply isMember. */
                isMember: boolean;

                /**
                 * Encodes the specified VouchReply message. Does not implicitly {@link polis.v1.peer.VouchReply.verify|verify} messages.
                 * @param message VouchReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.VouchReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a VouchReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.VouchReply & polis.v1.peer.VouchReply.$Shape} VouchReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.VouchReply & polis.v1.peer.VouchReply.$Shape;
            }

            namespace VouchReply {

                /** Properties of a VouchReply. */
                interface $Properties {

                    /** VouchReply isMember */
                    isMember?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a VouchReply. */
                type $Shape = polis.v1.peer.VouchReply.$Properties;
            }

            /**
             * Properties of a PositionRequest.
             * @deprecated Use polis.v1.peer.PositionRequest.$Properties instead.
             */
            interface IPositionRequest extends polis.v1.peer.PositionRequest.$Properties {
            }

            /** Represents a PositionRequest. */
            class PositionRequest {

                /**
                 * Constructs a new PositionRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.PositionRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified PositionRequest message. Does not implicitly {@link polis.v1.peer.PositionRequest.verify|verify} messages.
                 * @param message PositionRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.PositionRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PositionRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.PositionRequest & polis.v1.peer.PositionRequest.$Shape} PositionRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.PositionRequest & polis.v1.peer.PositionRequest.$Shape;
            }

            namespace PositionRequest {

                /** Properties of a PositionRequest. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PositionRequest. */
                type $Shape = polis.v1.peer.PositionRequest.$Properties;
            }

            /**
             * Properties of a PositionReply.
             * @deprecated Use polis.v1.peer.PositionReply.$Properties instead.
             */
            interface IPositionReply extends polis.v1.peer.PositionReply.$Properties {
            }

            /** Represents a PositionReply. */
            class PositionReply {

                /**
                 * Constructs a new PositionReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.PositionReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PositionReply lastIndex. */
                lastIndex: number;

                /** PositionReply lastTerm. */
                lastTerm: number;

                /** PositionReply hasLeader. */
                hasLeader: boolean;

                /**
                 * Encodes the specified PositionReply message. Does not implicitly {@link polis.v1.peer.PositionReply.verify|verify} messages.
                 * @param message PositionReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.PositionReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PositionReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.PositionReply & polis.v1.peer.PositionReply.$Shape} PositionReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.PositionReply & polis.v1.peer.PositionReply.$Shape;
            }

            namespace PositionReply {

                /** Properties of a PositionReply. */
                interface $Properties {

                    /** PositionReply lastIndex */
                    lastIndex?: (number|null);

                    /** PositionReply lastTerm */
                    lastTerm?: (number|null);

                    /** PositionReply hasLeader */
                    hasLeader?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PositionReply. */
                type $Shape = polis.v1.peer.PositionReply.$Properties;
            }

            /**
             * Properties of a ProposeRequest.
             * @deprecated Use polis.v1.peer.ProposeRequest.$Properties instead.
             */
            interface IProposeRequest extends polis.v1.peer.ProposeRequest.$Properties {
            }

            /** Represents a ProposeRequest. */
            class ProposeRequest {

                /**
                 * Constructs a new ProposeRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.ProposeRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ProposeRequest command. */
                command: Uint8Array;

                /**
                 * Encodes the specified ProposeRequest message. Does not implicitly {@link polis.v1.peer.ProposeRequest.verify|verify} messages.
                 * @param message ProposeRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.ProposeRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ProposeRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ProposeRequest & polis.v1.peer.ProposeRequest.$Shape} ProposeRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.ProposeRequest & polis.v1.peer.ProposeRequest.$Shape;
            }

            namespace ProposeRequest {

                /** Properties of a ProposeRequest. */
                interface $Properties {

                    /** ProposeRequest command */
                    command?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ProposeRequest. */
                type $Shape = polis.v1.peer.ProposeRequest.$Properties;
            }

            /**
             * Properties of a ProposeReply.
             * @deprecated Use polis.v1.peer.ProposeReply.$Properties instead.
             */
            interface IProposeReply extends polis.v1.peer.ProposeReply.$Properties {
            }

            /** Represents a ProposeReply. */
            class ProposeReply {

                /**
                 * Constructs a new ProposeReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.ProposeReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified ProposeReply message. Does not implicitly {@link polis.v1.peer.ProposeReply.verify|verify} messages.
                 * @param message ProposeReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.ProposeReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ProposeReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ProposeReply & polis.v1.peer.ProposeReply.$Shape} ProposeReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.ProposeReply & polis.v1.peer.ProposeReply.$Shape;
            }

            namespace ProposeReply {

                /** Properties of a ProposeReply. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ProposeReply. */
                type $Shape = polis.v1.peer.ProposeReply.$Properties;
            }

            /**
             * Properties of a DrainedRequest.
             * @deprecated Use polis.v1.peer.DrainedRequest.$Properties instead.
             */
            interface IDrainedRequest extends polis.v1.peer.DrainedRequest.$Properties {
            }

            /** Represents a DrainedRequest. */
            class DrainedRequest {

                /**
                 * Constructs a new DrainedRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.DrainedRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** DrainedRequest endpointIds. */
                endpointIds: string[];

                /** DrainedRequest index. */
                index: number;

                /** DrainedRequest drainMs. */
                drainMs: number;

                /**
                 * Encodes the specified DrainedRequest message. Does not implicitly {@link polis.v1.peer.DrainedRequest.verify|verify} messages.
                 * @param message DrainedRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.DrainedRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DrainedRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.DrainedRequest & polis.v1.peer.DrainedRequest.$Shape} DrainedRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.DrainedRequest & polis.v1.peer.DrainedRequest.$Shape;
            }

            namespace DrainedRequest {

                /** Properties of a DrainedRequest. */
                interface $Properties {

                    /** DrainedRequest endpointIds */
                    endpointIds?: (string[]|null);

                    /** DrainedRequest index */
                    index?: (number|null);

                    /** DrainedRequest drainMs */
                    drainMs?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DrainedRequest. */
                type $Shape = polis.v1.peer.DrainedRequest.$Properties;
            }

            /**
             * Properties of a DrainedReply.
             * @deprecated Use polis.v1.peer.DrainedReply.$Properties instead.
             */
            interface IDrainedReply extends polis.v1.peer.DrainedReply.$Properties {
            }

            /** Represents a DrainedReply. */
            class DrainedReply {

                /**
                 * Constructs a new DrainedReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.DrainedReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified DrainedReply message. Does not implicitly {@link polis.v1.peer.DrainedReply.verify|verify} messages.
                 * @param message DrainedReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.DrainedReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DrainedReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.DrainedReply & polis.v1.peer.DrainedReply.$Shape} DrainedReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.DrainedReply & polis.v1.peer.DrainedReply.$Shape;
            }

            namespace DrainedReply {

                /** Properties of a DrainedReply. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DrainedReply. */
                type $Shape = polis.v1.peer.DrainedReply.$Properties;
            }

            /**
             * Properties of a LogsRequest.
             * @deprecated Use polis.v1.peer.LogsRequest.$Properties instead.
             */
            interface ILogsRequest extends polis.v1.peer.LogsRequest.$Properties {
            }

            /** Represents a LogsRequest. */
            class LogsRequest {

                /**
                 * Constructs a new LogsRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.LogsRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** LogsRequest taskId. */
                taskId: string;

                /** LogsRequest tail. */
                tail: number;

                /** LogsRequest follow. */
                follow: boolean;

                /**
                 * Encodes the specified LogsRequest message. Does not implicitly {@link polis.v1.peer.LogsRequest.verify|verify} messages.
                 * @param message LogsRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.LogsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a LogsRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.LogsRequest & polis.v1.peer.LogsRequest.$Shape} LogsRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.LogsRequest & polis.v1.peer.LogsRequest.$Shape;
            }

            namespace LogsRequest {

                /** Properties of a LogsRequest. */
                interface $Properties {

                    /** LogsRequest taskId */
                    taskId?: (string|null);

                    /** LogsRequest tail */
                    tail?: (number|null);

                    /** LogsRequest follow */
                    follow?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a LogsRequest. */
                type $Shape = polis.v1.peer.LogsRequest.$Properties;
            }

            /**
             * Properties of a LogLine.
             * @deprecated Use polis.v1.peer.LogLine.$Properties instead.
             */
            interface ILogLine extends polis.v1.peer.LogLine.$Properties {
            }

            /** Represents a LogLine. */
            class LogLine {

                /**
                 * Constructs a new LogLine.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.LogLine.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** LogLine stream. */
                stream: string;

                /** LogLine timeMs. */
                timeMs: number;

                /** LogLine text. */
                text: string;

                /**
                 * Encodes the specified LogLine message. Does not implicitly {@link polis.v1.peer.LogLine.verify|verify} messages.
                 * @param message LogLine message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.LogLine.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a LogLine message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.LogLine & polis.v1.peer.LogLine.$Shape} LogLine
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.LogLine & polis.v1.peer.LogLine.$Shape;
            }

            namespace LogLine {

                /** Properties of a LogLine. */
                interface $Properties {

                    /** LogLine stream */
                    stream?: (string|null);

                    /** LogLine timeMs */
                    timeMs?: (number|null);

                    /** LogLine text */
                    text?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a LogLine. */
                type $Shape = polis.v1.peer.LogLine.$Properties;
            }

            /**
             * Properties of an ExecRequest.
             * @deprecated Use polis.v1.peer.ExecRequest.$Properties instead.
             */
            interface IExecRequest extends polis.v1.peer.ExecRequest.$Properties {
            }

            /** Represents an ExecRequest. */
            class ExecRequest {

                /**
                 * Constructs a new ExecRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.ExecRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ExecRequest taskId. */
                taskId: string;

                /** ExecRequest command. */
                command: string[];

                /** ExecRequest input. */
                input: Uint8Array;

                /**
                 * Encodes the specified ExecRequest message. Does not implicitly {@link polis.v1.peer.ExecRequest.verify|verify} messages.
                 * @param message ExecRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.ExecRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ExecRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ExecRequest & polis.v1.peer.ExecRequest.$Shape} ExecRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.ExecRequest & polis.v1.peer.ExecRequest.$Shape;
            }

            namespace ExecRequest {

                /** Properties of an ExecRequest. */
                interface $Properties {

                    /** ExecRequest taskId */
                    taskId?: (string|null);

                    /** ExecRequest command */
                    command?: (string[]|null);

                    /** ExecRequest input */
                    input?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ExecRequest. */
                type $Shape = polis.v1.peer.ExecRequest.$Properties;
            }

            /**
             * Properties of an ExecEvent.
             * @deprecated Use polis.v1.peer.ExecEvent.$Properties instead.
             */
            interface IExecEvent extends polis.v1.peer.ExecEvent.$Properties {
            }

            /** Represents an ExecEvent. */
            class ExecEvent {

                /**
                 * Constructs a new ExecEvent.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.ExecEvent.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ExecEvent stream. */
                stream: string;

                /** ExecEvent data. */
                data: Uint8Array;

                /** ExecEvent code. */
                code: number;

                /**
                 * Encodes the specified ExecEvent message. Does not implicitly {@link polis.v1.peer.ExecEvent.verify|verify} messages.
                 * @param message ExecEvent message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.ExecEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ExecEvent message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ExecEvent & polis.v1.peer.ExecEvent.$Shape} ExecEvent
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.ExecEvent & polis.v1.peer.ExecEvent.$Shape;
            }

            namespace ExecEvent {

                /** Properties of an ExecEvent. */
                interface $Properties {

                    /** ExecEvent stream */
                    stream?: (string|null);

                    /** ExecEvent data */
                    data?: (Uint8Array|null);

                    /** ExecEvent code */
                    code?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ExecEvent. */
                type $Shape = polis.v1.peer.ExecEvent.$Properties;
            }

            /**
             * Properties of a MetricsReport.
             * @deprecated Use polis.v1.peer.MetricsReport.$Properties instead.
             */
            interface IMetricsReport extends polis.v1.peer.MetricsReport.$Properties {
            }

            /** Represents a MetricsReport. */
            class MetricsReport {

                /**
                 * Constructs a new MetricsReport.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.MetricsReport.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** MetricsReport tasks. */
                tasks: polis.v1.peer.TaskUsage.$Properties[];

                /** MetricsReport services. */
                services: polis.v1.peer.ServiceTraffic.$Properties[];

                /** MetricsReport node. */
                node?: (polis.v1.peer.NodeUsage.$Properties|null);

                /** MetricsReport scraped. */
                scraped: polis.v1.peer.ScrapedTask.$Properties[];

                /**
                 * Encodes the specified MetricsReport message. Does not implicitly {@link polis.v1.peer.MetricsReport.verify|verify} messages.
                 * @param message MetricsReport message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.MetricsReport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a MetricsReport message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.MetricsReport & polis.v1.peer.MetricsReport.$Shape} MetricsReport
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.MetricsReport & polis.v1.peer.MetricsReport.$Shape;
            }

            namespace MetricsReport {

                /** Properties of a MetricsReport. */
                interface $Properties {

                    /** MetricsReport tasks */
                    tasks?: (polis.v1.peer.TaskUsage.$Properties[]|null);

                    /** MetricsReport services */
                    services?: (polis.v1.peer.ServiceTraffic.$Properties[]|null);

                    /** MetricsReport node */
                    node?: (polis.v1.peer.NodeUsage.$Properties|null);

                    /** MetricsReport scraped */
                    scraped?: (polis.v1.peer.ScrapedTask.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a MetricsReport. */
                type $Shape = polis.v1.peer.MetricsReport.$Properties;
            }

            /**
             * Properties of a NodeUsage.
             * @deprecated Use polis.v1.peer.NodeUsage.$Properties instead.
             */
            interface INodeUsage extends polis.v1.peer.NodeUsage.$Properties {
            }

            /** Represents a NodeUsage. */
            class NodeUsage {

                /**
                 * Constructs a new NodeUsage.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.NodeUsage.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** NodeUsage cpuMillicores. */
                cpuMillicores: number;

                /** NodeUsage memoryBytes. */
                memoryBytes: number;

                /**
                 * Encodes the specified NodeUsage message. Does not implicitly {@link polis.v1.peer.NodeUsage.verify|verify} messages.
                 * @param message NodeUsage message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.NodeUsage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a NodeUsage message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.NodeUsage & polis.v1.peer.NodeUsage.$Shape} NodeUsage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.NodeUsage & polis.v1.peer.NodeUsage.$Shape;
            }

            namespace NodeUsage {

                /** Properties of a NodeUsage. */
                interface $Properties {

                    /** NodeUsage cpuMillicores */
                    cpuMillicores?: (number|null);

                    /** NodeUsage memoryBytes */
                    memoryBytes?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a NodeUsage. */
                type $Shape = polis.v1.peer.NodeUsage.$Properties;
            }

            /**
             * Properties of a ScrapedTask.
             * @deprecated Use polis.v1.peer.ScrapedTask.$Properties instead.
             */
            interface IScrapedTask extends polis.v1.peer.ScrapedTask.$Properties {
            }

            /** Represents a ScrapedTask. */
            class ScrapedTask {

                /**
                 * Constructs a new ScrapedTask.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.ScrapedTask.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ScrapedTask taskId. */
                taskId: string;

                /** ScrapedTask values. */
                values: { [k: string]: number };

                /**
                 * Encodes the specified ScrapedTask message. Does not implicitly {@link polis.v1.peer.ScrapedTask.verify|verify} messages.
                 * @param message ScrapedTask message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.ScrapedTask.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ScrapedTask message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ScrapedTask & polis.v1.peer.ScrapedTask.$Shape} ScrapedTask
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.ScrapedTask & polis.v1.peer.ScrapedTask.$Shape;
            }

            namespace ScrapedTask {

                /** Properties of a ScrapedTask. */
                interface $Properties {

                    /** ScrapedTask taskId */
                    taskId?: (string|null);

                    /** ScrapedTask values */
                    values?: ({ [k: string]: number }|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ScrapedTask. */
                type $Shape = polis.v1.peer.ScrapedTask.$Properties;
            }

            /**
             * Properties of a TaskUsage.
             * @deprecated Use polis.v1.peer.TaskUsage.$Properties instead.
             */
            interface ITaskUsage extends polis.v1.peer.TaskUsage.$Properties {
            }

            /** Represents a TaskUsage. */
            class TaskUsage {

                /**
                 * Constructs a new TaskUsage.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.TaskUsage.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** TaskUsage taskId. */
                taskId: string;

                /** TaskUsage cpuMillicores. */
                cpuMillicores: number;

                /** TaskUsage memoryBytes. */
                memoryBytes: number;

                /**
                 * Encodes the specified TaskUsage message. Does not implicitly {@link polis.v1.peer.TaskUsage.verify|verify} messages.
                 * @param message TaskUsage message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.TaskUsage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a TaskUsage message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.TaskUsage & polis.v1.peer.TaskUsage.$Shape} TaskUsage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.TaskUsage & polis.v1.peer.TaskUsage.$Shape;
            }

            namespace TaskUsage {

                /** Properties of a TaskUsage. */
                interface $Properties {

                    /** TaskUsage taskId */
                    taskId?: (string|null);

                    /** TaskUsage cpuMillicores */
                    cpuMillicores?: (number|null);

                    /** TaskUsage memoryBytes */
                    memoryBytes?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a TaskUsage. */
                type $Shape = polis.v1.peer.TaskUsage.$Properties;
            }

            /**
             * Properties of a ServiceTraffic.
             * @deprecated Use polis.v1.peer.ServiceTraffic.$Properties instead.
             */
            interface IServiceTraffic extends polis.v1.peer.ServiceTraffic.$Properties {
            }

            /** Represents a ServiceTraffic. */
            class ServiceTraffic {

                /**
                 * Constructs a new ServiceTraffic.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.ServiceTraffic.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ServiceTraffic serviceId. */
                serviceId: string;

                /** ServiceTraffic requestsPerSecond. */
                requestsPerSecond: number;

                /** ServiceTraffic load. */
                load?: (polis.v1.peer.BalancerLoad.$Properties|null);

                /**
                 * Encodes the specified ServiceTraffic message. Does not implicitly {@link polis.v1.peer.ServiceTraffic.verify|verify} messages.
                 * @param message ServiceTraffic message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.ServiceTraffic.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ServiceTraffic message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ServiceTraffic & polis.v1.peer.ServiceTraffic.$Shape} ServiceTraffic
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.ServiceTraffic & polis.v1.peer.ServiceTraffic.$Shape;
            }

            namespace ServiceTraffic {

                /** Properties of a ServiceTraffic. */
                interface $Properties {

                    /** ServiceTraffic serviceId */
                    serviceId?: (string|null);

                    /** ServiceTraffic requestsPerSecond */
                    requestsPerSecond?: (number|null);

                    /** ServiceTraffic load */
                    load?: (polis.v1.peer.BalancerLoad.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ServiceTraffic. */
                type $Shape = polis.v1.peer.ServiceTraffic.$Properties;
            }

            /**
             * Properties of a BalancerLoad.
             * @deprecated Use polis.v1.peer.BalancerLoad.$Properties instead.
             */
            interface IBalancerLoad extends polis.v1.peer.BalancerLoad.$Properties {
            }

            /** Represents a BalancerLoad. */
            class BalancerLoad {

                /**
                 * Constructs a new BalancerLoad.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.BalancerLoad.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** BalancerLoad failuresPerSecond. */
                failuresPerSecond: number;

                /** BalancerLoad answersPerSecond. */
                answersPerSecond: number;

                /** BalancerLoad answerMsPerSecond. */
                answerMsPerSecond: number;

                /** BalancerLoad inFlight. */
                inFlight: number;

                /**
                 * Encodes the specified BalancerLoad message. Does not implicitly {@link polis.v1.peer.BalancerLoad.verify|verify} messages.
                 * @param message BalancerLoad message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.BalancerLoad.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a BalancerLoad message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.BalancerLoad & polis.v1.peer.BalancerLoad.$Shape} BalancerLoad
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.BalancerLoad & polis.v1.peer.BalancerLoad.$Shape;
            }

            namespace BalancerLoad {

                /** Properties of a BalancerLoad. */
                interface $Properties {

                    /** BalancerLoad failuresPerSecond */
                    failuresPerSecond?: (number|null);

                    /** BalancerLoad answersPerSecond */
                    answersPerSecond?: (number|null);

                    /** BalancerLoad answerMsPerSecond */
                    answerMsPerSecond?: (number|null);

                    /** BalancerLoad inFlight */
                    inFlight?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a BalancerLoad. */
                type $Shape = polis.v1.peer.BalancerLoad.$Properties;
            }

            /**
             * Properties of a PushedSample.
             * @deprecated Use polis.v1.peer.PushedSample.$Properties instead.
             */
            interface IPushedSample extends polis.v1.peer.PushedSample.$Properties {
            }

            /** Represents a PushedSample. */
            class PushedSample {

                /**
                 * Constructs a new PushedSample.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.PushedSample.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PushedSample serviceId. */
                serviceId: string;

                /** PushedSample timeMs. */
                timeMs: number;

                /** PushedSample values. */
                values: { [k: string]: number };

                /**
                 * Encodes the specified PushedSample message. Does not implicitly {@link polis.v1.peer.PushedSample.verify|verify} messages.
                 * @param message PushedSample message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.PushedSample.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PushedSample message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.PushedSample & polis.v1.peer.PushedSample.$Shape} PushedSample
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.PushedSample & polis.v1.peer.PushedSample.$Shape;
            }

            namespace PushedSample {

                /** Properties of a PushedSample. */
                interface $Properties {

                    /** PushedSample serviceId */
                    serviceId?: (string|null);

                    /** PushedSample timeMs */
                    timeMs?: (number|null);

                    /** PushedSample values */
                    values?: ({ [k: string]: number }|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PushedSample. */
                type $Shape = polis.v1.peer.PushedSample.$Properties;
            }

            /**
             * Properties of a PushedReply.
             * @deprecated Use polis.v1.peer.PushedReply.$Properties instead.
             */
            interface IPushedReply extends polis.v1.peer.PushedReply.$Properties {
            }

            /** Represents a PushedReply. */
            class PushedReply {

                /**
                 * Constructs a new PushedReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.PushedReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified PushedReply message. Does not implicitly {@link polis.v1.peer.PushedReply.verify|verify} messages.
                 * @param message PushedReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.PushedReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PushedReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.PushedReply & polis.v1.peer.PushedReply.$Shape} PushedReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.PushedReply & polis.v1.peer.PushedReply.$Shape;
            }

            namespace PushedReply {

                /** Properties of a PushedReply. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PushedReply. */
                type $Shape = polis.v1.peer.PushedReply.$Properties;
            }

            /**
             * Properties of an EndpointReport.
             * @deprecated Use polis.v1.peer.EndpointReport.$Properties instead.
             */
            interface IEndpointReport extends polis.v1.peer.EndpointReport.$Properties {
            }

            /** Represents an EndpointReport. */
            class EndpointReport {

                /**
                 * Constructs a new EndpointReport.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.EndpointReport.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** EndpointReport endpointId. */
                endpointId: string;

                /** EndpointReport state. */
                state: string;

                /** EndpointReport output. */
                output: string;

                /**
                 * Encodes the specified EndpointReport message. Does not implicitly {@link polis.v1.peer.EndpointReport.verify|verify} messages.
                 * @param message EndpointReport message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.EndpointReport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an EndpointReport message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.EndpointReport & polis.v1.peer.EndpointReport.$Shape} EndpointReport
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.EndpointReport & polis.v1.peer.EndpointReport.$Shape;
            }

            namespace EndpointReport {

                /** Properties of an EndpointReport. */
                interface $Properties {

                    /** EndpointReport endpointId */
                    endpointId?: (string|null);

                    /** EndpointReport state */
                    state?: (string|null);

                    /** EndpointReport output */
                    output?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an EndpointReport. */
                type $Shape = polis.v1.peer.EndpointReport.$Properties;
            }

            /**
             * Properties of an EndpointReportReply.
             * @deprecated Use polis.v1.peer.EndpointReportReply.$Properties instead.
             */
            interface IEndpointReportReply extends polis.v1.peer.EndpointReportReply.$Properties {
            }

            /** Represents an EndpointReportReply. */
            class EndpointReportReply {

                /**
                 * Constructs a new EndpointReportReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.EndpointReportReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** EndpointReportReply isWatched. */
                isWatched: boolean;

                /**
                 * Encodes the specified EndpointReportReply message. Does not implicitly {@link polis.v1.peer.EndpointReportReply.verify|verify} messages.
                 * @param message EndpointReportReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.EndpointReportReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an EndpointReportReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.EndpointReportReply & polis.v1.peer.EndpointReportReply.$Shape} EndpointReportReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.EndpointReportReply & polis.v1.peer.EndpointReportReply.$Shape;
            }

            namespace EndpointReportReply {

                /** Properties of an EndpointReportReply. */
                interface $Properties {

                    /** EndpointReportReply isWatched */
                    isWatched?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an EndpointReportReply. */
                type $Shape = polis.v1.peer.EndpointReportReply.$Properties;
            }

            /**
             * Properties of a CheckQuery.
             * @deprecated Use polis.v1.peer.CheckQuery.$Properties instead.
             */
            interface ICheckQuery extends polis.v1.peer.CheckQuery.$Properties {
            }

            /** Represents a CheckQuery. */
            class CheckQuery {

                /**
                 * Constructs a new CheckQuery.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.CheckQuery.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CheckQuery serviceId. */
                serviceId: string;

                /** CheckQuery checkId. */
                checkId: string;

                /** CheckQuery withResults. */
                withResults: boolean;

                /**
                 * Encodes the specified CheckQuery message. Does not implicitly {@link polis.v1.peer.CheckQuery.verify|verify} messages.
                 * @param message CheckQuery message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.CheckQuery.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CheckQuery message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.CheckQuery & polis.v1.peer.CheckQuery.$Shape} CheckQuery
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.CheckQuery & polis.v1.peer.CheckQuery.$Shape;
            }

            namespace CheckQuery {

                /** Properties of a CheckQuery. */
                interface $Properties {

                    /** CheckQuery serviceId */
                    serviceId?: (string|null);

                    /** CheckQuery checkId */
                    checkId?: (string|null);

                    /** CheckQuery withResults */
                    withResults?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CheckQuery. */
                type $Shape = polis.v1.peer.CheckQuery.$Properties;
            }

            /**
             * Properties of a CheckQueryReply.
             * @deprecated Use polis.v1.peer.CheckQueryReply.$Properties instead.
             */
            interface ICheckQueryReply extends polis.v1.peer.CheckQueryReply.$Properties {
            }

            /** Represents a CheckQueryReply. */
            class CheckQueryReply {

                /**
                 * Constructs a new CheckQueryReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.CheckQueryReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CheckQueryReply checks. */
                checks: polis.v1.peer.CheckReport.$Properties[];

                /** CheckQueryReply isCut. */
                isCut: boolean;

                /**
                 * Encodes the specified CheckQueryReply message. Does not implicitly {@link polis.v1.peer.CheckQueryReply.verify|verify} messages.
                 * @param message CheckQueryReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.CheckQueryReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CheckQueryReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.CheckQueryReply & polis.v1.peer.CheckQueryReply.$Shape} CheckQueryReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.CheckQueryReply & polis.v1.peer.CheckQueryReply.$Shape;
            }

            namespace CheckQueryReply {

                /** Properties of a CheckQueryReply. */
                interface $Properties {

                    /** CheckQueryReply checks */
                    checks?: (polis.v1.peer.CheckReport.$Properties[]|null);

                    /** CheckQueryReply isCut */
                    isCut?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CheckQueryReply. */
                type $Shape = polis.v1.peer.CheckQueryReply.$Properties;
            }

            /**
             * Properties of a CheckReport.
             * @deprecated Use polis.v1.peer.CheckReport.$Properties instead.
             */
            interface ICheckReport extends polis.v1.peer.CheckReport.$Properties {
            }

            /** Represents a CheckReport. */
            class CheckReport {

                /**
                 * Constructs a new CheckReport.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.CheckReport.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CheckReport serviceId. */
                serviceId: string;

                /** CheckReport checkId. */
                checkId: string;

                /** CheckReport endpointId. */
                endpointId: string;

                /** CheckReport name. */
                name: string;

                /** CheckReport type. */
                type: string;

                /** CheckReport purpose. */
                purpose: string;

                /** CheckReport state. */
                state: string;

                /** CheckReport changedAtMs. */
                changedAtMs: number;

                /** CheckReport cause. */
                cause: string;

                /** CheckReport output. */
                output: string;

                /** CheckReport failures. */
                failures: number;

                /** CheckReport figures. */
                figures?: (polis.v1.peer.CheckFigures.$Properties|null);

                /** CheckReport results. */
                results: polis.v1.peer.CheckOutcome.$Properties[];

                /**
                 * Encodes the specified CheckReport message. Does not implicitly {@link polis.v1.peer.CheckReport.verify|verify} messages.
                 * @param message CheckReport message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.CheckReport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CheckReport message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.CheckReport & polis.v1.peer.CheckReport.$Shape} CheckReport
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.CheckReport & polis.v1.peer.CheckReport.$Shape;
            }

            namespace CheckReport {

                /** Properties of a CheckReport. */
                interface $Properties {

                    /** CheckReport serviceId */
                    serviceId?: (string|null);

                    /** CheckReport checkId */
                    checkId?: (string|null);

                    /** CheckReport endpointId */
                    endpointId?: (string|null);

                    /** CheckReport name */
                    name?: (string|null);

                    /** CheckReport type */
                    type?: (string|null);

                    /** CheckReport purpose */
                    purpose?: (string|null);

                    /** CheckReport state */
                    state?: (string|null);

                    /** CheckReport changedAtMs */
                    changedAtMs?: (number|null);

                    /** CheckReport cause */
                    cause?: (string|null);

                    /** CheckReport output */
                    output?: (string|null);

                    /** CheckReport failures */
                    failures?: (number|null);

                    /** CheckReport figures */
                    figures?: (polis.v1.peer.CheckFigures.$Properties|null);

                    /** CheckReport results */
                    results?: (polis.v1.peer.CheckOutcome.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CheckReport. */
                type $Shape = polis.v1.peer.CheckReport.$Properties;
            }

            /**
             * Properties of a CheckFigures.
             * @deprecated Use polis.v1.peer.CheckFigures.$Properties instead.
             */
            interface ICheckFigures extends polis.v1.peer.CheckFigures.$Properties {
            }

            /** Represents a CheckFigures. */
            class CheckFigures {

                /**
                 * Constructs a new CheckFigures.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.CheckFigures.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CheckFigures results. */
                results: number;

                /** CheckFigures failures. */
                failures: number;

                /** CheckFigures uptimeLastHour. */
                uptimeLastHour?: (number|null);

                /** CheckFigures uptimeLastDay. */
                uptimeLastDay?: (number|null);

                /** CheckFigures uptimeLastWeek. */
                uptimeLastWeek?: (number|null);

                /** CheckFigures responseTimeMsP50. */
                responseTimeMsP50?: (number|null);

                /** CheckFigures responseTimeMsP95. */
                responseTimeMsP95?: (number|null);

                /** CheckFigures responseTimeMsP99. */
                responseTimeMsP99?: (number|null);

                /**
                 * Encodes the specified CheckFigures message. Does not implicitly {@link polis.v1.peer.CheckFigures.verify|verify} messages.
                 * @param message CheckFigures message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.CheckFigures.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CheckFigures message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.CheckFigures & polis.v1.peer.CheckFigures.$Shape} CheckFigures
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.CheckFigures & polis.v1.peer.CheckFigures.$Shape;
            }

            namespace CheckFigures {

                /** Properties of a CheckFigures. */
                interface $Properties {

                    /** CheckFigures results */
                    results?: (number|null);

                    /** CheckFigures failures */
                    failures?: (number|null);

                    /** CheckFigures uptimeLastHour */
                    uptimeLastHour?: (number|null);

                    /** CheckFigures uptimeLastDay */
                    uptimeLastDay?: (number|null);

                    /** CheckFigures uptimeLastWeek */
                    uptimeLastWeek?: (number|null);

                    /** CheckFigures responseTimeMsP50 */
                    responseTimeMsP50?: (number|null);

                    /** CheckFigures responseTimeMsP95 */
                    responseTimeMsP95?: (number|null);

                    /** CheckFigures responseTimeMsP99 */
                    responseTimeMsP99?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CheckFigures. */
                type $Shape = polis.v1.peer.CheckFigures.$Properties;
            }

            /**
             * Properties of a CheckOutcome.
             * @deprecated Use polis.v1.peer.CheckOutcome.$Properties instead.
             */
            interface ICheckOutcome extends polis.v1.peer.CheckOutcome.$Properties {
            }

            /** Represents a CheckOutcome. */
            class CheckOutcome {

                /**
                 * Constructs a new CheckOutcome.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.CheckOutcome.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CheckOutcome atMs. */
                atMs: number;

                /** CheckOutcome outcome. */
                outcome: string;

                /** CheckOutcome state. */
                state: string;

                /** CheckOutcome output. */
                output: string;

                /** CheckOutcome responseTimeMs. */
                responseTimeMs: number;

                /** CheckOutcome unobservedMs. */
                unobservedMs: number;

                /**
                 * Encodes the specified CheckOutcome message. Does not implicitly {@link polis.v1.peer.CheckOutcome.verify|verify} messages.
                 * @param message CheckOutcome message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.CheckOutcome.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CheckOutcome message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.CheckOutcome & polis.v1.peer.CheckOutcome.$Shape} CheckOutcome
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.CheckOutcome & polis.v1.peer.CheckOutcome.$Shape;
            }

            namespace CheckOutcome {

                /** Properties of a CheckOutcome. */
                interface $Properties {

                    /** CheckOutcome atMs */
                    atMs?: (number|null);

                    /** CheckOutcome outcome */
                    outcome?: (string|null);

                    /** CheckOutcome state */
                    state?: (string|null);

                    /** CheckOutcome output */
                    output?: (string|null);

                    /** CheckOutcome responseTimeMs */
                    responseTimeMs?: (number|null);

                    /** CheckOutcome unobservedMs */
                    unobservedMs?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CheckOutcome. */
                type $Shape = polis.v1.peer.CheckOutcome.$Properties;
            }

            /**
             * Properties of a CheckTtlReport.
             * @deprecated Use polis.v1.peer.CheckTtlReport.$Properties instead.
             */
            interface ICheckTtlReport extends polis.v1.peer.CheckTtlReport.$Properties {
            }

            /** Represents a CheckTtlReport. */
            class CheckTtlReport {

                /**
                 * Constructs a new CheckTtlReport.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.CheckTtlReport.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CheckTtlReport endpointId. */
                endpointId: string;

                /** CheckTtlReport checkId. */
                checkId: string;

                /** CheckTtlReport outcome. */
                outcome: string;

                /** CheckTtlReport output. */
                output: string;

                /**
                 * Encodes the specified CheckTtlReport message. Does not implicitly {@link polis.v1.peer.CheckTtlReport.verify|verify} messages.
                 * @param message CheckTtlReport message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.CheckTtlReport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CheckTtlReport message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.CheckTtlReport & polis.v1.peer.CheckTtlReport.$Shape} CheckTtlReport
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.CheckTtlReport & polis.v1.peer.CheckTtlReport.$Shape;
            }

            namespace CheckTtlReport {

                /** Properties of a CheckTtlReport. */
                interface $Properties {

                    /** CheckTtlReport endpointId */
                    endpointId?: (string|null);

                    /** CheckTtlReport checkId */
                    checkId?: (string|null);

                    /** CheckTtlReport outcome */
                    outcome?: (string|null);

                    /** CheckTtlReport output */
                    output?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CheckTtlReport. */
                type $Shape = polis.v1.peer.CheckTtlReport.$Properties;
            }

            /**
             * Properties of a CheckTtlReportReply.
             * @deprecated Use polis.v1.peer.CheckTtlReportReply.$Properties instead.
             */
            interface ICheckTtlReportReply extends polis.v1.peer.CheckTtlReportReply.$Properties {
            }

            /** Represents a CheckTtlReportReply. */
            class CheckTtlReportReply {

                /**
                 * Constructs a new CheckTtlReportReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.CheckTtlReportReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CheckTtlReportReply isWatched. */
                isWatched: boolean;

                /**
                 * Encodes the specified CheckTtlReportReply message. Does not implicitly {@link polis.v1.peer.CheckTtlReportReply.verify|verify} messages.
                 * @param message CheckTtlReportReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.CheckTtlReportReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CheckTtlReportReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.CheckTtlReportReply & polis.v1.peer.CheckTtlReportReply.$Shape} CheckTtlReportReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.CheckTtlReportReply & polis.v1.peer.CheckTtlReportReply.$Shape;
            }

            namespace CheckTtlReportReply {

                /** Properties of a CheckTtlReportReply. */
                interface $Properties {

                    /** CheckTtlReportReply isWatched */
                    isWatched?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CheckTtlReportReply. */
                type $Shape = polis.v1.peer.CheckTtlReportReply.$Properties;
            }

            /**
             * Properties of a ClusterKeyRequest.
             * @deprecated Use polis.v1.peer.ClusterKeyRequest.$Properties instead.
             */
            interface IClusterKeyRequest extends polis.v1.peer.ClusterKeyRequest.$Properties {
            }

            /** Represents a ClusterKeyRequest. */
            class ClusterKeyRequest {

                /**
                 * Constructs a new ClusterKeyRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.ClusterKeyRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ClusterKeyRequest fingerprint. */
                fingerprint: string;

                /**
                 * Encodes the specified ClusterKeyRequest message. Does not implicitly {@link polis.v1.peer.ClusterKeyRequest.verify|verify} messages.
                 * @param message ClusterKeyRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.ClusterKeyRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ClusterKeyRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ClusterKeyRequest & polis.v1.peer.ClusterKeyRequest.$Shape} ClusterKeyRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.ClusterKeyRequest & polis.v1.peer.ClusterKeyRequest.$Shape;
            }

            namespace ClusterKeyRequest {

                /** Properties of a ClusterKeyRequest. */
                interface $Properties {

                    /** ClusterKeyRequest fingerprint */
                    fingerprint?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ClusterKeyRequest. */
                type $Shape = polis.v1.peer.ClusterKeyRequest.$Properties;
            }

            /**
             * Properties of a ClusterKeyReply.
             * @deprecated Use polis.v1.peer.ClusterKeyReply.$Properties instead.
             */
            interface IClusterKeyReply extends polis.v1.peer.ClusterKeyReply.$Properties {
            }

            /** Represents a ClusterKeyReply. */
            class ClusterKeyReply {

                /**
                 * Constructs a new ClusterKeyReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.ClusterKeyReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ClusterKeyReply key. */
                key: Uint8Array;

                /**
                 * Encodes the specified ClusterKeyReply message. Does not implicitly {@link polis.v1.peer.ClusterKeyReply.verify|verify} messages.
                 * @param message ClusterKeyReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.ClusterKeyReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ClusterKeyReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ClusterKeyReply & polis.v1.peer.ClusterKeyReply.$Shape} ClusterKeyReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.ClusterKeyReply & polis.v1.peer.ClusterKeyReply.$Shape;
            }

            namespace ClusterKeyReply {

                /** Properties of a ClusterKeyReply. */
                interface $Properties {

                    /** ClusterKeyReply key */
                    key?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ClusterKeyReply. */
                type $Shape = polis.v1.peer.ClusterKeyReply.$Properties;
            }

            /**
             * Properties of a ClusterKeyKeepRequest.
             * @deprecated Use polis.v1.peer.ClusterKeyKeepRequest.$Properties instead.
             */
            interface IClusterKeyKeepRequest extends polis.v1.peer.ClusterKeyKeepRequest.$Properties {
            }

            /** Represents a ClusterKeyKeepRequest. */
            class ClusterKeyKeepRequest {

                /**
                 * Constructs a new ClusterKeyKeepRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.ClusterKeyKeepRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ClusterKeyKeepRequest key. */
                key: Uint8Array;

                /**
                 * Encodes the specified ClusterKeyKeepRequest message. Does not implicitly {@link polis.v1.peer.ClusterKeyKeepRequest.verify|verify} messages.
                 * @param message ClusterKeyKeepRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.ClusterKeyKeepRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ClusterKeyKeepRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ClusterKeyKeepRequest & polis.v1.peer.ClusterKeyKeepRequest.$Shape} ClusterKeyKeepRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.ClusterKeyKeepRequest & polis.v1.peer.ClusterKeyKeepRequest.$Shape;
            }

            namespace ClusterKeyKeepRequest {

                /** Properties of a ClusterKeyKeepRequest. */
                interface $Properties {

                    /** ClusterKeyKeepRequest key */
                    key?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ClusterKeyKeepRequest. */
                type $Shape = polis.v1.peer.ClusterKeyKeepRequest.$Properties;
            }

            /**
             * Properties of a ClusterKeyKeepReply.
             * @deprecated Use polis.v1.peer.ClusterKeyKeepReply.$Properties instead.
             */
            interface IClusterKeyKeepReply extends polis.v1.peer.ClusterKeyKeepReply.$Properties {
            }

            /** Represents a ClusterKeyKeepReply. */
            class ClusterKeyKeepReply {

                /**
                 * Constructs a new ClusterKeyKeepReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: polis.v1.peer.ClusterKeyKeepReply.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ClusterKeyKeepReply isKept. */
                isKept: boolean;

                /**
                 * Encodes the specified ClusterKeyKeepReply message. Does not implicitly {@link polis.v1.peer.ClusterKeyKeepReply.verify|verify} messages.
                 * @param message ClusterKeyKeepReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: polis.v1.peer.ClusterKeyKeepReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ClusterKeyKeepReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ClusterKeyKeepReply & polis.v1.peer.ClusterKeyKeepReply.$Shape} ClusterKeyKeepReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): polis.v1.peer.ClusterKeyKeepReply & polis.v1.peer.ClusterKeyKeepReply.$Shape;
            }

            namespace ClusterKeyKeepReply {

                /** Properties of a ClusterKeyKeepReply. */
                interface $Properties {

                    /** ClusterKeyKeepReply isKept */
                    isKept?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ClusterKeyKeepReply. */
                type $Shape = polis.v1.peer.ClusterKeyKeepReply.$Properties;
            }
        }
    }
}
