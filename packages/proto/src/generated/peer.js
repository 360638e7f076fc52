/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import { $protobuf } from "../protobuf-runtime.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["polis-peer"] || ($protobuf.roots["polis-peer"] = {});

export const polis = $root.polis = (() => {

    /**
     * Namespace polis.
     * @exports polis
     * @namespace
     */
    const polis = {};

    polis.v1 = (function() {

        /**
         * Namespace v1.
         * @memberof polis
         * @namespace
         */
        const v1 = {};

        v1.peer = (function() {

            /**
             * Namespace peer.
             * @memberof polis.v1
             * @namespace
             */
            const peer = {};

            peer.JoinStatusRequest = (function() {

                /**
                 * Properties of a JoinStatusRequest.
                 * @typedef {Object} polis.v1.peer.JoinStatusRequest.$Properties
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a JoinStatusRequest.
                 * @memberof polis.v1.peer
                 * @interface IJoinStatusRequest
                 * @augments polis.v1.peer.JoinStatusRequest.$Properties
                 * @deprecated Use polis.v1.peer.JoinStatusRequest.$Properties instead.
                 */

                /**
                 * Shape of a JoinStatusRequest.
                 * @typedef {polis.v1.peer.JoinStatusRequest.$Properties} polis.v1.peer.JoinStatusRequest.$Shape
                 */

                /**
                 * Constructs a new JoinStatusRequest.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a JoinStatusRequest.
                 * @constructor
                 * @param {polis.v1.peer.JoinStatusRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const JoinStatusRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Encodes the specified JoinStatusRequest message. Does not implicitly {@link polis.v1.peer.JoinStatusRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.JoinStatusRequest
                 * @static
                 * @param {polis.v1.peer.JoinStatusRequest.$Properties} message JoinStatusRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                JoinStatusRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a JoinStatusRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.JoinStatusRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.JoinStatusRequest & polis.v1.peer.JoinStatusRequest.$Shape} JoinStatusRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                JoinStatusRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.JoinStatusRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        reader.skipType(tag & 7, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return JoinStatusRequest;
            })();

            peer.JoinStatusReply = (function() {

                /**
                 * Properties of a JoinStatusReply.
                 * @typedef {Object} polis.v1.peer.JoinStatusReply.$Properties
                 * @property {string|null} [clusterId] JoinStatusReply clusterId
                 * @property {string|null} [name] JoinStatusReply name
                 * @property {boolean|null} [mayFound] JoinStatusReply mayFound
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a JoinStatusReply.
                 * @memberof polis.v1.peer
                 * @interface IJoinStatusReply
                 * @augments polis.v1.peer.JoinStatusReply.$Properties
                 * @deprecated Use polis.v1.peer.JoinStatusReply.$Properties instead.
                 */

                /**
                 * Shape of a JoinStatusReply.
                 * @typedef {polis.v1.peer.JoinStatusReply.$Properties} polis.v1.peer.JoinStatusReply.$Shape
                 */

                /**
                 * Constructs a new JoinStatusReply.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a JoinStatusReply.
                 * @constructor
                 * @param {polis.v1.peer.JoinStatusReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const JoinStatusReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * JoinStatusReply clusterId.
                 * @member {string} clusterId
                 * @memberof polis.v1.peer.JoinStatusReply
                 * @instance
                 */
                JoinStatusReply.prototype.clusterId = "";

                /**
                 * JoinStatusReply name.
                 * @member {string} name
                 * @memberof polis.v1.peer.JoinStatusReply
                 * @instance
                 */
                JoinStatusReply.prototype.name = "";

                /**
                 * JoinStatusReply mayFound.
                 * @member {boolean} mayFound
                 * @memberof polis.v1.peer.JoinStatusReply
                 * @instance
                 */
                JoinStatusReply.prototype.mayFound = false;

                /**
                 * Encodes the specified JoinStatusReply message. Does not implicitly {@link polis.v1.peer.JoinStatusReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.JoinStatusReply
                 * @static
                 * @param {polis.v1.peer.JoinStatusReply.$Properties} message JoinStatusReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                JoinStatusReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.clusterId != null && $Object.hasOwnProperty.call(message, "clusterId") && message.clusterId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.clusterId);
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.name);
                    if (message.mayFound != null && $Object.hasOwnProperty.call(message, "mayFound") && message.mayFound !== false)
                        writer.uint32(/* id 3, wireType 0 =*/24).bool(message.mayFound);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a JoinStatusReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.JoinStatusReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.JoinStatusReply & polis.v1.peer.JoinStatusReply.$Shape} JoinStatusReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                JoinStatusReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.JoinStatusReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.clusterId = value;
                                else
                                    delete message.clusterId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.name = value;
                                else
                                    delete message.name;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.mayFound = value;
                                else
                                    delete message.mayFound;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return JoinStatusReply;
            })();

            peer.JoinBeginRequest = (function() {

                /**
                 * Properties of a JoinBeginRequest.
                 * @typedef {Object} polis.v1.peer.JoinBeginRequest.$Properties
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a JoinBeginRequest.
                 * @memberof polis.v1.peer
                 * @interface IJoinBeginRequest
                 * @augments polis.v1.peer.JoinBeginRequest.$Properties
                 * @deprecated Use polis.v1.peer.JoinBeginRequest.$Properties instead.
                 */

                /**
                 * Shape of a JoinBeginRequest.
                 * @typedef {polis.v1.peer.JoinBeginRequest.$Properties} polis.v1.peer.JoinBeginRequest.$Shape
                 */

                /**
                 * Constructs a new JoinBeginRequest.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a JoinBeginRequest.
                 * @constructor
                 * @param {polis.v1.peer.JoinBeginRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const JoinBeginRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Encodes the specified JoinBeginRequest message. Does not implicitly {@link polis.v1.peer.JoinBeginRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.JoinBeginRequest
                 * @static
                 * @param {polis.v1.peer.JoinBeginRequest.$Properties} message JoinBeginRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                JoinBeginRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a JoinBeginRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.JoinBeginRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.JoinBeginRequest & polis.v1.peer.JoinBeginRequest.$Shape} JoinBeginRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                JoinBeginRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.JoinBeginRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        reader.skipType(tag & 7, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return JoinBeginRequest;
            })();

            peer.JoinBeginReply = (function() {

                /**
                 * Properties of a JoinBeginReply.
                 * @typedef {Object} polis.v1.peer.JoinBeginReply.$Properties
                 * @property {string|null} [clusterId] JoinBeginReply clusterId
                 * @property {Uint8Array|null} [challenge] JoinBeginReply challenge
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a JoinBeginReply.
                 * @memberof polis.v1.peer
                 * @interface IJoinBeginReply
                 * @augments polis.v1.peer.JoinBeginReply.$Properties
                 * @deprecated Use polis.v1.peer.JoinBeginReply.$Properties instead.
                 */

                /**
                 * Shape of a JoinBeginReply.
                 * @typedef {polis.v1.peer.JoinBeginReply.$Properties} polis.v1.peer.JoinBeginReply.$Shape
                 */

                /**
                 * Constructs a new JoinBeginReply.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a JoinBeginReply.
                 * @constructor
                 * @param {polis.v1.peer.JoinBeginReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const JoinBeginReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * JoinBeginReply clusterId.
                 * @member {string} clusterId
                 * @memberof polis.v1.peer.JoinBeginReply
                 * @instance
                 */
                JoinBeginReply.prototype.clusterId = "";

                /**
                 * JoinBeginReply challenge.
                 * @member {Uint8Array} challenge
                 * @memberof polis.v1.peer.JoinBeginReply
                 * @instance
                 */
                JoinBeginReply.prototype.challenge = $util.newBuffer([]);

                /**
                 * Encodes the specified JoinBeginReply message. Does not implicitly {@link polis.v1.peer.JoinBeginReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.JoinBeginReply
                 * @static
                 * @param {polis.v1.peer.JoinBeginReply.$Properties} message JoinBeginReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                JoinBeginReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.clusterId != null && $Object.hasOwnProperty.call(message, "clusterId") && message.clusterId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.clusterId);
                    if (message.challenge != null && $Object.hasOwnProperty.call(message, "challenge") && message.challenge.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.challenge);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a JoinBeginReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.JoinBeginReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.JoinBeginReply & polis.v1.peer.JoinBeginReply.$Shape} JoinBeginReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                JoinBeginReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.JoinBeginReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.clusterId = value;
                                else
                                    delete message.clusterId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.challenge = value;
                                else
                                    delete message.challenge;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return JoinBeginReply;
            })();

            peer.JoinCompleteRequest = (function() {

                /**
                 * Properties of a JoinCompleteRequest.
                 * @typedef {Object} polis.v1.peer.JoinCompleteRequest.$Properties
                 * @property {Uint8Array|null} [proof] JoinCompleteRequest proof
                 * @property {Uint8Array|null} [challenge] JoinCompleteRequest challenge
                 * @property {polis.v1.peer.NodeDescription.$Properties|null} [node] JoinCompleteRequest node
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a JoinCompleteRequest.
                 * @memberof polis.v1.peer
                 * @interface IJoinCompleteRequest
                 * @augments polis.v1.peer.JoinCompleteRequest.$Properties
                 * @deprecated Use polis.v1.peer.JoinCompleteRequest.$Properties instead.
                 */

                /**
                 * Shape of a JoinCompleteRequest.
                 * @typedef {polis.v1.peer.JoinCompleteRequest.$Properties} polis.v1.peer.JoinCompleteRequest.$Shape
                 */

                /**
                 * Constructs a new JoinCompleteRequest.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a JoinCompleteRequest.
                 * @constructor
                 * @param {polis.v1.peer.JoinCompleteRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const JoinCompleteRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * JoinCompleteRequest proof.
                 * @member {Uint8Array} proof
                 * @memberof polis.v1.peer.JoinCompleteRequest
                 * @instance
                 */
                JoinCompleteRequest.prototype.proof = $util.newBuffer([]);

                /**
                 * JoinCompleteRequest challenge.
                 * @member {Uint8Array} challenge
                 * @memberof polis.v1.peer.JoinCompleteRequest
                 * @instance
                 */
                JoinCompleteRequest.prototype.challenge = $util.newBuffer([]);

                /**
                 * JoinCompleteRequest node.
                 * @member {polis.v1.peer.NodeDescription.$Properties|null|undefined} node
                 * @memberof polis.v1.peer.JoinCompleteRequest
                 * @instance
                 */
                JoinCompleteRequest.prototype.node = null;

                /**
                 * Encodes the specified JoinCompleteRequest message. Does not implicitly {@link polis.v1.peer.JoinCompleteRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.JoinCompleteRequest
                 * @static
                 * @param {polis.v1.peer.JoinCompleteRequest.$Properties} message JoinCompleteRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                JoinCompleteRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.proof != null && $Object.hasOwnProperty.call(message, "proof") && message.proof.length)
                        writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.proof);
                    if (message.challenge != null && $Object.hasOwnProperty.call(message, "challenge") && message.challenge.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.challenge);
                    if (message.node != null && $Object.hasOwnProperty.call(message, "node"))
                        $root.polis.v1.peer.NodeDescription.encode(message.node, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a JoinCompleteRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.JoinCompleteRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.JoinCompleteRequest & polis.v1.peer.JoinCompleteRequest.$Shape} JoinCompleteRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                JoinCompleteRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.JoinCompleteRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.proof = value;
                                else
                                    delete message.proof;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.challenge = value;
                                else
                                    delete message.challenge;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.node = $root.polis.v1.peer.NodeDescription.decode(reader, reader.size(), $undefined, _depth + 1, message.node);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return JoinCompleteRequest;
            })();

            peer.JoinCompleteReply = (function() {

                /**
                 * Properties of a JoinCompleteReply.
                 * @typedef {Object} polis.v1.peer.JoinCompleteReply.$Properties
                 * @property {Uint8Array|null} [proof] JoinCompleteReply proof
                 * @property {string|null} [clusterId] JoinCompleteReply clusterId
                 * @property {number|null} [raftId] JoinCompleteReply raftId
                 * @property {Array.<polis.v1.peer.MemberAddress.$Properties>|null} [members] JoinCompleteReply members
                 * @property {number|null} [epoch] JoinCompleteReply epoch
                 * @property {string|null} [epochMark] JoinCompleteReply epochMark
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a JoinCompleteReply.
                 * @memberof polis.v1.peer
                 * @interface IJoinCompleteReply
                 * @augments polis.v1.peer.JoinCompleteReply.$Properties
                 * @deprecated Use polis.v1.peer.JoinCompleteReply.$Properties instead.
                 */

                /**
                 * Shape of a JoinCompleteReply.
                 * @typedef {polis.v1.peer.JoinCompleteReply.$Properties} polis.v1.peer.JoinCompleteReply.$Shape
                 */

                /**
                 * Constructs a new JoinCompleteReply.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a JoinCompleteReply.
                 * @constructor
                 * @param {polis.v1.peer.JoinCompleteReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const JoinCompleteReply = function (properties) {
                    this.members = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * JoinCompleteReply proof.
                 * @member {Uint8Array} proof
                 * @memberof polis.v1.peer.JoinCompleteReply
                 * @instance
                 */
                JoinCompleteReply.prototype.proof = $util.newBuffer([]);

                /**
                 * JoinCompleteReply clusterId.
                 * @member {string} clusterId
                 * @memberof polis.v1.peer.JoinCompleteReply
                 * @instance
                 */
                JoinCompleteReply.prototype.clusterId = "";

                /**
                 * JoinCompleteReply raftId.
                 * @member {number} raftId
                 * @memberof polis.v1.peer.JoinCompleteReply
                 * @instance
                 */
                JoinCompleteReply.prototype.raftId = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * JoinCompleteReply members.
                 * @member {Array.<polis.v1.peer.MemberAddress.$Properties>} members
                 * @memberof polis.v1.peer.JoinCompleteReply
                 * @instance
                 */
                JoinCompleteReply.prototype.members = $util.emptyArray;

                /**
                 * JoinCompleteReply epoch.
                 * @member {number} epoch
                 * @memberof polis.v1.peer.JoinCompleteReply
                 * @instance
                 */
                JoinCompleteReply.prototype.epoch = 0;

                /**
                 * JoinCompleteReply epochMark.
                 * @member {string} epochMark
                 * @memberof polis.v1.peer.JoinCompleteReply
                 * @instance
                 */
                JoinCompleteReply.prototype.epochMark = "";

                /**
                 * Encodes the specified JoinCompleteReply message. Does not implicitly {@link polis.v1.peer.JoinCompleteReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.JoinCompleteReply
                 * @static
                 * @param {polis.v1.peer.JoinCompleteReply.$Properties} message JoinCompleteReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                JoinCompleteReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.proof != null && $Object.hasOwnProperty.call(message, "proof") && message.proof.length)
                        writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.proof);
                    if (message.clusterId != null && $Object.hasOwnProperty.call(message, "clusterId") && message.clusterId !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.clusterId);
                    if (message.raftId != null && $Object.hasOwnProperty.call(message, "raftId") && (typeof message.raftId === "object" ? message.raftId.low || message.raftId.high : message.raftId !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.raftId);
                    if (message.members != null && message.members.length)
                        for (let i = 0; i < message.members.length; ++i)
                            $root.polis.v1.peer.MemberAddress.encode(message.members[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && message.epoch !== 0)
                        writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.epoch);
                    if (message.epochMark != null && $Object.hasOwnProperty.call(message, "epochMark") && message.epochMark !== "")
                        writer.uint32(/* id 6, wireType 2 =*/50).string(message.epochMark);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a JoinCompleteReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.JoinCompleteReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.JoinCompleteReply & polis.v1.peer.JoinCompleteReply.$Shape} JoinCompleteReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                JoinCompleteReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.JoinCompleteReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.proof = value;
                                else
                                    delete message.proof;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.clusterId = value;
                                else
                                    delete message.clusterId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.raftId = value;
                                else
                                    delete message.raftId;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.members && message.members.length))
                                    message.members = [];
                                message.members.push($root.polis.v1.peer.MemberAddress.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.epoch = value;
                                else
                                    delete message.epoch;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.epochMark = value;
                                else
                                    delete message.epochMark;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return JoinCompleteReply;
            })();

            peer.ClientEnterRequest = (function() {

                /**
                 * Properties of a ClientEnterRequest.
                 * @typedef {Object} polis.v1.peer.ClientEnterRequest.$Properties
                 * @property {Uint8Array|null} [proof] ClientEnterRequest proof
                 * @property {Uint8Array|null} [challenge] ClientEnterRequest challenge
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ClientEnterRequest.
                 * @memberof polis.v1.peer
                 * @interface IClientEnterRequest
                 * @augments polis.v1.peer.ClientEnterRequest.$Properties
                 * @deprecated Use polis.v1.peer.ClientEnterRequest.$Properties instead.
                 */

                /**
                 * Shape of a ClientEnterRequest.
                 * @typedef {polis.v1.peer.ClientEnterRequest.$Properties} polis.v1.peer.ClientEnterRequest.$Shape
                 */

                /**
                 * Constructs a new ClientEnterRequest.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a ClientEnterRequest.
                 * @constructor
                 * @param {polis.v1.peer.ClientEnterRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ClientEnterRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ClientEnterRequest proof.
                 * @member {Uint8Array} proof
                 * @memberof polis.v1.peer.ClientEnterRequest
                 * @instance
                 */
                ClientEnterRequest.prototype.proof = $util.newBuffer([]);

                /**
                 * ClientEnterRequest challenge.
                 * @member {Uint8Array} challenge
                 * @memberof polis.v1.peer.ClientEnterRequest
                 * @instance
                 */
                ClientEnterRequest.prototype.challenge = $util.newBuffer([]);

                /**
                 * Encodes the specified ClientEnterRequest message. Does not implicitly {@link polis.v1.peer.ClientEnterRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.ClientEnterRequest
                 * @static
                 * @param {polis.v1.peer.ClientEnterRequest.$Properties} message ClientEnterRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ClientEnterRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.proof != null && $Object.hasOwnProperty.call(message, "proof") && message.proof.length)
                        writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.proof);
                    if (message.challenge != null && $Object.hasOwnProperty.call(message, "challenge") && message.challenge.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.challenge);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ClientEnterRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.ClientEnterRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ClientEnterRequest & polis.v1.peer.ClientEnterRequest.$Shape} ClientEnterRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ClientEnterRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.ClientEnterRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.proof = value;
                                else
                                    delete message.proof;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.challenge = value;
                                else
                                    delete message.challenge;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ClientEnterRequest;
            })();

            peer.ClientEnterReply = (function() {

                /**
                 * Properties of a ClientEnterReply.
                 * @typedef {Object} polis.v1.peer.ClientEnterReply.$Properties
                 * @property {Uint8Array|null} [proof] ClientEnterReply proof
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ClientEnterReply.
                 * @memberof polis.v1.peer
                 * @interface IClientEnterReply
                 * @augments polis.v1.peer.ClientEnterReply.$Properties
                 * @deprecated Use polis.v1.peer.ClientEnterReply.$Properties instead.
                 */

                /**
                 * Shape of a ClientEnterReply.
                 * @typedef {polis.v1.peer.ClientEnterReply.$Properties} polis.v1.peer.ClientEnterReply.$Shape
                 */

                /**
                 * Constructs a new ClientEnterReply.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a ClientEnterReply.
                 * @constructor
                 * @param {polis.v1.peer.ClientEnterReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ClientEnterReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ClientEnterReply proof.
                 * @member {Uint8Array} proof
                 * @memberof polis.v1.peer.ClientEnterReply
                 * @instance
                 */
                ClientEnterReply.prototype.proof = $util.newBuffer([]);

                /**
                 * Encodes the specified ClientEnterReply message. Does not implicitly {@link polis.v1.peer.ClientEnterReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.ClientEnterReply
                 * @static
                 * @param {polis.v1.peer.ClientEnterReply.$Properties} message ClientEnterReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ClientEnterReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.proof != null && $Object.hasOwnProperty.call(message, "proof") && message.proof.length)
                        writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.proof);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ClientEnterReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.ClientEnterReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ClientEnterReply & polis.v1.peer.ClientEnterReply.$Shape} ClientEnterReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ClientEnterReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.ClientEnterReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.proof = value;
                                else
                                    delete message.proof;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ClientEnterReply;
            })();

            peer.MemberAddRequest = (function() {

                /**
                 * Properties of a MemberAddRequest.
                 * @typedef {Object} polis.v1.peer.MemberAddRequest.$Properties
                 * @property {string|null} [peerId] MemberAddRequest peerId
                 * @property {polis.v1.peer.NodeDescription.$Properties|null} [node] MemberAddRequest node
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a MemberAddRequest.
                 * @memberof polis.v1.peer
                 * @interface IMemberAddRequest
                 * @augments polis.v1.peer.MemberAddRequest.$Properties
                 * @deprecated Use polis.v1.peer.MemberAddRequest.$Properties instead.
                 */

                /**
                 * Shape of a MemberAddRequest.
                 * @typedef {polis.v1.peer.MemberAddRequest.$Properties} polis.v1.peer.MemberAddRequest.$Shape
                 */

                /**
                 * Constructs a new MemberAddRequest.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a MemberAddRequest.
                 * @constructor
                 * @param {polis.v1.peer.MemberAddRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const MemberAddRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * MemberAddRequest peerId.
                 * @member {string} peerId
                 * @memberof polis.v1.peer.MemberAddRequest
                 * @instance
                 */
                MemberAddRequest.prototype.peerId = "";

                /**
                 * MemberAddRequest node.
                 * @member {polis.v1.peer.NodeDescription.$Properties|null|undefined} node
                 * @memberof polis.v1.peer.MemberAddRequest
                 * @instance
                 */
                MemberAddRequest.prototype.node = null;

                /**
                 * Encodes the specified MemberAddRequest message. Does not implicitly {@link polis.v1.peer.MemberAddRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.MemberAddRequest
                 * @static
                 * @param {polis.v1.peer.MemberAddRequest.$Properties} message MemberAddRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                MemberAddRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.peerId != null && $Object.hasOwnProperty.call(message, "peerId") && message.peerId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.peerId);
                    if (message.node != null && $Object.hasOwnProperty.call(message, "node"))
                        $root.polis.v1.peer.NodeDescription.encode(message.node, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a MemberAddRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.MemberAddRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.MemberAddRequest & polis.v1.peer.MemberAddRequest.$Shape} MemberAddRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                MemberAddRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.MemberAddRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.peerId = value;
                                else
                                    delete message.peerId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.node = $root.polis.v1.peer.NodeDescription.decode(reader, reader.size(), $undefined, _depth + 1, message.node);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return MemberAddRequest;
            })();

            peer.MemberAddReply = (function() {

                /**
                 * Properties of a MemberAddReply.
                 * @typedef {Object} polis.v1.peer.MemberAddReply.$Properties
                 * @property {number|null} [raftId] MemberAddReply raftId
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a MemberAddReply.
                 * @memberof polis.v1.peer
                 * @interface IMemberAddReply
                 * @augments polis.v1.peer.MemberAddReply.$Properties
                 * @deprecated Use polis.v1.peer.MemberAddReply.$Properties instead.
                 */

                /**
                 * Shape of a MemberAddReply.
                 * @typedef {polis.v1.peer.MemberAddReply.$Properties} polis.v1.peer.MemberAddReply.$Shape
                 */

                /**
                 * Constructs a new MemberAddReply.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a MemberAddReply.
                 * @constructor
                 * @param {polis.v1.peer.MemberAddReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const MemberAddReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * MemberAddReply raftId.
                 * @member {number} raftId
                 * @memberof polis.v1.peer.MemberAddReply
                 * @instance
                 */
                MemberAddReply.prototype.raftId = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Encodes the specified MemberAddReply message. Does not implicitly {@link polis.v1.peer.MemberAddReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.MemberAddReply
                 * @static
                 * @param {polis.v1.peer.MemberAddReply.$Properties} message MemberAddReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                MemberAddReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.raftId != null && $Object.hasOwnProperty.call(message, "raftId") && (typeof message.raftId === "object" ? message.raftId.low || message.raftId.high : message.raftId !== 0))
                        writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.raftId);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a MemberAddReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.MemberAddReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.MemberAddReply & polis.v1.peer.MemberAddReply.$Shape} MemberAddReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                MemberAddReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.MemberAddReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.raftId = value;
                                else
                                    delete message.raftId;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return MemberAddReply;
            })();

            peer.NodeDescription = (function() {

                /**
                 * Properties of a NodeDescription.
                 * @typedef {Object} polis.v1.peer.NodeDescription.$Properties
                 * @property {string|null} [name] NodeDescription name
                 * @property {string|null} [host] NodeDescription host
                 * @property {number|null} [clusterPort] NodeDescription clusterPort
                 * @property {string|null} [apiAddress] NodeDescription apiAddress
                 * @property {Object.<string,string>|null} [labels] NodeDescription labels
                 * @property {Array.<string>|null} [drivers] NodeDescription drivers
                 * @property {number|null} [cpuMillicores] NodeDescription cpuMillicores
                 * @property {number|null} [memoryBytes] NodeDescription memoryBytes
                 * @property {string|null} [release] NodeDescription release
                 * @property {number|null} [clusterVersion] NodeDescription clusterVersion
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a NodeDescription.
                 * @memberof polis.v1.peer
                 * @interface INodeDescription
                 * @augments polis.v1.peer.NodeDescription.$Properties
                 * @deprecated Use polis.v1.peer.NodeDescription.$Properties instead.
                 */

                /**
                 * Shape of a NodeDescription.
                 * @typedef {polis.v1.peer.NodeDescription.$Properties} polis.v1.peer.NodeDescription.$Shape
                 */

                /**
                 * Constructs a new NodeDescription.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a NodeDescription.
                 * @constructor
                 * @param {polis.v1.peer.NodeDescription.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const NodeDescription = function (properties) {
                    this.labels = {};
                    this.drivers = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * NodeDescription name.
                 * @member {string} name
                 * @memberof polis.v1.peer.NodeDescription
                 * @instance
                 */
                NodeDescription.prototype.name = "";

                /**
                 * NodeDescription host.
                 * @member {string} host
                 * @memberof polis.v1.peer.NodeDescription
                 * @instance
                 */
                NodeDescription.prototype.host = "";

                /**
                 * NodeDescription clusterPort.
                 * @member {number} clusterPort
                 * @memberof polis.v1.peer.NodeDescription
                 * @instance
                 */
                NodeDescription.prototype.clusterPort = 0;

                /**
                 * NodeDescription apiAddress.
                 * @member {string} apiAddress
                 * @memberof polis.v1.peer.NodeDescription
                 * @instance
                 */
                NodeDescription.prototype.apiAddress = "";

                /**
                 * NodeDescription labels.
                 * @member {Object.<string,string>} labels
                 * @memberof polis.v1.peer.NodeDescription
                 * @instance
                 */
                NodeDescription.prototype.labels = $util.emptyObject;

                /**
                 * NodeDescription drivers.
                 * @member {Array.<string>} drivers
                 * @memberof polis.v1.peer.NodeDescription
                 * @instance
                 */
                NodeDescription.prototype.drivers = $util.emptyArray;

                /**
                 * NodeDescription cpuMillicores.
                 * @member {number} cpuMillicores
                 * @memberof polis.v1.peer.NodeDescription
                 * @instance
                 */
                NodeDescription.prototype.cpuMillicores = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * NodeDescription memoryBytes.
                 * @member {number} memoryBytes
                 * @memberof polis.v1.peer.NodeDescription
                 * @instance
                 */
                NodeDescription.prototype.memoryBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * NodeDescription release.
                 * @member {string} release
                 * @memberof polis.v1.peer.NodeDescription
                 * @instance
                 */
                NodeDescription.prototype.release = "";

                /**
                 * NodeDescription clusterVersion.
                 * @member {number} clusterVersion
                 * @memberof polis.v1.peer.NodeDescription
                 * @instance
                 */
                NodeDescription.prototype.clusterVersion = 0;

                /**
                 * Encodes the specified NodeDescription message. Does not implicitly {@link polis.v1.peer.NodeDescription.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.NodeDescription
                 * @static
                 * @param {polis.v1.peer.NodeDescription.$Properties} message NodeDescription message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                NodeDescription.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                    if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.host);
                    if (message.clusterPort != null && $Object.hasOwnProperty.call(message, "clusterPort") && message.clusterPort !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.clusterPort);
                    if (message.apiAddress != null && $Object.hasOwnProperty.call(message, "apiAddress") && message.apiAddress !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.apiAddress);
                    if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
                        for (let keys = $Object.keys(message.labels), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 5, wireType 2 =*/42).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.labels[keys[i]]).ldelim();
                    if (message.drivers != null && message.drivers.length)
                        for (let i = 0; i < message.drivers.length; ++i)
                            writer.uint32(/* id 6, wireType 2 =*/50).string(message.drivers[i]);
                    if (message.cpuMillicores != null && $Object.hasOwnProperty.call(message, "cpuMillicores") && (typeof message.cpuMillicores === "object" ? message.cpuMillicores.low || message.cpuMillicores.high : message.cpuMillicores !== 0))
                        writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.cpuMillicores);
                    if (message.memoryBytes != null && $Object.hasOwnProperty.call(message, "memoryBytes") && (typeof message.memoryBytes === "object" ? message.memoryBytes.low || message.memoryBytes.high : message.memoryBytes !== 0))
                        writer.uint32(/* id 8, wireType 0 =*/64).uint64(message.memoryBytes);
                    if (message.release != null && $Object.hasOwnProperty.call(message, "release") && message.release !== "")
                        writer.uint32(/* id 9, wireType 2 =*/74).string(message.release);
                    if (message.clusterVersion != null && $Object.hasOwnProperty.call(message, "clusterVersion") && message.clusterVersion !== 0)
                        writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.clusterVersion);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a NodeDescription message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.NodeDescription
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.NodeDescription & polis.v1.peer.NodeDescription.$Shape} NodeDescription
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                NodeDescription.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.NodeDescription();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.name = value;
                                else
                                    delete message.name;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.host = value;
                                else
                                    delete message.host;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.clusterPort = value;
                                else
                                    delete message.clusterPort;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.apiAddress = value;
                                else
                                    delete message.apiAddress;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                if (message.labels === $util.emptyObject)
                                    message.labels = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = "";
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 2)
                                            break;
                                        value = reader.stringVerify();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.labels, key);
                                message.labels[key] = value;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.drivers && message.drivers.length))
                                    message.drivers = [];
                                message.drivers.push(reader.stringVerify());
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.cpuMillicores = value;
                                else
                                    delete message.cpuMillicores;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.memoryBytes = value;
                                else
                                    delete message.memoryBytes;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.release = value;
                                else
                                    delete message.release;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.clusterVersion = value;
                                else
                                    delete message.clusterVersion;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return NodeDescription;
            })();

            peer.MemberAddress = (function() {

                /**
                 * Properties of a MemberAddress.
                 * @typedef {Object} polis.v1.peer.MemberAddress.$Properties
                 * @property {string|null} [peerId] MemberAddress peerId
                 * @property {number|null} [raftId] MemberAddress raftId
                 * @property {string|null} [name] MemberAddress name
                 * @property {string|null} [host] MemberAddress host
                 * @property {number|null} [clusterPort] MemberAddress clusterPort
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a MemberAddress.
                 * @memberof polis.v1.peer
                 * @interface IMemberAddress
                 * @augments polis.v1.peer.MemberAddress.$Properties
                 * @deprecated Use polis.v1.peer.MemberAddress.$Properties instead.
                 */

                /**
                 * Shape of a MemberAddress.
                 * @typedef {polis.v1.peer.MemberAddress.$Properties} polis.v1.peer.MemberAddress.$Shape
                 */

                /**
                 * Constructs a new MemberAddress.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a MemberAddress.
                 * @constructor
                 * @param {polis.v1.peer.MemberAddress.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const MemberAddress = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * MemberAddress peerId.
                 * @member {string} peerId
                 * @memberof polis.v1.peer.MemberAddress
                 * @instance
                 */
                MemberAddress.prototype.peerId = "";

                /**
                 * MemberAddress raftId.
                 * @member {number} raftId
                 * @memberof polis.v1.peer.MemberAddress
                 * @instance
                 */
                MemberAddress.prototype.raftId = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * MemberAddress name.
                 * @member {string} name
                 * @memberof polis.v1.peer.MemberAddress
                 * @instance
                 */
                MemberAddress.prototype.name = "";

                /**
                 * MemberAddress host.
                 * @member {string} host
                 * @memberof polis.v1.peer.MemberAddress
                 * @instance
                 */
                MemberAddress.prototype.host = "";

                /**
                 * MemberAddress clusterPort.
                 * @member {number} clusterPort
                 * @memberof polis.v1.peer.MemberAddress
                 * @instance
                 */
                MemberAddress.prototype.clusterPort = 0;

                /**
                 * Encodes the specified MemberAddress message. Does not implicitly {@link polis.v1.peer.MemberAddress.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.MemberAddress
                 * @static
                 * @param {polis.v1.peer.MemberAddress.$Properties} message MemberAddress message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                MemberAddress.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.peerId != null && $Object.hasOwnProperty.call(message, "peerId") && message.peerId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.peerId);
                    if (message.raftId != null && $Object.hasOwnProperty.call(message, "raftId") && (typeof message.raftId === "object" ? message.raftId.low || message.raftId.high : message.raftId !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.raftId);
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.name);
                    if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.host);
                    if (message.clusterPort != null && $Object.hasOwnProperty.call(message, "clusterPort") && message.clusterPort !== 0)
                        writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.clusterPort);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a MemberAddress message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.MemberAddress
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.MemberAddress & polis.v1.peer.MemberAddress.$Shape} MemberAddress
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                MemberAddress.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.MemberAddress();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.peerId = value;
                                else
                                    delete message.peerId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.raftId = value;
                                else
                                    delete message.raftId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.name = value;
                                else
                                    delete message.name;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.host = value;
                                else
                                    delete message.host;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.clusterPort = value;
                                else
                                    delete message.clusterPort;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return MemberAddress;
            })();

            peer.MemberRemoveRequest = (function() {

                /**
                 * Properties of a MemberRemoveRequest.
                 * @typedef {Object} polis.v1.peer.MemberRemoveRequest.$Properties
                 * @property {string|null} [peerId] MemberRemoveRequest peerId
                 * @property {boolean|null} [isTrial] MemberRemoveRequest isTrial
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a MemberRemoveRequest.
                 * @memberof polis.v1.peer
                 * @interface IMemberRemoveRequest
                 * @augments polis.v1.peer.MemberRemoveRequest.$Properties
                 * @deprecated Use polis.v1.peer.MemberRemoveRequest.$Properties instead.
                 */

                /**
                 * Shape of a MemberRemoveRequest.
                 * @typedef {polis.v1.peer.MemberRemoveRequest.$Properties} polis.v1.peer.MemberRemoveRequest.$Shape
                 */

                /**
                 * Constructs a new MemberRemoveRequest.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a MemberRemoveRequest.
                 * @constructor
                 * @param {polis.v1.peer.MemberRemoveRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const MemberRemoveRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * MemberRemoveRequest peerId.
                 * @member {string} peerId
                 * @memberof polis.v1.peer.MemberRemoveRequest
                 * @instance
                 */
                MemberRemoveRequest.prototype.peerId = "";

                /**
                 * MemberRemoveRequest isTrial.
                 * @member {boolean} isTrial
                 * @memberof polis.v1.peer.MemberRemoveRequest
                 * @instance
                 */
                MemberRemoveRequest.prototype.isTrial = false;

                /**
                 * Encodes the specified MemberRemoveRequest message. Does not implicitly {@link polis.v1.peer.MemberRemoveRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.MemberRemoveRequest
                 * @static
                 * @param {polis.v1.peer.MemberRemoveRequest.$Properties} message MemberRemoveRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                MemberRemoveRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.peerId != null && $Object.hasOwnProperty.call(message, "peerId") && message.peerId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.peerId);
                    if (message.isTrial != null && $Object.hasOwnProperty.call(message, "isTrial") && message.isTrial !== false)
                        writer.uint32(/* id 2, wireType 0 =*/16).bool(message.isTrial);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a MemberRemoveRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.MemberRemoveRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.MemberRemoveRequest & polis.v1.peer.MemberRemoveRequest.$Shape} MemberRemoveRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                MemberRemoveRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.MemberRemoveRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.peerId = value;
                                else
                                    delete message.peerId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.isTrial = value;
                                else
                                    delete message.isTrial;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return MemberRemoveRequest;
            })();

            peer.MemberRemoveReply = (function() {

                /**
                 * Properties of a MemberRemoveReply.
                 * @typedef {Object} polis.v1.peer.MemberRemoveReply.$Properties
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a MemberRemoveReply.
                 * @memberof polis.v1.peer
                 * @interface IMemberRemoveReply
                 * @augments polis.v1.peer.MemberRemoveReply.$Properties
                 * @deprecated Use polis.v1.peer.MemberRemoveReply.$Properties instead.
                 */

                /**
                 * Shape of a MemberRemoveReply.
                 * @typedef {polis.v1.peer.MemberRemoveReply.$Properties} polis.v1.peer.MemberRemoveReply.$Shape
                 */

                /**
                 * Constructs a new MemberRemoveReply.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a MemberRemoveReply.
                 * @constructor
                 * @param {polis.v1.peer.MemberRemoveReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const MemberRemoveReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Encodes the specified MemberRemoveReply message. Does not implicitly {@link polis.v1.peer.MemberRemoveReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.MemberRemoveReply
                 * @static
                 * @param {polis.v1.peer.MemberRemoveReply.$Properties} message MemberRemoveReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                MemberRemoveReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a MemberRemoveReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.MemberRemoveReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.MemberRemoveReply & polis.v1.peer.MemberRemoveReply.$Shape} MemberRemoveReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                MemberRemoveReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.MemberRemoveReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        reader.skipType(tag & 7, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return MemberRemoveReply;
            })();

            peer.StandingRequest = (function() {

                /**
                 * Properties of a StandingRequest.
                 * @typedef {Object} polis.v1.peer.StandingRequest.$Properties
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a StandingRequest.
                 * @memberof polis.v1.peer
                 * @interface IStandingRequest
                 * @augments polis.v1.peer.StandingRequest.$Properties
                 * @deprecated Use polis.v1.peer.StandingRequest.$Properties instead.
                 */

                /**
                 * Shape of a StandingRequest.
                 * @typedef {polis.v1.peer.StandingRequest.$Properties} polis.v1.peer.StandingRequest.$Shape
                 */

                /**
                 * Constructs a new StandingRequest.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a StandingRequest.
                 * @constructor
                 * @param {polis.v1.peer.StandingRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const StandingRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Encodes the specified StandingRequest message. Does not implicitly {@link polis.v1.peer.StandingRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.StandingRequest
                 * @static
                 * @param {polis.v1.peer.StandingRequest.$Properties} message StandingRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                StandingRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a StandingRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.StandingRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.StandingRequest & polis.v1.peer.StandingRequest.$Shape} StandingRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                StandingRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.StandingRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        reader.skipType(tag & 7, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return StandingRequest;
            })();

            peer.StandingReply = (function() {

                /**
                 * Properties of a StandingReply.
                 * @typedef {Object} polis.v1.peer.StandingReply.$Properties
                 * @property {boolean|null} [isMember] StandingReply isMember
                 * @property {boolean|null} [isCertain] StandingReply isCertain
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a StandingReply.
                 * @memberof polis.v1.peer
                 * @interface IStandingReply
                 * @augments polis.v1.peer.StandingReply.$Properties
                 * @deprecated Use polis.v1.peer.StandingReply.$Properties instead.
                 */

                /**
                 * Shape of a StandingReply.
                 * @typedef {polis.v1.peer.StandingReply.$Properties} polis.v1.peer.StandingReply.$Shape
                 */

                /**
                 * Constructs a new StandingReply.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a StandingReply.
                 * @constructor
                 * @param {polis.v1.peer.StandingReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const StandingReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * StandingReply isMember.
                 * @member {boolean} isMember
                 * @memberof polis.v1.peer.StandingReply
                 * @instance
                 */
                StandingReply.prototype.isMember = false;

                /**
                 * StandingReply isCertain.
                 * @member {boolean} isCertain
                 * @memberof polis.v1.peer.StandingReply
                 * @instance
                 */
                StandingReply.prototype.isCertain = false;

                /**
                 * Encodes the specified StandingReply message. Does not implicitly {@link polis.v1.peer.StandingReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.StandingReply
                 * @static
                 * @param {polis.v1.peer.StandingReply.$Properties} message StandingReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                StandingReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.isMember != null && $Object.hasOwnProperty.call(message, "isMember") && message.isMember !== false)
                        writer.uint32(/* id 1, wireType 0 =*/8).bool(message.isMember);
                    if (message.isCertain != null && $Object.hasOwnProperty.call(message, "isCertain") && message.isCertain !== false)
                        writer.uint32(/* id 2, wireType 0 =*/16).bool(message.isCertain);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a StandingReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.StandingReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.StandingReply & polis.v1.peer.StandingReply.$Shape} StandingReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                StandingReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.StandingReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.isMember = value;
                                else
                                    delete message.isMember;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.isCertain = value;
                                else
                                    delete message.isCertain;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return StandingReply;
            })();

            peer.RaftProgressRequest = (function() {

                /**
                 * Properties of a RaftProgressRequest.
                 * @typedef {Object} polis.v1.peer.RaftProgressRequest.$Properties
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a RaftProgressRequest.
                 * @memberof polis.v1.peer
                 * @interface IRaftProgressRequest
                 * @augments polis.v1.peer.RaftProgressRequest.$Properties
                 * @deprecated Use polis.v1.peer.RaftProgressRequest.$Properties instead.
                 */

                /**
                 * Shape of a RaftProgressRequest.
                 * @typedef {polis.v1.peer.RaftProgressRequest.$Properties} polis.v1.peer.RaftProgressRequest.$Shape
                 */

                /**
                 * Constructs a new RaftProgressRequest.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a RaftProgressRequest.
                 * @constructor
                 * @param {polis.v1.peer.RaftProgressRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const RaftProgressRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Encodes the specified RaftProgressRequest message. Does not implicitly {@link polis.v1.peer.RaftProgressRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.RaftProgressRequest
                 * @static
                 * @param {polis.v1.peer.RaftProgressRequest.$Properties} message RaftProgressRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                RaftProgressRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a RaftProgressRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.RaftProgressRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.RaftProgressRequest & polis.v1.peer.RaftProgressRequest.$Shape} RaftProgressRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                RaftProgressRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.RaftProgressRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        reader.skipType(tag & 7, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return RaftProgressRequest;
            })();

            peer.RaftProgressReply = (function() {

                /**
                 * Properties of a RaftProgressReply.
                 * @typedef {Object} polis.v1.peer.RaftProgressReply.$Properties
                 * @property {number|null} [commitIndex] RaftProgressReply commitIndex
                 * @property {Array.<polis.v1.peer.MemberProgress.$Properties>|null} [members] RaftProgressReply members
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a RaftProgressReply.
                 * @memberof polis.v1.peer
                 * @interface IRaftProgressReply
                 * @augments polis.v1.peer.RaftProgressReply.$Properties
                 * @deprecated Use polis.v1.peer.RaftProgressReply.$Properties instead.
                 */

                /**
                 * Shape of a RaftProgressReply.
                 * @typedef {polis.v1.peer.RaftProgressReply.$Properties} polis.v1.peer.RaftProgressReply.$Shape
                 */

                /**
                 * Constructs a new RaftProgressReply.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a RaftProgressReply.
                 * @constructor
                 * @param {polis.v1.peer.RaftProgressReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const RaftProgressReply = function (properties) {
                    this.members = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * RaftProgressReply commitIndex.
                 * @member {number} commitIndex
                 * @memberof polis.v1.peer.RaftProgressReply
                 * @instance
                 */
                RaftProgressReply.prototype.commitIndex = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * RaftProgressReply members.
                 * @member {Array.<polis.v1.peer.MemberProgress.$Properties>} members
                 * @memberof polis.v1.peer.RaftProgressReply
                 * @instance
                 */
                RaftProgressReply.prototype.members = $util.emptyArray;

                /**
                 * Encodes the specified RaftProgressReply message. Does not implicitly {@link polis.v1.peer.RaftProgressReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.RaftProgressReply
                 * @static
                 * @param {polis.v1.peer.RaftProgressReply.$Properties} message RaftProgressReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                RaftProgressReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.commitIndex != null && $Object.hasOwnProperty.call(message, "commitIndex") && (typeof message.commitIndex === "object" ? message.commitIndex.low || message.commitIndex.high : message.commitIndex !== 0))
                        writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.commitIndex);
                    if (message.members != null && message.members.length)
                        for (let i = 0; i < message.members.length; ++i)
                            $root.polis.v1.peer.MemberProgress.encode(message.members[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a RaftProgressReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.RaftProgressReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.RaftProgressReply & polis.v1.peer.RaftProgressReply.$Shape} RaftProgressReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                RaftProgressReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.RaftProgressReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.commitIndex = value;
                                else
                                    delete message.commitIndex;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.members && message.members.length))
                                    message.members = [];
                                message.members.push($root.polis.v1.peer.MemberProgress.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return RaftProgressReply;
            })();

            peer.MemberProgress = (function() {

                /**
                 * Properties of a MemberProgress.
                 * @typedef {Object} polis.v1.peer.MemberProgress.$Properties
                 * @property {number|null} [raftId] MemberProgress raftId
                 * @property {number|null} [matchIndex] MemberProgress matchIndex
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a MemberProgress.
                 * @memberof polis.v1.peer
                 * @interface IMemberProgress
                 * @augments polis.v1.peer.MemberProgress.$Properties
                 * @deprecated Use polis.v1.peer.MemberProgress.$Properties instead.
                 */

                /**
                 * Shape of a MemberProgress.
                 * @typedef {polis.v1.peer.MemberProgress.$Properties} polis.v1.peer.MemberProgress.$Shape
                 */

                /**
                 * Constructs a new MemberProgress.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a MemberProgress.
                 * @constructor
                 * @param {polis.v1.peer.MemberProgress.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const MemberProgress = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * MemberProgress raftId.
                 * @member {number} raftId
                 * @memberof polis.v1.peer.MemberProgress
                 * @instance
                 */
                MemberProgress.prototype.raftId = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * MemberProgress matchIndex.
                 * @member {number} matchIndex
                 * @memberof polis.v1.peer.MemberProgress
                 * @instance
                 */
                MemberProgress.prototype.matchIndex = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Encodes the specified MemberProgress message. Does not implicitly {@link polis.v1.peer.MemberProgress.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.MemberProgress
                 * @static
                 * @param {polis.v1.peer.MemberProgress.$Properties} message MemberProgress message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                MemberProgress.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.raftId != null && $Object.hasOwnProperty.call(message, "raftId") && (typeof message.raftId === "object" ? message.raftId.low || message.raftId.high : message.raftId !== 0))
                        writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.raftId);
                    if (message.matchIndex != null && $Object.hasOwnProperty.call(message, "matchIndex") && (typeof message.matchIndex === "object" ? message.matchIndex.low || message.matchIndex.high : message.matchIndex !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.matchIndex);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a MemberProgress message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.MemberProgress
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.MemberProgress & polis.v1.peer.MemberProgress.$Shape} MemberProgress
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                MemberProgress.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.MemberProgress();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.raftId = value;
                                else
                                    delete message.raftId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.matchIndex = value;
                                else
                                    delete message.matchIndex;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return MemberProgress;
            })();

            peer.VouchRequest = (function() {

                /**
                 * Properties of a VouchRequest.
                 * @typedef {Object} polis.v1.peer.VouchRequest.$Properties
                 * @property {string|null} [peerId] VouchRequest peerId
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a VouchRequest.
                 * @memberof polis.v1.peer
                 * @interface IVouchRequest
                 * @augments polis.v1.peer.VouchRequest.$Properties
                 * @deprecated Use polis.v1.peer.VouchRequest.$Properties instead.
                 */

                /**
                 * Shape of a VouchRequest.
                 * @typedef {polis.v1.peer.VouchRequest.$Properties} polis.v1.peer.VouchRequest.$Shape
                 */

                /**
                 * Constructs a new VouchRequest.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a VouchRequest.
                 * @constructor
                 * @param {polis.v1.peer.VouchRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const VouchRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * VouchRequest peerId.
                 * @member {string} peerId
                 * @memberof polis.v1.peer.VouchRequest
                 * @instance
                 */
                VouchRequest.prototype.peerId = "";

                /**
                 * Encodes the specified VouchRequest message. Does not implicitly {@link polis.v1.peer.VouchRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.VouchRequest
                 * @static
                 * @param {polis.v1.peer.VouchRequest.$Properties} message VouchRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                VouchRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.peerId != null && $Object.hasOwnProperty.call(message, "peerId") && message.peerId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.peerId);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a VouchRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.VouchRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.VouchRequest & polis.v1.peer.VouchRequest.$Shape} VouchRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                VouchRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.VouchRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.peerId = value;
                                else
                                    delete message.peerId;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return VouchRequest;
            })();

            peer.VouchReply = (function() {

                /**
                 * Properties of a VouchReply.
                 * @typedef {Object} polis.v1.peer.VouchReply.$Properties
                 * @property {boolean|null} [isMember] VouchReply isMember
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a VouchReply.
                 * @memberof polis.v1.peer
                 * @interface IVouchReply
                 * @augments polis.v1.peer.VouchReply.$Properties
                 * @deprecated Use polis.v1.peer.VouchReply.$Properties instead.
                 */

                /**
                 * Shape of a VouchReply.
                 * @typedef {polis.v1.peer.VouchReply.$Properties} polis.v1.peer.VouchReply.$Shape
                 */

                /**
                 * Constructs a new VouchReply.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a VouchReply.
                 * @constructor
                 * @param {polis.v1.peer.VouchReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const VouchReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * VouchReply isMember.
                 * @member {boolean} isMember
                 * @memberof polis.v1.peer.VouchReply
                 * @instance
                 */
                VouchReply.prototype.isMember = false;

                /**
                 * Encodes the specified VouchReply message. Does not implicitly {@link polis.v1.peer.VouchReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.VouchReply
                 * @static
                 * @param {polis.v1.peer.VouchReply.$Properties} message VouchReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                VouchReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.isMember != null && $Object.hasOwnProperty.call(message, "isMember") && message.isMember !== false)
                        writer.uint32(/* id 1, wireType 0 =*/8).bool(message.isMember);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a VouchReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.VouchReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.VouchReply & polis.v1.peer.VouchReply.$Shape} VouchReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                VouchReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.VouchReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.isMember = value;
                                else
                                    delete message.isMember;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return VouchReply;
            })();

            peer.PositionRequest = (function() {

                /**
                 * Properties of a PositionRequest.
                 * @typedef {Object} polis.v1.peer.PositionRequest.$Properties
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a PositionRequest.
                 * @memberof polis.v1.peer
                 * @interface IPositionRequest
                 * @augments polis.v1.peer.PositionRequest.$Properties
                 * @deprecated Use polis.v1.peer.PositionRequest.$Properties instead.
                 */

                /**
                 * Shape of a PositionRequest.
                 * @typedef {polis.v1.peer.PositionRequest.$Properties} polis.v1.peer.PositionRequest.$Shape
                 */

                /**
                 * Constructs a new PositionRequest.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a PositionRequest.
                 * @constructor
                 * @param {polis.v1.peer.PositionRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const PositionRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Encodes the specified PositionRequest message. Does not implicitly {@link polis.v1.peer.PositionRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.PositionRequest
                 * @static
                 * @param {polis.v1.peer.PositionRequest.$Properties} message PositionRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                PositionRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a PositionRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.PositionRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.PositionRequest & polis.v1.peer.PositionRequest.$Shape} PositionRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                PositionRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.PositionRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        reader.skipType(tag & 7, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return PositionRequest;
            })();

            peer.PositionReply = (function() {

                /**
                 * Properties of a PositionReply.
                 * @typedef {Object} polis.v1.peer.PositionReply.$Properties
                 * @property {number|null} [lastIndex] PositionReply lastIndex
                 * @property {number|null} [lastTerm] PositionReply lastTerm
                 * @property {boolean|null} [hasLeader] PositionReply hasLeader
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a PositionReply.
                 * @memberof polis.v1.peer
                 * @interface IPositionReply
                 * @augments polis.v1.peer.PositionReply.$Properties
                 * @deprecated Use polis.v1.peer.PositionReply.$Properties instead.
                 */

                /**
                 * Shape of a PositionReply.
                 * @typedef {polis.v1.peer.PositionReply.$Properties} polis.v1.peer.PositionReply.$Shape
                 */

                /**
                 * Constructs a new PositionReply.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a PositionReply.
                 * @constructor
                 * @param {polis.v1.peer.PositionReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const PositionReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * PositionReply lastIndex.
                 * @member {number} lastIndex
                 * @memberof polis.v1.peer.PositionReply
                 * @instance
                 */
                PositionReply.prototype.lastIndex = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * PositionReply lastTerm.
                 * @member {number} lastTerm
                 * @memberof polis.v1.peer.PositionReply
                 * @instance
                 */
                PositionReply.prototype.lastTerm = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * PositionReply hasLeader.
                 * @member {boolean} hasLeader
                 * @memberof polis.v1.peer.PositionReply
                 * @instance
                 */
                PositionReply.prototype.hasLeader = false;

                /**
                 * Encodes the specified PositionReply message. Does not implicitly {@link polis.v1.peer.PositionReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.PositionReply
                 * @static
                 * @param {polis.v1.peer.PositionReply.$Properties} message PositionReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                PositionReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.lastIndex != null && $Object.hasOwnProperty.call(message, "lastIndex") && (typeof message.lastIndex === "object" ? message.lastIndex.low || message.lastIndex.high : message.lastIndex !== 0))
                        writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.lastIndex);
                    if (message.lastTerm != null && $Object.hasOwnProperty.call(message, "lastTerm") && (typeof message.lastTerm === "object" ? message.lastTerm.low || message.lastTerm.high : message.lastTerm !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.lastTerm);
                    if (message.hasLeader != null && $Object.hasOwnProperty.call(message, "hasLeader") && message.hasLeader !== false)
                        writer.uint32(/* id 3, wireType 0 =*/24).bool(message.hasLeader);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a PositionReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.PositionReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.PositionReply & polis.v1.peer.PositionReply.$Shape} PositionReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                PositionReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.PositionReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.lastIndex = value;
                                else
                                    delete message.lastIndex;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.lastTerm = value;
                                else
                                    delete message.lastTerm;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.hasLeader = value;
                                else
                                    delete message.hasLeader;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return PositionReply;
            })();

            peer.ProposeRequest = (function() {

                /**
                 * Properties of a ProposeRequest.
                 * @typedef {Object} polis.v1.peer.ProposeRequest.$Properties
                 * @property {Uint8Array|null} [command] ProposeRequest command
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ProposeRequest.
                 * @memberof polis.v1.peer
                 * @interface IProposeRequest
                 * @augments polis.v1.peer.ProposeRequest.$Properties
                 * @deprecated Use polis.v1.peer.ProposeRequest.$Properties instead.
                 */

                /**
                 * Shape of a ProposeRequest.
                 * @typedef {polis.v1.peer.ProposeRequest.$Properties} polis.v1.peer.ProposeRequest.$Shape
                 */

                /**
                 * Constructs a new ProposeRequest.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a ProposeRequest.
                 * @constructor
                 * @param {polis.v1.peer.ProposeRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ProposeRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ProposeRequest command.
                 * @member {Uint8Array} command
                 * @memberof polis.v1.peer.ProposeRequest
                 * @instance
                 */
                ProposeRequest.prototype.command = $util.newBuffer([]);

                /**
                 * Encodes the specified ProposeRequest message. Does not implicitly {@link polis.v1.peer.ProposeRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.ProposeRequest
                 * @static
                 * @param {polis.v1.peer.ProposeRequest.$Properties} message ProposeRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ProposeRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.command != null && $Object.hasOwnProperty.call(message, "command") && message.command.length)
                        writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.command);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ProposeRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.ProposeRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ProposeRequest & polis.v1.peer.ProposeRequest.$Shape} ProposeRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ProposeRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.ProposeRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.command = value;
                                else
                                    delete message.command;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ProposeRequest;
            })();

            peer.ProposeReply = (function() {

                /**
                 * Properties of a ProposeReply.
                 * @typedef {Object} polis.v1.peer.ProposeReply.$Properties
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ProposeReply.
                 * @memberof polis.v1.peer
                 * @interface IProposeReply
                 * @augments polis.v1.peer.ProposeReply.$Properties
                 * @deprecated Use polis.v1.peer.ProposeReply.$Properties instead.
                 */

                /**
                 * Shape of a ProposeReply.
                 * @typedef {polis.v1.peer.ProposeReply.$Properties} polis.v1.peer.ProposeReply.$Shape
                 */

                /**
                 * Constructs a new ProposeReply.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a ProposeReply.
                 * @constructor
                 * @param {polis.v1.peer.ProposeReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ProposeReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Encodes the specified ProposeReply message. Does not implicitly {@link polis.v1.peer.ProposeReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.ProposeReply
                 * @static
                 * @param {polis.v1.peer.ProposeReply.$Properties} message ProposeReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ProposeReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ProposeReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.ProposeReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ProposeReply & polis.v1.peer.ProposeReply.$Shape} ProposeReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ProposeReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.ProposeReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        reader.skipType(tag & 7, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ProposeReply;
            })();

            peer.DrainedRequest = (function() {

                /**
                 * Properties of a DrainedRequest.
                 * @typedef {Object} polis.v1.peer.DrainedRequest.$Properties
                 * @property {Array.<string>|null} [endpointIds] DrainedRequest endpointIds
                 * @property {number|null} [index] DrainedRequest index
                 * @property {number|null} [drainMs] DrainedRequest drainMs
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a DrainedRequest.
                 * @memberof polis.v1.peer
                 * @interface IDrainedRequest
                 * @augments polis.v1.peer.DrainedRequest.$Properties
                 * @deprecated Use polis.v1.peer.DrainedRequest.$Properties instead.
                 */

                /**
                 * Shape of a DrainedRequest.
                 * @typedef {polis.v1.peer.DrainedRequest.$Properties} polis.v1.peer.DrainedRequest.$Shape
                 */

                /**
                 * Constructs a new DrainedRequest.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a DrainedRequest.
                 * @constructor
                 * @param {polis.v1.peer.DrainedRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const DrainedRequest = function (properties) {
                    this.endpointIds = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * DrainedRequest endpointIds.
                 * @member {Array.<string>} endpointIds
                 * @memberof polis.v1.peer.DrainedRequest
                 * @instance
                 */
                DrainedRequest.prototype.endpointIds = $util.emptyArray;

                /**
                 * DrainedRequest index.
                 * @member {number} index
                 * @memberof polis.v1.peer.DrainedRequest
                 * @instance
                 */
                DrainedRequest.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * DrainedRequest drainMs.
                 * @member {number} drainMs
                 * @memberof polis.v1.peer.DrainedRequest
                 * @instance
                 */
                DrainedRequest.prototype.drainMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Encodes the specified DrainedRequest message. Does not implicitly {@link polis.v1.peer.DrainedRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.DrainedRequest
                 * @static
                 * @param {polis.v1.peer.DrainedRequest.$Properties} message DrainedRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                DrainedRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.endpointIds != null && message.endpointIds.length)
                        for (let i = 0; i < message.endpointIds.length; ++i)
                            writer.uint32(/* id 1, wireType 2 =*/10).string(message.endpointIds[i]);
                    if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.index);
                    if (message.drainMs != null && $Object.hasOwnProperty.call(message, "drainMs") && (typeof message.drainMs === "object" ? message.drainMs.low || message.drainMs.high : message.drainMs !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.drainMs);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a DrainedRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.DrainedRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.DrainedRequest & polis.v1.peer.DrainedRequest.$Shape} DrainedRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                DrainedRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.DrainedRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.endpointIds && message.endpointIds.length))
                                    message.endpointIds = [];
                                message.endpointIds.push(reader.stringVerify());
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.index = value;
                                else
                                    delete message.index;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.drainMs = value;
                                else
                                    delete message.drainMs;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return DrainedRequest;
            })();

            peer.DrainedReply = (function() {

                /**
                 * Properties of a DrainedReply.
                 * @typedef {Object} polis.v1.peer.DrainedReply.$Properties
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a DrainedReply.
                 * @memberof polis.v1.peer
                 * @interface IDrainedReply
                 * @augments polis.v1.peer.DrainedReply.$Properties
                 * @deprecated Use polis.v1.peer.DrainedReply.$Properties instead.
                 */

                /**
                 * Shape of a DrainedReply.
                 * @typedef {polis.v1.peer.DrainedReply.$Properties} polis.v1.peer.DrainedReply.$Shape
                 */

                /**
                 * Constructs a new DrainedReply.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a DrainedReply.
                 * @constructor
                 * @param {polis.v1.peer.DrainedReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const DrainedReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Encodes the specified DrainedReply message. Does not implicitly {@link polis.v1.peer.DrainedReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.DrainedReply
                 * @static
                 * @param {polis.v1.peer.DrainedReply.$Properties} message DrainedReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                DrainedReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a DrainedReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.DrainedReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.DrainedReply & polis.v1.peer.DrainedReply.$Shape} DrainedReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                DrainedReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.DrainedReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        reader.skipType(tag & 7, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return DrainedReply;
            })();

            peer.LogsRequest = (function() {

                /**
                 * Properties of a LogsRequest.
                 * @typedef {Object} polis.v1.peer.LogsRequest.$Properties
                 * @property {string|null} [taskId] LogsRequest taskId
                 * @property {number|null} [tail] LogsRequest tail
                 * @property {boolean|null} [follow] LogsRequest follow
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a LogsRequest.
                 * @memberof polis.v1.peer
                 * @interface ILogsRequest
                 * @augments polis.v1.peer.LogsRequest.$Properties
                 * @deprecated Use polis.v1.peer.LogsRequest.$Properties instead.
                 */

                /**
                 * Shape of a LogsRequest.
                 * @typedef {polis.v1.peer.LogsRequest.$Properties} polis.v1.peer.LogsRequest.$Shape
                 */

                /**
                 * Constructs a new LogsRequest.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a LogsRequest.
                 * @constructor
                 * @param {polis.v1.peer.LogsRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const LogsRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * LogsRequest taskId.
                 * @member {string} taskId
                 * @memberof polis.v1.peer.LogsRequest
                 * @instance
                 */
                LogsRequest.prototype.taskId = "";

                /**
                 * LogsRequest tail.
                 * @member {number} tail
                 * @memberof polis.v1.peer.LogsRequest
                 * @instance
                 */
                LogsRequest.prototype.tail = 0;

                /**
                 * LogsRequest follow.
                 * @member {boolean} follow
                 * @memberof polis.v1.peer.LogsRequest
                 * @instance
                 */
                LogsRequest.prototype.follow = false;

                /**
                 * Encodes the specified LogsRequest message. Does not implicitly {@link polis.v1.peer.LogsRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.LogsRequest
                 * @static
                 * @param {polis.v1.peer.LogsRequest.$Properties} message LogsRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                LogsRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.taskId != null && $Object.hasOwnProperty.call(message, "taskId") && message.taskId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.taskId);
                    if (message.tail != null && $Object.hasOwnProperty.call(message, "tail") && message.tail !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.tail);
                    if (message.follow != null && $Object.hasOwnProperty.call(message, "follow") && message.follow !== false)
                        writer.uint32(/* id 3, wireType 0 =*/24).bool(message.follow);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a LogsRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.LogsRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.LogsRequest & polis.v1.peer.LogsRequest.$Shape} LogsRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                LogsRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.LogsRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.taskId = value;
                                else
                                    delete message.taskId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.tail = value;
                                else
                                    delete message.tail;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.follow = value;
                                else
                                    delete message.follow;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return LogsRequest;
            })();

            peer.LogLine = (function() {

                /**
                 * Properties of a LogLine.
                 * @typedef {Object} polis.v1.peer.LogLine.$Properties
                 * @property {string|null} [stream] LogLine stream
                 * @property {number|null} [timeMs] LogLine timeMs
                 * @property {string|null} [text] LogLine text
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a LogLine.
                 * @memberof polis.v1.peer
                 * @interface ILogLine
                 * @augments polis.v1.peer.LogLine.$Properties
                 * @deprecated Use polis.v1.peer.LogLine.$Properties instead.
                 */

                /**
                 * Shape of a LogLine.
                 * @typedef {polis.v1.peer.LogLine.$Properties} polis.v1.peer.LogLine.$Shape
                 */

                /**
                 * Constructs a new LogLine.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a LogLine.
                 * @constructor
                 * @param {polis.v1.peer.LogLine.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const LogLine = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * LogLine stream.
                 * @member {string} stream
                 * @memberof polis.v1.peer.LogLine
                 * @instance
                 */
                LogLine.prototype.stream = "";

                /**
                 * LogLine timeMs.
                 * @member {number} timeMs
                 * @memberof polis.v1.peer.LogLine
                 * @instance
                 */
                LogLine.prototype.timeMs = 0;

                /**
                 * LogLine text.
                 * @member {string} text
                 * @memberof polis.v1.peer.LogLine
                 * @instance
                 */
                LogLine.prototype.text = "";

                /**
                 * Encodes the specified LogLine message. Does not implicitly {@link polis.v1.peer.LogLine.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.LogLine
                 * @static
                 * @param {polis.v1.peer.LogLine.$Properties} message LogLine message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                LogLine.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.stream != null && $Object.hasOwnProperty.call(message, "stream") && message.stream !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.stream);
                    if (message.timeMs != null && $Object.hasOwnProperty.call(message, "timeMs") && !$Object.is(message.timeMs, 0))
                        writer.uint32(/* id 2, wireType 1 =*/17).double(message.timeMs);
                    if (message.text != null && $Object.hasOwnProperty.call(message, "text") && message.text !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.text);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a LogLine message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.LogLine
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.LogLine & polis.v1.peer.LogLine.$Shape} LogLine
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                LogLine.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.LogLine();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.stream = value;
                                else
                                    delete message.stream;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.timeMs = value;
                                else
                                    delete message.timeMs;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.text = value;
                                else
                                    delete message.text;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return LogLine;
            })();

            peer.ExecRequest = (function() {

                /**
                 * Properties of an ExecRequest.
                 * @typedef {Object} polis.v1.peer.ExecRequest.$Properties
                 * @property {string|null} [taskId] ExecRequest taskId
                 * @property {Array.<string>|null} [command] ExecRequest command
                 * @property {Uint8Array|null} [input] ExecRequest input
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an ExecRequest.
                 * @memberof polis.v1.peer
                 * @interface IExecRequest
                 * @augments polis.v1.peer.ExecRequest.$Properties
                 * @deprecated Use polis.v1.peer.ExecRequest.$Properties instead.
                 */

                /**
                 * Shape of an ExecRequest.
                 * @typedef {polis.v1.peer.ExecRequest.$Properties} polis.v1.peer.ExecRequest.$Shape
                 */

                /**
                 * Constructs a new ExecRequest.
                 * @memberof polis.v1.peer
                 * @classdesc Represents an ExecRequest.
                 * @constructor
                 * @param {polis.v1.peer.ExecRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ExecRequest = function (properties) {
                    this.command = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ExecRequest taskId.
                 * @member {string} taskId
                 * @memberof polis.v1.peer.ExecRequest
                 * @instance
                 */
                ExecRequest.prototype.taskId = "";

                /**
                 * ExecRequest command.
                 * @member {Array.<string>} command
                 * @memberof polis.v1.peer.ExecRequest
                 * @instance
                 */
                ExecRequest.prototype.command = $util.emptyArray;

                /**
                 * ExecRequest input.
                 * @member {Uint8Array} input
                 * @memberof polis.v1.peer.ExecRequest
                 * @instance
                 */
                ExecRequest.prototype.input = $util.newBuffer([]);

                /**
                 * Encodes the specified ExecRequest message. Does not implicitly {@link polis.v1.peer.ExecRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.ExecRequest
                 * @static
                 * @param {polis.v1.peer.ExecRequest.$Properties} message ExecRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ExecRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.taskId != null && $Object.hasOwnProperty.call(message, "taskId") && message.taskId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.taskId);
                    if (message.command != null && message.command.length)
                        for (let i = 0; i < message.command.length; ++i)
                            writer.uint32(/* id 2, wireType 2 =*/18).string(message.command[i]);
                    if (message.input != null && $Object.hasOwnProperty.call(message, "input") && message.input.length)
                        writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.input);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an ExecRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.ExecRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ExecRequest & polis.v1.peer.ExecRequest.$Shape} ExecRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ExecRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.ExecRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.taskId = value;
                                else
                                    delete message.taskId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.command && message.command.length))
                                    message.command = [];
                                message.command.push(reader.stringVerify());
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.input = value;
                                else
                                    delete message.input;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ExecRequest;
            })();

            peer.ExecEvent = (function() {

                /**
                 * Properties of an ExecEvent.
                 * @typedef {Object} polis.v1.peer.ExecEvent.$Properties
                 * @property {string|null} [stream] ExecEvent stream
                 * @property {Uint8Array|null} [data] ExecEvent data
                 * @property {number|null} [code] ExecEvent code
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an ExecEvent.
                 * @memberof polis.v1.peer
                 * @interface IExecEvent
                 * @augments polis.v1.peer.ExecEvent.$Properties
                 * @deprecated Use polis.v1.peer.ExecEvent.$Properties instead.
                 */

                /**
                 * Shape of an ExecEvent.
                 * @typedef {polis.v1.peer.ExecEvent.$Properties} polis.v1.peer.ExecEvent.$Shape
                 */

                /**
                 * Constructs a new ExecEvent.
                 * @memberof polis.v1.peer
                 * @classdesc Represents an ExecEvent.
                 * @constructor
                 * @param {polis.v1.peer.ExecEvent.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ExecEvent = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ExecEvent stream.
                 * @member {string} stream
                 * @memberof polis.v1.peer.ExecEvent
                 * @instance
                 */
                ExecEvent.prototype.stream = "";

                /**
                 * ExecEvent data.
                 * @member {Uint8Array} data
                 * @memberof polis.v1.peer.ExecEvent
                 * @instance
                 */
                ExecEvent.prototype.data = $util.newBuffer([]);

                /**
                 * ExecEvent code.
                 * @member {number} code
                 * @memberof polis.v1.peer.ExecEvent
                 * @instance
                 */
                ExecEvent.prototype.code = 0;

                /**
                 * Encodes the specified ExecEvent message. Does not implicitly {@link polis.v1.peer.ExecEvent.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.ExecEvent
                 * @static
                 * @param {polis.v1.peer.ExecEvent.$Properties} message ExecEvent message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ExecEvent.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.stream != null && $Object.hasOwnProperty.call(message, "stream") && message.stream !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.stream);
                    if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.data);
                    if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.code);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an ExecEvent message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.ExecEvent
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ExecEvent & polis.v1.peer.ExecEvent.$Shape} ExecEvent
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ExecEvent.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.ExecEvent();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.stream = value;
                                else
                                    delete message.stream;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.data = value;
                                else
                                    delete message.data;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.code = value;
                                else
                                    delete message.code;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ExecEvent;
            })();

            peer.MetricsReport = (function() {

                /**
                 * Properties of a MetricsReport.
                 * @typedef {Object} polis.v1.peer.MetricsReport.$Properties
                 * @property {Array.<polis.v1.peer.TaskUsage.$Properties>|null} [tasks] MetricsReport tasks
                 * @property {Array.<polis.v1.peer.ServiceTraffic.$Properties>|null} [services] MetricsReport services
                 * @property {polis.v1.peer.NodeUsage.$Properties|null} [node] MetricsReport node
                 * @property {Array.<polis.v1.peer.ScrapedTask.$Properties>|null} [scraped] MetricsReport scraped
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a MetricsReport.
                 * @memberof polis.v1.peer
                 * @interface IMetricsReport
                 * @augments polis.v1.peer.MetricsReport.$Properties
                 * @deprecated Use polis.v1.peer.MetricsReport.$Properties instead.
                 */

                /**
                 * Shape of a MetricsReport.
                 * @typedef {polis.v1.peer.MetricsReport.$Properties} polis.v1.peer.MetricsReport.$Shape
                 */

                /**
                 * Constructs a new MetricsReport.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a MetricsReport.
                 * @constructor
                 * @param {polis.v1.peer.MetricsReport.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const MetricsReport = function (properties) {
                    this.tasks = [];
                    this.services = [];
                    this.scraped = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * MetricsReport tasks.
                 * @member {Array.<polis.v1.peer.TaskUsage.$Properties>} tasks
                 * @memberof polis.v1.peer.MetricsReport
                 * @instance
                 */
                MetricsReport.prototype.tasks = $util.emptyArray;

                /**
                 * MetricsReport services.
                 * @member {Array.<polis.v1.peer.ServiceTraffic.$Properties>} services
                 * @memberof polis.v1.peer.MetricsReport
                 * @instance
                 */
                MetricsReport.prototype.services = $util.emptyArray;

                /**
                 * MetricsReport node.
                 * @member {polis.v1.peer.NodeUsage.$Properties|null|undefined} node
                 * @memberof polis.v1.peer.MetricsReport
                 * @instance
                 */
                MetricsReport.prototype.node = null;

                /**
                 * MetricsReport scraped.
                 * @member {Array.<polis.v1.peer.ScrapedTask.$Properties>} scraped
                 * @memberof polis.v1.peer.MetricsReport
                 * @instance
                 */
                MetricsReport.prototype.scraped = $util.emptyArray;

                /**
                 * Encodes the specified MetricsReport message. Does not implicitly {@link polis.v1.peer.MetricsReport.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.MetricsReport
                 * @static
                 * @param {polis.v1.peer.MetricsReport.$Properties} message MetricsReport message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                MetricsReport.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.tasks != null && message.tasks.length)
                        for (let i = 0; i < message.tasks.length; ++i)
                            $root.polis.v1.peer.TaskUsage.encode(message.tasks[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.services != null && message.services.length)
                        for (let i = 0; i < message.services.length; ++i)
                            $root.polis.v1.peer.ServiceTraffic.encode(message.services[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.node != null && $Object.hasOwnProperty.call(message, "node"))
                        $root.polis.v1.peer.NodeUsage.encode(message.node, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.scraped != null && message.scraped.length)
                        for (let i = 0; i < message.scraped.length; ++i)
                            $root.polis.v1.peer.ScrapedTask.encode(message.scraped[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a MetricsReport message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.MetricsReport
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.MetricsReport & polis.v1.peer.MetricsReport.$Shape} MetricsReport
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                MetricsReport.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.MetricsReport();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.tasks && message.tasks.length))
                                    message.tasks = [];
                                message.tasks.push($root.polis.v1.peer.TaskUsage.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.services && message.services.length))
                                    message.services = [];
                                message.services.push($root.polis.v1.peer.ServiceTraffic.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.node = $root.polis.v1.peer.NodeUsage.decode(reader, reader.size(), $undefined, _depth + 1, message.node);
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.scraped && message.scraped.length))
                                    message.scraped = [];
                                message.scraped.push($root.polis.v1.peer.ScrapedTask.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return MetricsReport;
            })();

            peer.NodeUsage = (function() {

                /**
                 * Properties of a NodeUsage.
                 * @typedef {Object} polis.v1.peer.NodeUsage.$Properties
                 * @property {number|null} [cpuMillicores] NodeUsage cpuMillicores
                 * @property {number|null} [memoryBytes] NodeUsage memoryBytes
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a NodeUsage.
                 * @memberof polis.v1.peer
                 * @interface INodeUsage
                 * @augments polis.v1.peer.NodeUsage.$Properties
                 * @deprecated Use polis.v1.peer.NodeUsage.$Properties instead.
                 */

                /**
                 * Shape of a NodeUsage.
                 * @typedef {polis.v1.peer.NodeUsage.$Properties} polis.v1.peer.NodeUsage.$Shape
                 */

                /**
                 * Constructs a new NodeUsage.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a NodeUsage.
                 * @constructor
                 * @param {polis.v1.peer.NodeUsage.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const NodeUsage = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * NodeUsage cpuMillicores.
                 * @member {number} cpuMillicores
                 * @memberof polis.v1.peer.NodeUsage
                 * @instance
                 */
                NodeUsage.prototype.cpuMillicores = 0;

                /**
                 * NodeUsage memoryBytes.
                 * @member {number} memoryBytes
                 * @memberof polis.v1.peer.NodeUsage
                 * @instance
                 */
                NodeUsage.prototype.memoryBytes = 0;

                /**
                 * Encodes the specified NodeUsage message. Does not implicitly {@link polis.v1.peer.NodeUsage.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.NodeUsage
                 * @static
                 * @param {polis.v1.peer.NodeUsage.$Properties} message NodeUsage message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                NodeUsage.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.cpuMillicores != null && $Object.hasOwnProperty.call(message, "cpuMillicores") && !$Object.is(message.cpuMillicores, 0))
                        writer.uint32(/* id 1, wireType 1 =*/9).double(message.cpuMillicores);
                    if (message.memoryBytes != null && $Object.hasOwnProperty.call(message, "memoryBytes") && !$Object.is(message.memoryBytes, 0))
                        writer.uint32(/* id 2, wireType 1 =*/17).double(message.memoryBytes);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a NodeUsage message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.NodeUsage
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.NodeUsage & polis.v1.peer.NodeUsage.$Shape} NodeUsage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                NodeUsage.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.NodeUsage();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.cpuMillicores = value;
                                else
                                    delete message.cpuMillicores;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.memoryBytes = value;
                                else
                                    delete message.memoryBytes;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return NodeUsage;
            })();

            peer.ScrapedTask = (function() {

                /**
                 * Properties of a ScrapedTask.
                 * @typedef {Object} polis.v1.peer.ScrapedTask.$Properties
                 * @property {string|null} [taskId] ScrapedTask taskId
                 * @property {Object.<string,number>|null} [values] ScrapedTask values
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ScrapedTask.
                 * @memberof polis.v1.peer
                 * @interface IScrapedTask
                 * @augments polis.v1.peer.ScrapedTask.$Properties
                 * @deprecated Use polis.v1.peer.ScrapedTask.$Properties instead.
                 */

                /**
                 * Shape of a ScrapedTask.
                 * @typedef {polis.v1.peer.ScrapedTask.$Properties} polis.v1.peer.ScrapedTask.$Shape
                 */

                /**
                 * Constructs a new ScrapedTask.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a ScrapedTask.
                 * @constructor
                 * @param {polis.v1.peer.ScrapedTask.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ScrapedTask = function (properties) {
                    this.values = {};
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ScrapedTask taskId.
                 * @member {string} taskId
                 * @memberof polis.v1.peer.ScrapedTask
                 * @instance
                 */
                ScrapedTask.prototype.taskId = "";

                /**
                 * ScrapedTask values.
                 * @member {Object.<string,number>} values
                 * @memberof polis.v1.peer.ScrapedTask
                 * @instance
                 */
                ScrapedTask.prototype.values = $util.emptyObject;

                /**
                 * Encodes the specified ScrapedTask message. Does not implicitly {@link polis.v1.peer.ScrapedTask.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.ScrapedTask
                 * @static
                 * @param {polis.v1.peer.ScrapedTask.$Properties} message ScrapedTask message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ScrapedTask.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.taskId != null && $Object.hasOwnProperty.call(message, "taskId") && message.taskId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.taskId);
                    if (message.values != null && $Object.hasOwnProperty.call(message, "values"))
                        for (let keys = $Object.keys(message.values), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 2, wireType 2 =*/18).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 1 =*/17).double(message.values[keys[i]]).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ScrapedTask message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.ScrapedTask
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ScrapedTask & polis.v1.peer.ScrapedTask.$Shape} ScrapedTask
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ScrapedTask.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.ScrapedTask();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.taskId = value;
                                else
                                    delete message.taskId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if (message.values === $util.emptyObject)
                                    message.values = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = 0;
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 1)
                                            break;
                                        value = reader.double();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.values, key);
                                message.values[key] = value;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ScrapedTask;
            })();

            peer.TaskUsage = (function() {

                /**
                 * Properties of a TaskUsage.
                 * @typedef {Object} polis.v1.peer.TaskUsage.$Properties
                 * @property {string|null} [taskId] TaskUsage taskId
                 * @property {number|null} [cpuMillicores] TaskUsage cpuMillicores
                 * @property {number|null} [memoryBytes] TaskUsage memoryBytes
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a TaskUsage.
                 * @memberof polis.v1.peer
                 * @interface ITaskUsage
                 * @augments polis.v1.peer.TaskUsage.$Properties
                 * @deprecated Use polis.v1.peer.TaskUsage.$Properties instead.
                 */

                /**
                 * Shape of a TaskUsage.
                 * @typedef {polis.v1.peer.TaskUsage.$Properties} polis.v1.peer.TaskUsage.$Shape
                 */

                /**
                 * Constructs a new TaskUsage.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a TaskUsage.
                 * @constructor
                 * @param {polis.v1.peer.TaskUsage.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const TaskUsage = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * TaskUsage taskId.
                 * @member {string} taskId
                 * @memberof polis.v1.peer.TaskUsage
                 * @instance
                 */
                TaskUsage.prototype.taskId = "";

                /**
                 * TaskUsage cpuMillicores.
                 * @member {number} cpuMillicores
                 * @memberof polis.v1.peer.TaskUsage
                 * @instance
                 */
                TaskUsage.prototype.cpuMillicores = 0;

                /**
                 * TaskUsage memoryBytes.
                 * @member {number} memoryBytes
                 * @memberof polis.v1.peer.TaskUsage
                 * @instance
                 */
                TaskUsage.prototype.memoryBytes = 0;

                /**
                 * Encodes the specified TaskUsage message. Does not implicitly {@link polis.v1.peer.TaskUsage.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.TaskUsage
                 * @static
                 * @param {polis.v1.peer.TaskUsage.$Properties} message TaskUsage message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                TaskUsage.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.taskId != null && $Object.hasOwnProperty.call(message, "taskId") && message.taskId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.taskId);
                    if (message.cpuMillicores != null && $Object.hasOwnProperty.call(message, "cpuMillicores") && !$Object.is(message.cpuMillicores, 0))
                        writer.uint32(/* id 2, wireType 1 =*/17).double(message.cpuMillicores);
                    if (message.memoryBytes != null && $Object.hasOwnProperty.call(message, "memoryBytes") && !$Object.is(message.memoryBytes, 0))
                        writer.uint32(/* id 3, wireType 1 =*/25).double(message.memoryBytes);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a TaskUsage message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.TaskUsage
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.TaskUsage & polis.v1.peer.TaskUsage.$Shape} TaskUsage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                TaskUsage.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.TaskUsage();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.taskId = value;
                                else
                                    delete message.taskId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.cpuMillicores = value;
                                else
                                    delete message.cpuMillicores;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.memoryBytes = value;
                                else
                                    delete message.memoryBytes;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return TaskUsage;
            })();

            peer.ServiceTraffic = (function() {

                /**
                 * Properties of a ServiceTraffic.
                 * @typedef {Object} polis.v1.peer.ServiceTraffic.$Properties
                 * @property {string|null} [serviceId] ServiceTraffic serviceId
                 * @property {number|null} [requestsPerSecond] ServiceTraffic requestsPerSecond
                 * @property {polis.v1.peer.BalancerLoad.$Properties|null} [load] ServiceTraffic load
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ServiceTraffic.
                 * @memberof polis.v1.peer
                 * @interface IServiceTraffic
                 * @augments polis.v1.peer.ServiceTraffic.$Properties
                 * @deprecated Use polis.v1.peer.ServiceTraffic.$Properties instead.
                 */

                /**
                 * Shape of a ServiceTraffic.
                 * @typedef {polis.v1.peer.ServiceTraffic.$Properties} polis.v1.peer.ServiceTraffic.$Shape
                 */

                /**
                 * Constructs a new ServiceTraffic.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a ServiceTraffic.
                 * @constructor
                 * @param {polis.v1.peer.ServiceTraffic.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ServiceTraffic = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ServiceTraffic serviceId.
                 * @member {string} serviceId
                 * @memberof polis.v1.peer.ServiceTraffic
                 * @instance
                 */
                ServiceTraffic.prototype.serviceId = "";

                /**
                 * ServiceTraffic requestsPerSecond.
                 * @member {number} requestsPerSecond
                 * @memberof polis.v1.peer.ServiceTraffic
                 * @instance
                 */
                ServiceTraffic.prototype.requestsPerSecond = 0;

                /**
                 * ServiceTraffic load.
                 * @member {polis.v1.peer.BalancerLoad.$Properties|null|undefined} load
                 * @memberof polis.v1.peer.ServiceTraffic
                 * @instance
                 */
                ServiceTraffic.prototype.load = null;

                /**
                 * Encodes the specified ServiceTraffic message. Does not implicitly {@link polis.v1.peer.ServiceTraffic.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.ServiceTraffic
                 * @static
                 * @param {polis.v1.peer.ServiceTraffic.$Properties} message ServiceTraffic message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ServiceTraffic.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.serviceId != null && $Object.hasOwnProperty.call(message, "serviceId") && message.serviceId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.serviceId);
                    if (message.requestsPerSecond != null && $Object.hasOwnProperty.call(message, "requestsPerSecond") && !$Object.is(message.requestsPerSecond, 0))
                        writer.uint32(/* id 2, wireType 1 =*/17).double(message.requestsPerSecond);
                    if (message.load != null && $Object.hasOwnProperty.call(message, "load"))
                        $root.polis.v1.peer.BalancerLoad.encode(message.load, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ServiceTraffic message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.ServiceTraffic
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ServiceTraffic & polis.v1.peer.ServiceTraffic.$Shape} ServiceTraffic
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ServiceTraffic.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.ServiceTraffic();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.serviceId = value;
                                else
                                    delete message.serviceId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.requestsPerSecond = value;
                                else
                                    delete message.requestsPerSecond;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.load = $root.polis.v1.peer.BalancerLoad.decode(reader, reader.size(), $undefined, _depth + 1, message.load);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ServiceTraffic;
            })();

            peer.BalancerLoad = (function() {

                /**
                 * Properties of a BalancerLoad.
                 * @typedef {Object} polis.v1.peer.BalancerLoad.$Properties
                 * @property {number|null} [failuresPerSecond] BalancerLoad failuresPerSecond
                 * @property {number|null} [answersPerSecond] BalancerLoad answersPerSecond
                 * @property {number|null} [answerMsPerSecond] BalancerLoad answerMsPerSecond
                 * @property {number|null} [inFlight] BalancerLoad inFlight
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a BalancerLoad.
                 * @memberof polis.v1.peer
                 * @interface IBalancerLoad
                 * @augments polis.v1.peer.BalancerLoad.$Properties
                 * @deprecated Use polis.v1.peer.BalancerLoad.$Properties instead.
                 */

                /**
                 * Shape of a BalancerLoad.
                 * @typedef {polis.v1.peer.BalancerLoad.$Properties} polis.v1.peer.BalancerLoad.$Shape
                 */

                /**
                 * Constructs a new BalancerLoad.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a BalancerLoad.
                 * @constructor
                 * @param {polis.v1.peer.BalancerLoad.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const BalancerLoad = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * BalancerLoad failuresPerSecond.
                 * @member {number} failuresPerSecond
                 * @memberof polis.v1.peer.BalancerLoad
                 * @instance
                 */
                BalancerLoad.prototype.failuresPerSecond = 0;

                /**
                 * BalancerLoad answersPerSecond.
                 * @member {number} answersPerSecond
                 * @memberof polis.v1.peer.BalancerLoad
                 * @instance
                 */
                BalancerLoad.prototype.answersPerSecond = 0;

                /**
                 * BalancerLoad answerMsPerSecond.
                 * @member {number} answerMsPerSecond
                 * @memberof polis.v1.peer.BalancerLoad
                 * @instance
                 */
                BalancerLoad.prototype.answerMsPerSecond = 0;

                /**
                 * BalancerLoad inFlight.
                 * @member {number} inFlight
                 * @memberof polis.v1.peer.BalancerLoad
                 * @instance
                 */
                BalancerLoad.prototype.inFlight = 0;

                /**
                 * Encodes the specified BalancerLoad message. Does not implicitly {@link polis.v1.peer.BalancerLoad.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.BalancerLoad
                 * @static
                 * @param {polis.v1.peer.BalancerLoad.$Properties} message BalancerLoad message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                BalancerLoad.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.failuresPerSecond != null && $Object.hasOwnProperty.call(message, "failuresPerSecond") && !$Object.is(message.failuresPerSecond, 0))
                        writer.uint32(/* id 1, wireType 1 =*/9).double(message.failuresPerSecond);
                    if (message.answersPerSecond != null && $Object.hasOwnProperty.call(message, "answersPerSecond") && !$Object.is(message.answersPerSecond, 0))
                        writer.uint32(/* id 2, wireType 1 =*/17).double(message.answersPerSecond);
                    if (message.answerMsPerSecond != null && $Object.hasOwnProperty.call(message, "answerMsPerSecond") && !$Object.is(message.answerMsPerSecond, 0))
                        writer.uint32(/* id 3, wireType 1 =*/25).double(message.answerMsPerSecond);
                    if (message.inFlight != null && $Object.hasOwnProperty.call(message, "inFlight") && !$Object.is(message.inFlight, 0))
                        writer.uint32(/* id 4, wireType 1 =*/33).double(message.inFlight);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a BalancerLoad message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.BalancerLoad
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.BalancerLoad & polis.v1.peer.BalancerLoad.$Shape} BalancerLoad
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                BalancerLoad.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.BalancerLoad();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.failuresPerSecond = value;
                                else
                                    delete message.failuresPerSecond;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.answersPerSecond = value;
                                else
                                    delete message.answersPerSecond;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.answerMsPerSecond = value;
                                else
                                    delete message.answerMsPerSecond;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.inFlight = value;
                                else
                                    delete message.inFlight;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return BalancerLoad;
            })();

            peer.PushedSample = (function() {

                /**
                 * Properties of a PushedSample.
                 * @typedef {Object} polis.v1.peer.PushedSample.$Properties
                 * @property {string|null} [serviceId] PushedSample serviceId
                 * @property {number|null} [timeMs] PushedSample timeMs
                 * @property {Object.<string,number>|null} [values] PushedSample values
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a PushedSample.
                 * @memberof polis.v1.peer
                 * @interface IPushedSample
                 * @augments polis.v1.peer.PushedSample.$Properties
                 * @deprecated Use polis.v1.peer.PushedSample.$Properties instead.
                 */

                /**
                 * Shape of a PushedSample.
                 * @typedef {polis.v1.peer.PushedSample.$Properties} polis.v1.peer.PushedSample.$Shape
                 */

                /**
                 * Constructs a new PushedSample.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a PushedSample.
                 * @constructor
                 * @param {polis.v1.peer.PushedSample.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const PushedSample = function (properties) {
                    this.values = {};
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * PushedSample serviceId.
                 * @member {string} serviceId
                 * @memberof polis.v1.peer.PushedSample
                 * @instance
                 */
                PushedSample.prototype.serviceId = "";

                /**
                 * PushedSample timeMs.
                 * @member {number} timeMs
                 * @memberof polis.v1.peer.PushedSample
                 * @instance
                 */
                PushedSample.prototype.timeMs = 0;

                /**
                 * PushedSample values.
                 * @member {Object.<string,number>} values
                 * @memberof polis.v1.peer.PushedSample
                 * @instance
                 */
                PushedSample.prototype.values = $util.emptyObject;

                /**
                 * Encodes the specified PushedSample message. Does not implicitly {@link polis.v1.peer.PushedSample.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.PushedSample
                 * @static
                 * @param {polis.v1.peer.PushedSample.$Properties} message PushedSample message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                PushedSample.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.serviceId != null && $Object.hasOwnProperty.call(message, "serviceId") && message.serviceId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.serviceId);
                    if (message.timeMs != null && $Object.hasOwnProperty.call(message, "timeMs") && !$Object.is(message.timeMs, 0))
                        writer.uint32(/* id 2, wireType 1 =*/17).double(message.timeMs);
                    if (message.values != null && $Object.hasOwnProperty.call(message, "values"))
                        for (let keys = $Object.keys(message.values), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 3, wireType 2 =*/26).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 1 =*/17).double(message.values[keys[i]]).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a PushedSample message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.PushedSample
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.PushedSample & polis.v1.peer.PushedSample.$Shape} PushedSample
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                PushedSample.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.PushedSample();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.serviceId = value;
                                else
                                    delete message.serviceId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.timeMs = value;
                                else
                                    delete message.timeMs;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if (message.values === $util.emptyObject)
                                    message.values = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = 0;
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 1)
                                            break;
                                        value = reader.double();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.values, key);
                                message.values[key] = value;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return PushedSample;
            })();

            peer.PushedReply = (function() {

                /**
                 * Properties of a PushedReply.
                 * @typedef {Object} polis.v1.peer.PushedReply.$Properties
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a PushedReply.
                 * @memberof polis.v1.peer
                 * @interface IPushedReply
                 * @augments polis.v1.peer.PushedReply.$Properties
                 * @deprecated Use polis.v1.peer.PushedReply.$Properties instead.
                 */

                /**
                 * Shape of a PushedReply.
                 * @typedef {polis.v1.peer.PushedReply.$Properties} polis.v1.peer.PushedReply.$Shape
                 */

                /**
                 * Constructs a new PushedReply.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a PushedReply.
                 * @constructor
                 * @param {polis.v1.peer.PushedReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const PushedReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Encodes the specified PushedReply message. Does not implicitly {@link polis.v1.peer.PushedReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.PushedReply
                 * @static
                 * @param {polis.v1.peer.PushedReply.$Properties} message PushedReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                PushedReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a PushedReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.PushedReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.PushedReply & polis.v1.peer.PushedReply.$Shape} PushedReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                PushedReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.PushedReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        reader.skipType(tag & 7, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return PushedReply;
            })();

            peer.EndpointReport = (function() {

                /**
                 * Properties of an EndpointReport.
                 * @typedef {Object} polis.v1.peer.EndpointReport.$Properties
                 * @property {string|null} [endpointId] EndpointReport endpointId
                 * @property {string|null} [state] EndpointReport state
                 * @property {string|null} [output] EndpointReport output
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an EndpointReport.
                 * @memberof polis.v1.peer
                 * @interface IEndpointReport
                 * @augments polis.v1.peer.EndpointReport.$Properties
                 * @deprecated Use polis.v1.peer.EndpointReport.$Properties instead.
                 */

                /**
                 * Shape of an EndpointReport.
                 * @typedef {polis.v1.peer.EndpointReport.$Properties} polis.v1.peer.EndpointReport.$Shape
                 */

                /**
                 * Constructs a new EndpointReport.
                 * @memberof polis.v1.peer
                 * @classdesc Represents an EndpointReport.
                 * @constructor
                 * @param {polis.v1.peer.EndpointReport.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const EndpointReport = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * EndpointReport endpointId.
                 * @member {string} endpointId
                 * @memberof polis.v1.peer.EndpointReport
                 * @instance
                 */
                EndpointReport.prototype.endpointId = "";

                /**
                 * EndpointReport state.
                 * @member {string} state
                 * @memberof polis.v1.peer.EndpointReport
                 * @instance
                 */
                EndpointReport.prototype.state = "";

                /**
                 * EndpointReport output.
                 * @member {string} output
                 * @memberof polis.v1.peer.EndpointReport
                 * @instance
                 */
                EndpointReport.prototype.output = "";

                /**
                 * Encodes the specified EndpointReport message. Does not implicitly {@link polis.v1.peer.EndpointReport.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.EndpointReport
                 * @static
                 * @param {polis.v1.peer.EndpointReport.$Properties} message EndpointReport message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                EndpointReport.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.endpointId != null && $Object.hasOwnProperty.call(message, "endpointId") && message.endpointId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.endpointId);
                    if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.state);
                    if (message.output != null && $Object.hasOwnProperty.call(message, "output") && message.output !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.output);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an EndpointReport message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.EndpointReport
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.EndpointReport & polis.v1.peer.EndpointReport.$Shape} EndpointReport
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                EndpointReport.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.EndpointReport();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.endpointId = value;
                                else
                                    delete message.endpointId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.state = value;
                                else
                                    delete message.state;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.output = value;
                                else
                                    delete message.output;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return EndpointReport;
            })();

            peer.EndpointReportReply = (function() {

                /**
                 * Properties of an EndpointReportReply.
                 * @typedef {Object} polis.v1.peer.EndpointReportReply.$Properties
                 * @property {boolean|null} [isWatched] EndpointReportReply isWatched
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an EndpointReportReply.
                 * @memberof polis.v1.peer
                 * @interface IEndpointReportReply
                 * @augments polis.v1.peer.EndpointReportReply.$Properties
                 * @deprecated Use polis.v1.peer.EndpointReportReply.$Properties instead.
                 */

                /**
                 * Shape of an EndpointReportReply.
                 * @typedef {polis.v1.peer.EndpointReportReply.$Properties} polis.v1.peer.EndpointReportReply.$Shape
                 */

                /**
                 * Constructs a new EndpointReportReply.
                 * @memberof polis.v1.peer
                 * @classdesc Represents an EndpointReportReply.
                 * @constructor
                 * @param {polis.v1.peer.EndpointReportReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const EndpointReportReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * EndpointReportReply isWatched.
                 * @member {boolean} isWatched
                 * @memberof polis.v1.peer.EndpointReportReply
                 * @instance
                 */
                EndpointReportReply.prototype.isWatched = false;

                /**
                 * Encodes the specified EndpointReportReply message. Does not implicitly {@link polis.v1.peer.EndpointReportReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.EndpointReportReply
                 * @static
                 * @param {polis.v1.peer.EndpointReportReply.$Properties} message EndpointReportReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                EndpointReportReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.isWatched != null && $Object.hasOwnProperty.call(message, "isWatched") && message.isWatched !== false)
                        writer.uint32(/* id 1, wireType 0 =*/8).bool(message.isWatched);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an EndpointReportReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.EndpointReportReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.EndpointReportReply & polis.v1.peer.EndpointReportReply.$Shape} EndpointReportReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                EndpointReportReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.EndpointReportReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.isWatched = value;
                                else
                                    delete message.isWatched;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return EndpointReportReply;
            })();

            peer.CheckQuery = (function() {

                /**
                 * Properties of a CheckQuery.
                 * @typedef {Object} polis.v1.peer.CheckQuery.$Properties
                 * @property {string|null} [serviceId] CheckQuery serviceId
                 * @property {string|null} [checkId] CheckQuery checkId
                 * @property {boolean|null} [withResults] CheckQuery withResults
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a CheckQuery.
                 * @memberof polis.v1.peer
                 * @interface ICheckQuery
                 * @augments polis.v1.peer.CheckQuery.$Properties
                 * @deprecated Use polis.v1.peer.CheckQuery.$Properties instead.
                 */

                /**
                 * Shape of a CheckQuery.
                 * @typedef {polis.v1.peer.CheckQuery.$Properties} polis.v1.peer.CheckQuery.$Shape
                 */

                /**
                 * Constructs a new CheckQuery.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a CheckQuery.
                 * @constructor
                 * @param {polis.v1.peer.CheckQuery.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const CheckQuery = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * CheckQuery serviceId.
                 * @member {string} serviceId
                 * @memberof polis.v1.peer.CheckQuery
                 * @instance
                 */
                CheckQuery.prototype.serviceId = "";

                /**
                 * CheckQuery checkId.
                 * @member {string} checkId
                 * @memberof polis.v1.peer.CheckQuery
                 * @instance
                 */
                CheckQuery.prototype.checkId = "";

                /**
                 * CheckQuery withResults.
                 * @member {boolean} withResults
                 * @memberof polis.v1.peer.CheckQuery
                 * @instance
                 */
                CheckQuery.prototype.withResults = false;

                /**
                 * Encodes the specified CheckQuery message. Does not implicitly {@link polis.v1.peer.CheckQuery.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.CheckQuery
                 * @static
                 * @param {polis.v1.peer.CheckQuery.$Properties} message CheckQuery message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                CheckQuery.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.serviceId != null && $Object.hasOwnProperty.call(message, "serviceId") && message.serviceId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.serviceId);
                    if (message.checkId != null && $Object.hasOwnProperty.call(message, "checkId") && message.checkId !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.checkId);
                    if (message.withResults != null && $Object.hasOwnProperty.call(message, "withResults") && message.withResults !== false)
                        writer.uint32(/* id 3, wireType 0 =*/24).bool(message.withResults);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a CheckQuery message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.CheckQuery
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.CheckQuery & polis.v1.peer.CheckQuery.$Shape} CheckQuery
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                CheckQuery.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.CheckQuery();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.serviceId = value;
                                else
                                    delete message.serviceId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.checkId = value;
                                else
                                    delete message.checkId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.withResults = value;
                                else
                                    delete message.withResults;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return CheckQuery;
            })();

            peer.CheckQueryReply = (function() {

                /**
                 * Properties of a CheckQueryReply.
                 * @typedef {Object} polis.v1.peer.CheckQueryReply.$Properties
                 * @property {Array.<polis.v1.peer.CheckReport.$Properties>|null} [checks] CheckQueryReply checks
                 * @property {boolean|null} [isCut] CheckQueryReply isCut
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a CheckQueryReply.
                 * @memberof polis.v1.peer
                 * @interface ICheckQueryReply
                 * @augments polis.v1.peer.CheckQueryReply.$Properties
                 * @deprecated Use polis.v1.peer.CheckQueryReply.$Properties instead.
                 */

                /**
                 * Shape of a CheckQueryReply.
                 * @typedef {polis.v1.peer.CheckQueryReply.$Properties} polis.v1.peer.CheckQueryReply.$Shape
                 */

                /**
                 * Constructs a new CheckQueryReply.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a CheckQueryReply.
                 * @constructor
                 * @param {polis.v1.peer.CheckQueryReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const CheckQueryReply = function (properties) {
                    this.checks = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * CheckQueryReply checks.
                 * @member {Array.<polis.v1.peer.CheckReport.$Properties>} checks
                 * @memberof polis.v1.peer.CheckQueryReply
                 * @instance
                 */
                CheckQueryReply.prototype.checks = $util.emptyArray;

                /**
                 * CheckQueryReply isCut.
                 * @member {boolean} isCut
                 * @memberof polis.v1.peer.CheckQueryReply
                 * @instance
                 */
                CheckQueryReply.prototype.isCut = false;

                /**
                 * Encodes the specified CheckQueryReply message. Does not implicitly {@link polis.v1.peer.CheckQueryReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.CheckQueryReply
                 * @static
                 * @param {polis.v1.peer.CheckQueryReply.$Properties} message CheckQueryReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                CheckQueryReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.checks != null && message.checks.length)
                        for (let i = 0; i < message.checks.length; ++i)
                            $root.polis.v1.peer.CheckReport.encode(message.checks[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.isCut != null && $Object.hasOwnProperty.call(message, "isCut") && message.isCut !== false)
                        writer.uint32(/* id 2, wireType 0 =*/16).bool(message.isCut);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a CheckQueryReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.CheckQueryReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.CheckQueryReply & polis.v1.peer.CheckQueryReply.$Shape} CheckQueryReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                CheckQueryReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.CheckQueryReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.checks && message.checks.length))
                                    message.checks = [];
                                message.checks.push($root.polis.v1.peer.CheckReport.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.isCut = value;
                                else
                                    delete message.isCut;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return CheckQueryReply;
            })();

            peer.CheckReport = (function() {

                /**
                 * Properties of a CheckReport.
                 * @typedef {Object} polis.v1.peer.CheckReport.$Properties
                 * @property {string|null} [serviceId] CheckReport serviceId
                 * @property {string|null} [checkId] CheckReport checkId
                 * @property {string|null} [endpointId] CheckReport endpointId
                 * @property {string|null} [name] CheckReport name
                 * @property {string|null} [type] CheckReport type
                 * @property {string|null} [purpose] CheckReport purpose
                 * @property {string|null} [state] CheckReport state
                 * @property {number|null} [changedAtMs] CheckReport changedAtMs
                 * @property {string|null} [cause] CheckReport cause
                 * @property {string|null} [output] CheckReport output
                 * @property {number|null} [failures] CheckReport failures
                 * @property {polis.v1.peer.CheckFigures.$Properties|null} [figures] CheckReport figures
                 * @property {Array.<polis.v1.peer.CheckOutcome.$Properties>|null} [results] CheckReport results
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a CheckReport.
                 * @memberof polis.v1.peer
                 * @interface ICheckReport
                 * @augments polis.v1.peer.CheckReport.$Properties
                 * @deprecated Use polis.v1.peer.CheckReport.$Properties instead.
                 */

                /**
                 * Shape of a CheckReport.
                 * @typedef {polis.v1.peer.CheckReport.$Properties} polis.v1.peer.CheckReport.$Shape
                 */

                /**
                 * Constructs a new CheckReport.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a CheckReport.
                 * @constructor
                 * @param {polis.v1.peer.CheckReport.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const CheckReport = function (properties) {
                    this.results = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * CheckReport serviceId.
                 * @member {string} serviceId
                 * @memberof polis.v1.peer.CheckReport
                 * @instance
                 */
                CheckReport.prototype.serviceId = "";

                /**
                 * CheckReport checkId.
                 * @member {string} checkId
                 * @memberof polis.v1.peer.CheckReport
                 * @instance
                 */
                CheckReport.prototype.checkId = "";

                /**
                 * CheckReport endpointId.
                 * @member {string} endpointId
                 * @memberof polis.v1.peer.CheckReport
                 * @instance
                 */
                CheckReport.prototype.endpointId = "";

                /**
                 * CheckReport name.
                 * @member {string} name
                 * @memberof polis.v1.peer.CheckReport
                 * @instance
                 */
                CheckReport.prototype.name = "";

                /**
                 * CheckReport type.
                 * @member {string} type
                 * @memberof polis.v1.peer.CheckReport
                 * @instance
                 */
                CheckReport.prototype.type = "";

                /**
                 * CheckReport purpose.
                 * @member {string} purpose
                 * @memberof polis.v1.peer.CheckReport
                 * @instance
                 */
                CheckReport.prototype.purpose = "";

                /**
                 * CheckReport state.
                 * @member {string} state
                 * @memberof polis.v1.peer.CheckReport
                 * @instance
                 */
                CheckReport.prototype.state = "";

                /**
                 * CheckReport changedAtMs.
                 * @member {number} changedAtMs
                 * @memberof polis.v1.peer.CheckReport
                 * @instance
                 */
                CheckReport.prototype.changedAtMs = 0;

                /**
                 * CheckReport cause.
                 * @member {string} cause
                 * @memberof polis.v1.peer.CheckReport
                 * @instance
                 */
                CheckReport.prototype.cause = "";

                /**
                 * CheckReport output.
                 * @member {string} output
                 * @memberof polis.v1.peer.CheckReport
                 * @instance
                 */
                CheckReport.prototype.output = "";

                /**
                 * CheckReport failures.
                 * @member {number} failures
                 * @memberof polis.v1.peer.CheckReport
                 * @instance
                 */
                CheckReport.prototype.failures = 0;

                /**
                 * CheckReport figures.
                 * @member {polis.v1.peer.CheckFigures.$Properties|null|undefined} figures
                 * @memberof polis.v1.peer.CheckReport
                 * @instance
                 */
                CheckReport.prototype.figures = null;

                /**
                 * CheckReport results.
                 * @member {Array.<polis.v1.peer.CheckOutcome.$Properties>} results
                 * @memberof polis.v1.peer.CheckReport
                 * @instance
                 */
                CheckReport.prototype.results = $util.emptyArray;

                /**
                 * Encodes the specified CheckReport message. Does not implicitly {@link polis.v1.peer.CheckReport.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.CheckReport
                 * @static
                 * @param {polis.v1.peer.CheckReport.$Properties} message CheckReport message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                CheckReport.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.serviceId != null && $Object.hasOwnProperty.call(message, "serviceId") && message.serviceId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.serviceId);
                    if (message.checkId != null && $Object.hasOwnProperty.call(message, "checkId") && message.checkId !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.checkId);
                    if (message.endpointId != null && $Object.hasOwnProperty.call(message, "endpointId") && message.endpointId !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.endpointId);
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.name);
                    if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
                        writer.uint32(/* id 5, wireType 2 =*/42).string(message.type);
                    if (message.purpose != null && $Object.hasOwnProperty.call(message, "purpose") && message.purpose !== "")
                        writer.uint32(/* id 6, wireType 2 =*/50).string(message.purpose);
                    if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== "")
                        writer.uint32(/* id 7, wireType 2 =*/58).string(message.state);
                    if (message.changedAtMs != null && $Object.hasOwnProperty.call(message, "changedAtMs") && !$Object.is(message.changedAtMs, 0))
                        writer.uint32(/* id 8, wireType 1 =*/65).double(message.changedAtMs);
                    if (message.cause != null && $Object.hasOwnProperty.call(message, "cause") && message.cause !== "")
                        writer.uint32(/* id 9, wireType 2 =*/74).string(message.cause);
                    if (message.output != null && $Object.hasOwnProperty.call(message, "output") && message.output !== "")
                        writer.uint32(/* id 10, wireType 2 =*/82).string(message.output);
                    if (message.failures != null && $Object.hasOwnProperty.call(message, "failures") && message.failures !== 0)
                        writer.uint32(/* id 11, wireType 0 =*/88).uint32(message.failures);
                    if (message.figures != null && $Object.hasOwnProperty.call(message, "figures"))
                        $root.polis.v1.peer.CheckFigures.encode(message.figures, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                    if (message.results != null && message.results.length)
                        for (let i = 0; i < message.results.length; ++i)
                            $root.polis.v1.peer.CheckOutcome.encode(message.results[i], writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a CheckReport message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.CheckReport
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.CheckReport & polis.v1.peer.CheckReport.$Shape} CheckReport
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                CheckReport.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.CheckReport();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.serviceId = value;
                                else
                                    delete message.serviceId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.checkId = value;
                                else
                                    delete message.checkId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.endpointId = value;
                                else
                                    delete message.endpointId;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.name = value;
                                else
                                    delete message.name;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.type = value;
                                else
                                    delete message.type;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.purpose = value;
                                else
                                    delete message.purpose;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.state = value;
                                else
                                    delete message.state;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.changedAtMs = value;
                                else
                                    delete message.changedAtMs;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.cause = value;
                                else
                                    delete message.cause;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.output = value;
                                else
                                    delete message.output;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.failures = value;
                                else
                                    delete message.failures;
                                continue;
                            }
                        case 12: {
                                if (wireType !== 2)
                                    break;
                                message.figures = $root.polis.v1.peer.CheckFigures.decode(reader, reader.size(), $undefined, _depth + 1, message.figures);
                                continue;
                            }
                        case 13: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.results && message.results.length))
                                    message.results = [];
                                message.results.push($root.polis.v1.peer.CheckOutcome.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return CheckReport;
            })();

            peer.CheckFigures = (function() {

                /**
                 * Properties of a CheckFigures.
                 * @typedef {Object} polis.v1.peer.CheckFigures.$Properties
                 * @property {number|null} [results] CheckFigures results
                 * @property {number|null} [failures] CheckFigures failures
                 * @property {number|null} [uptimeLastHour] CheckFigures uptimeLastHour
                 * @property {number|null} [uptimeLastDay] CheckFigures uptimeLastDay
                 * @property {number|null} [uptimeLastWeek] CheckFigures uptimeLastWeek
                 * @property {number|null} [responseTimeMsP50] CheckFigures responseTimeMsP50
                 * @property {number|null} [responseTimeMsP95] CheckFigures responseTimeMsP95
                 * @property {number|null} [responseTimeMsP99] CheckFigures responseTimeMsP99
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a CheckFigures.
                 * @memberof polis.v1.peer
                 * @interface ICheckFigures
                 * @augments polis.v1.peer.CheckFigures.$Properties
                 * @deprecated Use polis.v1.peer.CheckFigures.$Properties instead.
                 */

                /**
                 * Shape of a CheckFigures.
                 * @typedef {polis.v1.peer.CheckFigures.$Properties} polis.v1.peer.CheckFigures.$Shape
                 */

                /**
                 * Constructs a new CheckFigures.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a CheckFigures.
                 * @constructor
                 * @param {polis.v1.peer.CheckFigures.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const CheckFigures = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * CheckFigures results.
                 * @member {number} results
                 * @memberof polis.v1.peer.CheckFigures
                 * @instance
                 */
                CheckFigures.prototype.results = 0;

                /**
                 * CheckFigures failures.
                 * @member {number} failures
                 * @memberof polis.v1.peer.CheckFigures
                 * @instance
                 */
                CheckFigures.prototype.failures = 0;

                /**
                 * CheckFigures uptimeLastHour.
                 * @member {number|null|undefined} uptimeLastHour
                 * @memberof polis.v1.peer.CheckFigures
                 * @instance
                 */
                CheckFigures.prototype.uptimeLastHour = null;

                /**
                 * CheckFigures uptimeLastDay.
                 * @member {number|null|undefined} uptimeLastDay
                 * @memberof polis.v1.peer.CheckFigures
                 * @instance
                 */
                CheckFigures.prototype.uptimeLastDay = null;

                /**
                 * CheckFigures uptimeLastWeek.
                 * @member {number|null|undefined} uptimeLastWeek
                 * @memberof polis.v1.peer.CheckFigures
                 * @instance
                 */
                CheckFigures.prototype.uptimeLastWeek = null;

                /**
                 * CheckFigures responseTimeMsP50.
                 * @member {number|null|undefined} responseTimeMsP50
                 * @memberof polis.v1.peer.CheckFigures
                 * @instance
                 */
                CheckFigures.prototype.responseTimeMsP50 = null;

                /**
                 * CheckFigures responseTimeMsP95.
                 * @member {number|null|undefined} responseTimeMsP95
                 * @memberof polis.v1.peer.CheckFigures
                 * @instance
                 */
                CheckFigures.prototype.responseTimeMsP95 = null;

                /**
                 * CheckFigures responseTimeMsP99.
                 * @member {number|null|undefined} responseTimeMsP99
                 * @memberof polis.v1.peer.CheckFigures
                 * @instance
                 */
                CheckFigures.prototype.responseTimeMsP99 = null;

                // OneOf field names bound to virtual getters and setters
                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(CheckFigures.prototype, "_uptimeLastHour", {
                    get: $util.oneOfGetter($oneOfFields = ["uptimeLastHour"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(CheckFigures.prototype, "_uptimeLastDay", {
                    get: $util.oneOfGetter($oneOfFields = ["uptimeLastDay"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(CheckFigures.prototype, "_uptimeLastWeek", {
                    get: $util.oneOfGetter($oneOfFields = ["uptimeLastWeek"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(CheckFigures.prototype, "_responseTimeMsP50", {
                    get: $util.oneOfGetter($oneOfFields = ["responseTimeMsP50"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(CheckFigures.prototype, "_responseTimeMsP95", {
                    get: $util.oneOfGetter($oneOfFields = ["responseTimeMsP95"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(CheckFigures.prototype, "_responseTimeMsP99", {
                    get: $util.oneOfGetter($oneOfFields = ["responseTimeMsP99"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                /**
                 * Encodes the specified CheckFigures message. Does not implicitly {@link polis.v1.peer.CheckFigures.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.CheckFigures
                 * @static
                 * @param {polis.v1.peer.CheckFigures.$Properties} message CheckFigures message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                CheckFigures.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.results != null && $Object.hasOwnProperty.call(message, "results") && message.results !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.results);
                    if (message.failures != null && $Object.hasOwnProperty.call(message, "failures") && message.failures !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.failures);
                    if (message.uptimeLastHour != null && $Object.hasOwnProperty.call(message, "uptimeLastHour"))
                        writer.uint32(/* id 3, wireType 1 =*/25).double(message.uptimeLastHour);
                    if (message.uptimeLastDay != null && $Object.hasOwnProperty.call(message, "uptimeLastDay"))
                        writer.uint32(/* id 4, wireType 1 =*/33).double(message.uptimeLastDay);
                    if (message.uptimeLastWeek != null && $Object.hasOwnProperty.call(message, "uptimeLastWeek"))
                        writer.uint32(/* id 5, wireType 1 =*/41).double(message.uptimeLastWeek);
                    if (message.responseTimeMsP50 != null && $Object.hasOwnProperty.call(message, "responseTimeMsP50"))
                        writer.uint32(/* id 6, wireType 1 =*/49).double(message.responseTimeMsP50);
                    if (message.responseTimeMsP95 != null && $Object.hasOwnProperty.call(message, "responseTimeMsP95"))
                        writer.uint32(/* id 7, wireType 1 =*/57).double(message.responseTimeMsP95);
                    if (message.responseTimeMsP99 != null && $Object.hasOwnProperty.call(message, "responseTimeMsP99"))
                        writer.uint32(/* id 8, wireType 1 =*/65).double(message.responseTimeMsP99);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a CheckFigures message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.CheckFigures
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.CheckFigures & polis.v1.peer.CheckFigures.$Shape} CheckFigures
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                CheckFigures.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.CheckFigures();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.results = value;
                                else
                                    delete message.results;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.failures = value;
                                else
                                    delete message.failures;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 1)
                                    break;
                                message.uptimeLastHour = reader.double();
                                message._uptimeLastHour = "uptimeLastHour";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 1)
                                    break;
                                message.uptimeLastDay = reader.double();
                                message._uptimeLastDay = "uptimeLastDay";
                                continue;
                            }
                        case 5: {
                                if (wireType !== 1)
                                    break;
                                message.uptimeLastWeek = reader.double();
                                message._uptimeLastWeek = "uptimeLastWeek";
                                continue;
                            }
                        case 6: {
                                if (wireType !== 1)
                                    break;
                                message.responseTimeMsP50 = reader.double();
                                message._responseTimeMsP50 = "responseTimeMsP50";
                                continue;
                            }
                        case 7: {
                                if (wireType !== 1)
                                    break;
                                message.responseTimeMsP95 = reader.double();
                                message._responseTimeMsP95 = "responseTimeMsP95";
                                continue;
                            }
                        case 8: {
                                if (wireType !== 1)
                                    break;
                                message.responseTimeMsP99 = reader.double();
                                message._responseTimeMsP99 = "responseTimeMsP99";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return CheckFigures;
            })();

            peer.CheckOutcome = (function() {

                /**
                 * Properties of a CheckOutcome.
                 * @typedef {Object} polis.v1.peer.CheckOutcome.$Properties
                 * @property {number|null} [atMs] CheckOutcome atMs
                 * @property {string|null} [outcome] CheckOutcome outcome
                 * @property {string|null} [state] CheckOutcome state
                 * @property {string|null} [output] CheckOutcome output
                 * @property {number|null} [responseTimeMs] CheckOutcome responseTimeMs
                 * @property {number|null} [unobservedMs] CheckOutcome unobservedMs
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a CheckOutcome.
                 * @memberof polis.v1.peer
                 * @interface ICheckOutcome
                 * @augments polis.v1.peer.CheckOutcome.$Properties
                 * @deprecated Use polis.v1.peer.CheckOutcome.$Properties instead.
                 */

                /**
                 * Shape of a CheckOutcome.
                 * @typedef {polis.v1.peer.CheckOutcome.$Properties} polis.v1.peer.CheckOutcome.$Shape
                 */

                /**
                 * Constructs a new CheckOutcome.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a CheckOutcome.
                 * @constructor
                 * @param {polis.v1.peer.CheckOutcome.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const CheckOutcome = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * CheckOutcome atMs.
                 * @member {number} atMs
                 * @memberof polis.v1.peer.CheckOutcome
                 * @instance
                 */
                CheckOutcome.prototype.atMs = 0;

                /**
                 * CheckOutcome outcome.
                 * @member {string} outcome
                 * @memberof polis.v1.peer.CheckOutcome
                 * @instance
                 */
                CheckOutcome.prototype.outcome = "";

                /**
                 * CheckOutcome state.
                 * @member {string} state
                 * @memberof polis.v1.peer.CheckOutcome
                 * @instance
                 */
                CheckOutcome.prototype.state = "";

                /**
                 * CheckOutcome output.
                 * @member {string} output
                 * @memberof polis.v1.peer.CheckOutcome
                 * @instance
                 */
                CheckOutcome.prototype.output = "";

                /**
                 * CheckOutcome responseTimeMs.
                 * @member {number} responseTimeMs
                 * @memberof polis.v1.peer.CheckOutcome
                 * @instance
                 */
                CheckOutcome.prototype.responseTimeMs = 0;

                /**
                 * CheckOutcome unobservedMs.
                 * @member {number} unobservedMs
                 * @memberof polis.v1.peer.CheckOutcome
                 * @instance
                 */
                CheckOutcome.prototype.unobservedMs = 0;

                /**
                 * Encodes the specified CheckOutcome message. Does not implicitly {@link polis.v1.peer.CheckOutcome.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.CheckOutcome
                 * @static
                 * @param {polis.v1.peer.CheckOutcome.$Properties} message CheckOutcome message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                CheckOutcome.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.atMs != null && $Object.hasOwnProperty.call(message, "atMs") && !$Object.is(message.atMs, 0))
                        writer.uint32(/* id 1, wireType 1 =*/9).double(message.atMs);
                    if (message.outcome != null && $Object.hasOwnProperty.call(message, "outcome") && message.outcome !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.outcome);
                    if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.state);
                    if (message.output != null && $Object.hasOwnProperty.call(message, "output") && message.output !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.output);
                    if (message.responseTimeMs != null && $Object.hasOwnProperty.call(message, "responseTimeMs") && !$Object.is(message.responseTimeMs, 0))
                        writer.uint32(/* id 5, wireType 1 =*/41).double(message.responseTimeMs);
                    if (message.unobservedMs != null && $Object.hasOwnProperty.call(message, "unobservedMs") && !$Object.is(message.unobservedMs, 0))
                        writer.uint32(/* id 6, wireType 1 =*/49).double(message.unobservedMs);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a CheckOutcome message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.CheckOutcome
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.CheckOutcome & polis.v1.peer.CheckOutcome.$Shape} CheckOutcome
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                CheckOutcome.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.CheckOutcome();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.atMs = value;
                                else
                                    delete message.atMs;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.outcome = value;
                                else
                                    delete message.outcome;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.state = value;
                                else
                                    delete message.state;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.output = value;
                                else
                                    delete message.output;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.responseTimeMs = value;
                                else
                                    delete message.responseTimeMs;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.unobservedMs = value;
                                else
                                    delete message.unobservedMs;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return CheckOutcome;
            })();

            peer.CheckTtlReport = (function() {

                /**
                 * Properties of a CheckTtlReport.
                 * @typedef {Object} polis.v1.peer.CheckTtlReport.$Properties
                 * @property {string|null} [endpointId] CheckTtlReport endpointId
                 * @property {string|null} [checkId] CheckTtlReport checkId
                 * @property {string|null} [outcome] CheckTtlReport outcome
                 * @property {string|null} [output] CheckTtlReport output
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a CheckTtlReport.
                 * @memberof polis.v1.peer
                 * @interface ICheckTtlReport
                 * @augments polis.v1.peer.CheckTtlReport.$Properties
                 * @deprecated Use polis.v1.peer.CheckTtlReport.$Properties instead.
                 */

                /**
                 * Shape of a CheckTtlReport.
                 * @typedef {polis.v1.peer.CheckTtlReport.$Properties} polis.v1.peer.CheckTtlReport.$Shape
                 */

                /**
                 * Constructs a new CheckTtlReport.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a CheckTtlReport.
                 * @constructor
                 * @param {polis.v1.peer.CheckTtlReport.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const CheckTtlReport = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * CheckTtlReport endpointId.
                 * @member {string} endpointId
                 * @memberof polis.v1.peer.CheckTtlReport
                 * @instance
                 */
                CheckTtlReport.prototype.endpointId = "";

                /**
                 * CheckTtlReport checkId.
                 * @member {string} checkId
                 * @memberof polis.v1.peer.CheckTtlReport
                 * @instance
                 */
                CheckTtlReport.prototype.checkId = "";

                /**
                 * CheckTtlReport outcome.
                 * @member {string} outcome
                 * @memberof polis.v1.peer.CheckTtlReport
                 * @instance
                 */
                CheckTtlReport.prototype.outcome = "";

                /**
                 * CheckTtlReport output.
                 * @member {string} output
                 * @memberof polis.v1.peer.CheckTtlReport
                 * @instance
                 */
                CheckTtlReport.prototype.output = "";

                /**
                 * Encodes the specified CheckTtlReport message. Does not implicitly {@link polis.v1.peer.CheckTtlReport.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.CheckTtlReport
                 * @static
                 * @param {polis.v1.peer.CheckTtlReport.$Properties} message CheckTtlReport message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                CheckTtlReport.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.endpointId != null && $Object.hasOwnProperty.call(message, "endpointId") && message.endpointId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.endpointId);
                    if (message.checkId != null && $Object.hasOwnProperty.call(message, "checkId") && message.checkId !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.checkId);
                    if (message.outcome != null && $Object.hasOwnProperty.call(message, "outcome") && message.outcome !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.outcome);
                    if (message.output != null && $Object.hasOwnProperty.call(message, "output") && message.output !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.output);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a CheckTtlReport message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.CheckTtlReport
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.CheckTtlReport & polis.v1.peer.CheckTtlReport.$Shape} CheckTtlReport
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                CheckTtlReport.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.CheckTtlReport();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.endpointId = value;
                                else
                                    delete message.endpointId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.checkId = value;
                                else
                                    delete message.checkId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.outcome = value;
                                else
                                    delete message.outcome;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.output = value;
                                else
                                    delete message.output;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return CheckTtlReport;
            })();

            peer.CheckTtlReportReply = (function() {

                /**
                 * Properties of a CheckTtlReportReply.
                 * @typedef {Object} polis.v1.peer.CheckTtlReportReply.$Properties
                 * @property {boolean|null} [isWatched] CheckTtlReportReply isWatched
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a CheckTtlReportReply.
                 * @memberof polis.v1.peer
                 * @interface ICheckTtlReportReply
                 * @augments polis.v1.peer.CheckTtlReportReply.$Properties
                 * @deprecated Use polis.v1.peer.CheckTtlReportReply.$Properties instead.
                 */

                /**
                 * Shape of a CheckTtlReportReply.
                 * @typedef {polis.v1.peer.CheckTtlReportReply.$Properties} polis.v1.peer.CheckTtlReportReply.$Shape
                 */

                /**
                 * Constructs a new CheckTtlReportReply.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a CheckTtlReportReply.
                 * @constructor
                 * @param {polis.v1.peer.CheckTtlReportReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const CheckTtlReportReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * CheckTtlReportReply isWatched.
                 * @member {boolean} isWatched
                 * @memberof polis.v1.peer.CheckTtlReportReply
                 * @instance
                 */
                CheckTtlReportReply.prototype.isWatched = false;

                /**
                 * Encodes the specified CheckTtlReportReply message. Does not implicitly {@link polis.v1.peer.CheckTtlReportReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.CheckTtlReportReply
                 * @static
                 * @param {polis.v1.peer.CheckTtlReportReply.$Properties} message CheckTtlReportReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                CheckTtlReportReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.isWatched != null && $Object.hasOwnProperty.call(message, "isWatched") && message.isWatched !== false)
                        writer.uint32(/* id 1, wireType 0 =*/8).bool(message.isWatched);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a CheckTtlReportReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.CheckTtlReportReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.CheckTtlReportReply & polis.v1.peer.CheckTtlReportReply.$Shape} CheckTtlReportReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                CheckTtlReportReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.CheckTtlReportReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.isWatched = value;
                                else
                                    delete message.isWatched;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return CheckTtlReportReply;
            })();

            peer.ClusterKeyRequest = (function() {

                /**
                 * Properties of a ClusterKeyRequest.
                 * @typedef {Object} polis.v1.peer.ClusterKeyRequest.$Properties
                 * @property {string|null} [fingerprint] ClusterKeyRequest fingerprint
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ClusterKeyRequest.
                 * @memberof polis.v1.peer
                 * @interface IClusterKeyRequest
                 * @augments polis.v1.peer.ClusterKeyRequest.$Properties
                 * @deprecated Use polis.v1.peer.ClusterKeyRequest.$Properties instead.
                 */

                /**
                 * Shape of a ClusterKeyRequest.
                 * @typedef {polis.v1.peer.ClusterKeyRequest.$Properties} polis.v1.peer.ClusterKeyRequest.$Shape
                 */

                /**
                 * Constructs a new ClusterKeyRequest.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a ClusterKeyRequest.
                 * @constructor
                 * @param {polis.v1.peer.ClusterKeyRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ClusterKeyRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ClusterKeyRequest fingerprint.
                 * @member {string} fingerprint
                 * @memberof polis.v1.peer.ClusterKeyRequest
                 * @instance
                 */
                ClusterKeyRequest.prototype.fingerprint = "";

                /**
                 * Encodes the specified ClusterKeyRequest message. Does not implicitly {@link polis.v1.peer.ClusterKeyRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.ClusterKeyRequest
                 * @static
                 * @param {polis.v1.peer.ClusterKeyRequest.$Properties} message ClusterKeyRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ClusterKeyRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.fingerprint != null && $Object.hasOwnProperty.call(message, "fingerprint") && message.fingerprint !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.fingerprint);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ClusterKeyRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.ClusterKeyRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ClusterKeyRequest & polis.v1.peer.ClusterKeyRequest.$Shape} ClusterKeyRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ClusterKeyRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.ClusterKeyRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.fingerprint = value;
                                else
                                    delete message.fingerprint;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ClusterKeyRequest;
            })();

            peer.ClusterKeyReply = (function() {

                /**
                 * Properties of a ClusterKeyReply.
                 * @typedef {Object} polis.v1.peer.ClusterKeyReply.$Properties
                 * @property {Uint8Array|null} [key] ClusterKeyReply key
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ClusterKeyReply.
                 * @memberof polis.v1.peer
                 * @interface IClusterKeyReply
                 * @augments polis.v1.peer.ClusterKeyReply.$Properties
                 * @deprecated Use polis.v1.peer.ClusterKeyReply.$Properties instead.
                 */

                /**
                 * Shape of a ClusterKeyReply.
                 * @typedef {polis.v1.peer.ClusterKeyReply.$Properties} polis.v1.peer.ClusterKeyReply.$Shape
                 */

                /**
                 * Constructs a new ClusterKeyReply.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a ClusterKeyReply.
                 * @constructor
                 * @param {polis.v1.peer.ClusterKeyReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ClusterKeyReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ClusterKeyReply key.
                 * @member {Uint8Array} key
                 * @memberof polis.v1.peer.ClusterKeyReply
                 * @instance
                 */
                ClusterKeyReply.prototype.key = $util.newBuffer([]);

                /**
                 * Encodes the specified ClusterKeyReply message. Does not implicitly {@link polis.v1.peer.ClusterKeyReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.ClusterKeyReply
                 * @static
                 * @param {polis.v1.peer.ClusterKeyReply.$Properties} message ClusterKeyReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ClusterKeyReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key.length)
                        writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.key);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ClusterKeyReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.ClusterKeyReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ClusterKeyReply & polis.v1.peer.ClusterKeyReply.$Shape} ClusterKeyReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ClusterKeyReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.ClusterKeyReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.key = value;
                                else
                                    delete message.key;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ClusterKeyReply;
            })();

            peer.ClusterKeyKeepRequest = (function() {

                /**
                 * Properties of a ClusterKeyKeepRequest.
                 * @typedef {Object} polis.v1.peer.ClusterKeyKeepRequest.$Properties
                 * @property {Uint8Array|null} [key] ClusterKeyKeepRequest key
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ClusterKeyKeepRequest.
                 * @memberof polis.v1.peer
                 * @interface IClusterKeyKeepRequest
                 * @augments polis.v1.peer.ClusterKeyKeepRequest.$Properties
                 * @deprecated Use polis.v1.peer.ClusterKeyKeepRequest.$Properties instead.
                 */

                /**
                 * Shape of a ClusterKeyKeepRequest.
                 * @typedef {polis.v1.peer.ClusterKeyKeepRequest.$Properties} polis.v1.peer.ClusterKeyKeepRequest.$Shape
                 */

                /**
                 * Constructs a new ClusterKeyKeepRequest.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a ClusterKeyKeepRequest.
                 * @constructor
                 * @param {polis.v1.peer.ClusterKeyKeepRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ClusterKeyKeepRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ClusterKeyKeepRequest key.
                 * @member {Uint8Array} key
                 * @memberof polis.v1.peer.ClusterKeyKeepRequest
                 * @instance
                 */
                ClusterKeyKeepRequest.prototype.key = $util.newBuffer([]);

                /**
                 * Encodes the specified ClusterKeyKeepRequest message. Does not implicitly {@link polis.v1.peer.ClusterKeyKeepRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.ClusterKeyKeepRequest
                 * @static
                 * @param {polis.v1.peer.ClusterKeyKeepRequest.$Properties} message ClusterKeyKeepRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ClusterKeyKeepRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key.length)
                        writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.key);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ClusterKeyKeepRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.ClusterKeyKeepRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ClusterKeyKeepRequest & polis.v1.peer.ClusterKeyKeepRequest.$Shape} ClusterKeyKeepRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ClusterKeyKeepRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.ClusterKeyKeepRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.key = value;
                                else
                                    delete message.key;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ClusterKeyKeepRequest;
            })();

            peer.ClusterKeyKeepReply = (function() {

                /**
                 * Properties of a ClusterKeyKeepReply.
                 * @typedef {Object} polis.v1.peer.ClusterKeyKeepReply.$Properties
                 * @property {boolean|null} [isKept] ClusterKeyKeepReply isKept
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ClusterKeyKeepReply.
                 * @memberof polis.v1.peer
                 * @interface IClusterKeyKeepReply
                 * @augments polis.v1.peer.ClusterKeyKeepReply.$Properties
                 * @deprecated Use polis.v1.peer.ClusterKeyKeepReply.$Properties instead.
                 */

                /**
                 * Shape of a ClusterKeyKeepReply.
                 * @typedef {polis.v1.peer.ClusterKeyKeepReply.$Properties} polis.v1.peer.ClusterKeyKeepReply.$Shape
                 */

                /**
                 * Constructs a new ClusterKeyKeepReply.
                 * @memberof polis.v1.peer
                 * @classdesc Represents a ClusterKeyKeepReply.
                 * @constructor
                 * @param {polis.v1.peer.ClusterKeyKeepReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ClusterKeyKeepReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ClusterKeyKeepReply isKept.
                 * @member {boolean} isKept
                 * @memberof polis.v1.peer.ClusterKeyKeepReply
                 * @instance
                 */
                ClusterKeyKeepReply.prototype.isKept = false;

                /**
                 * Encodes the specified ClusterKeyKeepReply message. Does not implicitly {@link polis.v1.peer.ClusterKeyKeepReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.peer.ClusterKeyKeepReply
                 * @static
                 * @param {polis.v1.peer.ClusterKeyKeepReply.$Properties} message ClusterKeyKeepReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ClusterKeyKeepReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.isKept != null && $Object.hasOwnProperty.call(message, "isKept") && message.isKept !== false)
                        writer.uint32(/* id 1, wireType 0 =*/8).bool(message.isKept);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ClusterKeyKeepReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.peer.ClusterKeyKeepReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.peer.ClusterKeyKeepReply & polis.v1.peer.ClusterKeyKeepReply.$Shape} ClusterKeyKeepReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ClusterKeyKeepReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.polis.v1.peer.ClusterKeyKeepReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.isKept = value;
                                else
                                    delete message.isKept;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ClusterKeyKeepReply;
            })();

            return peer;
        })();

        return v1;
    })();

    return polis;
})();

export {
  $root as default
};
