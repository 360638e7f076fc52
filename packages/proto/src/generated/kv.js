/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import { $protobuf } from "../protobuf-runtime.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["polis-kv"] || ($protobuf.roots["polis-kv"] = {});

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

        v1.kv = (function() {

            /**
             * Namespace kv.
             * @memberof polis.v1
             * @namespace
             */
            const kv = {};

            kv.PutRequest = (function() {

                /**
                 * Properties of a PutRequest.
                 * @typedef {Object} polis.v1.kv.PutRequest.$Properties
                 * @property {polis.v1.kv.Put.$Properties|null} [put] PutRequest put
                 * @property {string|null} [requestId] PutRequest requestId
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a PutRequest.
                 * @memberof polis.v1.kv
                 * @interface IPutRequest
                 * @augments polis.v1.kv.PutRequest.$Properties
                 * @deprecated Use polis.v1.kv.PutRequest.$Properties instead.
                 */

                /**
                 * Shape of a PutRequest.
                 * @typedef {polis.v1.kv.PutRequest.$Properties} polis.v1.kv.PutRequest.$Shape
                 */

                /**
                 * Constructs a new PutRequest.
                 * @memberof polis.v1.kv
                 * @classdesc Represents a PutRequest.
                 * @constructor
                 * @param {polis.v1.kv.PutRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const PutRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * PutRequest put.
                 * @member {polis.v1.kv.Put.$Properties|null|undefined} put
                 * @memberof polis.v1.kv.PutRequest
                 * @instance
                 */
                PutRequest.prototype.put = null;

                /**
                 * PutRequest requestId.
                 * @member {string} requestId
                 * @memberof polis.v1.kv.PutRequest
                 * @instance
                 */
                PutRequest.prototype.requestId = "";

                /**
                 * Encodes the specified PutRequest message. Does not implicitly {@link polis.v1.kv.PutRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.kv.PutRequest
                 * @static
                 * @param {polis.v1.kv.PutRequest.$Properties} message PutRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                PutRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.put != null && $Object.hasOwnProperty.call(message, "put"))
                        $root.polis.v1.kv.Put.encode(message.put, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId") && message.requestId !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.requestId);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a PutRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.kv.PutRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.kv.PutRequest & polis.v1.kv.PutRequest.$Shape} PutRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                PutRequest.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.kv.PutRequest();
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
                                message.put = $root.polis.v1.kv.Put.decode(reader, reader.size(), $undefined, _depth + 1, message.put);
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.requestId = value;
                                else
                                    delete message.requestId;
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

                return PutRequest;
            })();

            kv.Put = (function() {

                /**
                 * Properties of a Put.
                 * @typedef {Object} polis.v1.kv.Put.$Properties
                 * @property {string|null} [key] Put key
                 * @property {Uint8Array|null} [value] Put value
                 * @property {number|null} [expectedRevision] Put expectedRevision
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Put.
                 * @memberof polis.v1.kv
                 * @interface IPut
                 * @augments polis.v1.kv.Put.$Properties
                 * @deprecated Use polis.v1.kv.Put.$Properties instead.
                 */

                /**
                 * Shape of a Put.
                 * @typedef {polis.v1.kv.Put.$Properties} polis.v1.kv.Put.$Shape
                 */

                /**
                 * Constructs a new Put.
                 * @memberof polis.v1.kv
                 * @classdesc Represents a Put.
                 * @constructor
                 * @param {polis.v1.kv.Put.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Put = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Put key.
                 * @member {string} key
                 * @memberof polis.v1.kv.Put
                 * @instance
                 */
                Put.prototype.key = "";

                /**
                 * Put value.
                 * @member {Uint8Array} value
                 * @memberof polis.v1.kv.Put
                 * @instance
                 */
                Put.prototype.value = $util.newBuffer([]);

                /**
                 * Put expectedRevision.
                 * @member {number|null|undefined} expectedRevision
                 * @memberof polis.v1.kv.Put
                 * @instance
                 */
                Put.prototype.expectedRevision = null;

                // OneOf field names bound to virtual getters and setters
                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(Put.prototype, "_expectedRevision", {
                    get: $util.oneOfGetter($oneOfFields = ["expectedRevision"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                /**
                 * Encodes the specified Put message. Does not implicitly {@link polis.v1.kv.Put.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.kv.Put
                 * @static
                 * @param {polis.v1.kv.Put.$Properties} message Put message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Put.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.key);
                    if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.value);
                    if (message.expectedRevision != null && $Object.hasOwnProperty.call(message, "expectedRevision"))
                        writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.expectedRevision);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Put message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.kv.Put
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.kv.Put & polis.v1.kv.Put.$Shape} Put
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Put.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.kv.Put();
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
                                    message.key = value;
                                else
                                    delete message.key;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.value = value;
                                else
                                    delete message.value;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                message.expectedRevision = reader.uint64();
                                message._expectedRevision = "expectedRevision";
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

                return Put;
            })();

            kv.PutReply = (function() {

                /**
                 * Properties of a PutReply.
                 * @typedef {Object} polis.v1.kv.PutReply.$Properties
                 * @property {number|null} [revision] PutReply revision
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a PutReply.
                 * @memberof polis.v1.kv
                 * @interface IPutReply
                 * @augments polis.v1.kv.PutReply.$Properties
                 * @deprecated Use polis.v1.kv.PutReply.$Properties instead.
                 */

                /**
                 * Shape of a PutReply.
                 * @typedef {polis.v1.kv.PutReply.$Properties} polis.v1.kv.PutReply.$Shape
                 */

                /**
                 * Constructs a new PutReply.
                 * @memberof polis.v1.kv
                 * @classdesc Represents a PutReply.
                 * @constructor
                 * @param {polis.v1.kv.PutReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const PutReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * PutReply revision.
                 * @member {number} revision
                 * @memberof polis.v1.kv.PutReply
                 * @instance
                 */
                PutReply.prototype.revision = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Encodes the specified PutReply message. Does not implicitly {@link polis.v1.kv.PutReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.kv.PutReply
                 * @static
                 * @param {polis.v1.kv.PutReply.$Properties} message PutReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                PutReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.revision != null && $Object.hasOwnProperty.call(message, "revision") && (typeof message.revision === "object" ? message.revision.low || message.revision.high : message.revision !== 0))
                        writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.revision);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a PutReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.kv.PutReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.kv.PutReply & polis.v1.kv.PutReply.$Shape} PutReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                PutReply.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.kv.PutReply();
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
                                    message.revision = value;
                                else
                                    delete message.revision;
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

                return PutReply;
            })();

            kv.PutAllRequest = (function() {

                /**
                 * Properties of a PutAllRequest.
                 * @typedef {Object} polis.v1.kv.PutAllRequest.$Properties
                 * @property {Array.<polis.v1.kv.Put.$Properties>|null} [puts] PutAllRequest puts
                 * @property {string|null} [requestId] PutAllRequest requestId
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a PutAllRequest.
                 * @memberof polis.v1.kv
                 * @interface IPutAllRequest
                 * @augments polis.v1.kv.PutAllRequest.$Properties
                 * @deprecated Use polis.v1.kv.PutAllRequest.$Properties instead.
                 */

                /**
                 * Shape of a PutAllRequest.
                 * @typedef {polis.v1.kv.PutAllRequest.$Properties} polis.v1.kv.PutAllRequest.$Shape
                 */

                /**
                 * Constructs a new PutAllRequest.
                 * @memberof polis.v1.kv
                 * @classdesc Represents a PutAllRequest.
                 * @constructor
                 * @param {polis.v1.kv.PutAllRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const PutAllRequest = function (properties) {
                    this.puts = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * PutAllRequest puts.
                 * @member {Array.<polis.v1.kv.Put.$Properties>} puts
                 * @memberof polis.v1.kv.PutAllRequest
                 * @instance
                 */
                PutAllRequest.prototype.puts = $util.emptyArray;

                /**
                 * PutAllRequest requestId.
                 * @member {string} requestId
                 * @memberof polis.v1.kv.PutAllRequest
                 * @instance
                 */
                PutAllRequest.prototype.requestId = "";

                /**
                 * Encodes the specified PutAllRequest message. Does not implicitly {@link polis.v1.kv.PutAllRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.kv.PutAllRequest
                 * @static
                 * @param {polis.v1.kv.PutAllRequest.$Properties} message PutAllRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                PutAllRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.puts != null && message.puts.length)
                        for (let i = 0; i < message.puts.length; ++i)
                            $root.polis.v1.kv.Put.encode(message.puts[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId") && message.requestId !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.requestId);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a PutAllRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.kv.PutAllRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.kv.PutAllRequest & polis.v1.kv.PutAllRequest.$Shape} PutAllRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                PutAllRequest.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.kv.PutAllRequest();
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
                                if (!(message.puts && message.puts.length))
                                    message.puts = [];
                                message.puts.push($root.polis.v1.kv.Put.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.requestId = value;
                                else
                                    delete message.requestId;
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

                return PutAllRequest;
            })();

            kv.PutAllReply = (function() {

                /**
                 * Properties of a PutAllReply.
                 * @typedef {Object} polis.v1.kv.PutAllReply.$Properties
                 * @property {Array.<polis.v1.kv.Outcome.$Properties>|null} [outcomes] PutAllReply outcomes
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a PutAllReply.
                 * @memberof polis.v1.kv
                 * @interface IPutAllReply
                 * @augments polis.v1.kv.PutAllReply.$Properties
                 * @deprecated Use polis.v1.kv.PutAllReply.$Properties instead.
                 */

                /**
                 * Shape of a PutAllReply.
                 * @typedef {polis.v1.kv.PutAllReply.$Properties} polis.v1.kv.PutAllReply.$Shape
                 */

                /**
                 * Constructs a new PutAllReply.
                 * @memberof polis.v1.kv
                 * @classdesc Represents a PutAllReply.
                 * @constructor
                 * @param {polis.v1.kv.PutAllReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const PutAllReply = function (properties) {
                    this.outcomes = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * PutAllReply outcomes.
                 * @member {Array.<polis.v1.kv.Outcome.$Properties>} outcomes
                 * @memberof polis.v1.kv.PutAllReply
                 * @instance
                 */
                PutAllReply.prototype.outcomes = $util.emptyArray;

                /**
                 * Encodes the specified PutAllReply message. Does not implicitly {@link polis.v1.kv.PutAllReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.kv.PutAllReply
                 * @static
                 * @param {polis.v1.kv.PutAllReply.$Properties} message PutAllReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                PutAllReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.outcomes != null && message.outcomes.length)
                        for (let i = 0; i < message.outcomes.length; ++i)
                            $root.polis.v1.kv.Outcome.encode(message.outcomes[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a PutAllReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.kv.PutAllReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.kv.PutAllReply & polis.v1.kv.PutAllReply.$Shape} PutAllReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                PutAllReply.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.kv.PutAllReply();
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
                                if (!(message.outcomes && message.outcomes.length))
                                    message.outcomes = [];
                                message.outcomes.push($root.polis.v1.kv.Outcome.decode(reader, reader.size(), $undefined, _depth + 1));
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

                return PutAllReply;
            })();

            kv.Outcome = (function() {

                /**
                 * Properties of an Outcome.
                 * @typedef {Object} polis.v1.kv.Outcome.$Properties
                 * @property {number|null} [revision] Outcome revision
                 * @property {string|null} [refusal] Outcome refusal
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Outcome.
                 * @memberof polis.v1.kv
                 * @interface IOutcome
                 * @augments polis.v1.kv.Outcome.$Properties
                 * @deprecated Use polis.v1.kv.Outcome.$Properties instead.
                 */

                /**
                 * Shape of an Outcome.
                 * @typedef {polis.v1.kv.Outcome.$Properties} polis.v1.kv.Outcome.$Shape
                 */

                /**
                 * Constructs a new Outcome.
                 * @memberof polis.v1.kv
                 * @classdesc Represents an Outcome.
                 * @constructor
                 * @param {polis.v1.kv.Outcome.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Outcome = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Outcome revision.
                 * @member {number} revision
                 * @memberof polis.v1.kv.Outcome
                 * @instance
                 */
                Outcome.prototype.revision = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Outcome refusal.
                 * @member {string} refusal
                 * @memberof polis.v1.kv.Outcome
                 * @instance
                 */
                Outcome.prototype.refusal = "";

                /**
                 * Encodes the specified Outcome message. Does not implicitly {@link polis.v1.kv.Outcome.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.kv.Outcome
                 * @static
                 * @param {polis.v1.kv.Outcome.$Properties} message Outcome message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Outcome.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.revision != null && $Object.hasOwnProperty.call(message, "revision") && (typeof message.revision === "object" ? message.revision.low || message.revision.high : message.revision !== 0))
                        writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.revision);
                    if (message.refusal != null && $Object.hasOwnProperty.call(message, "refusal") && message.refusal !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.refusal);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an Outcome message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.kv.Outcome
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.kv.Outcome & polis.v1.kv.Outcome.$Shape} Outcome
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Outcome.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.kv.Outcome();
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
                                    message.revision = value;
                                else
                                    delete message.revision;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.refusal = value;
                                else
                                    delete message.refusal;
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

                return Outcome;
            })();

            kv.GetRequest = (function() {

                /**
                 * Properties of a GetRequest.
                 * @typedef {Object} polis.v1.kv.GetRequest.$Properties
                 * @property {string|null} [key] GetRequest key
                 * @property {boolean|null} [isStale] GetRequest isStale
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a GetRequest.
                 * @memberof polis.v1.kv
                 * @interface IGetRequest
                 * @augments polis.v1.kv.GetRequest.$Properties
                 * @deprecated Use polis.v1.kv.GetRequest.$Properties instead.
                 */

                /**
                 * Shape of a GetRequest.
                 * @typedef {polis.v1.kv.GetRequest.$Properties} polis.v1.kv.GetRequest.$Shape
                 */

                /**
                 * Constructs a new GetRequest.
                 * @memberof polis.v1.kv
                 * @classdesc Represents a GetRequest.
                 * @constructor
                 * @param {polis.v1.kv.GetRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const GetRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * GetRequest key.
                 * @member {string} key
                 * @memberof polis.v1.kv.GetRequest
                 * @instance
                 */
                GetRequest.prototype.key = "";

                /**
                 * GetRequest isStale.
                 * @member {boolean} isStale
                 * @memberof polis.v1.kv.GetRequest
                 * @instance
                 */
                GetRequest.prototype.isStale = false;

                /**
                 * Encodes the specified GetRequest message. Does not implicitly {@link polis.v1.kv.GetRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.kv.GetRequest
                 * @static
                 * @param {polis.v1.kv.GetRequest.$Properties} message GetRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                GetRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.key);
                    if (message.isStale != null && $Object.hasOwnProperty.call(message, "isStale") && message.isStale !== false)
                        writer.uint32(/* id 2, wireType 0 =*/16).bool(message.isStale);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a GetRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.kv.GetRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.kv.GetRequest & polis.v1.kv.GetRequest.$Shape} GetRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                GetRequest.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.kv.GetRequest();
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
                                    message.key = value;
                                else
                                    delete message.key;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.isStale = value;
                                else
                                    delete message.isStale;
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

                return GetRequest;
            })();

            kv.GetReply = (function() {

                /**
                 * Properties of a GetReply.
                 * @typedef {Object} polis.v1.kv.GetReply.$Properties
                 * @property {number|null} [revision] GetReply revision
                 * @property {Uint8Array|null} [value] GetReply value
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a GetReply.
                 * @memberof polis.v1.kv
                 * @interface IGetReply
                 * @augments polis.v1.kv.GetReply.$Properties
                 * @deprecated Use polis.v1.kv.GetReply.$Properties instead.
                 */

                /**
                 * Shape of a GetReply.
                 * @typedef {polis.v1.kv.GetReply.$Properties} polis.v1.kv.GetReply.$Shape
                 */

                /**
                 * Constructs a new GetReply.
                 * @memberof polis.v1.kv
                 * @classdesc Represents a GetReply.
                 * @constructor
                 * @param {polis.v1.kv.GetReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const GetReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * GetReply revision.
                 * @member {number} revision
                 * @memberof polis.v1.kv.GetReply
                 * @instance
                 */
                GetReply.prototype.revision = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * GetReply value.
                 * @member {Uint8Array} value
                 * @memberof polis.v1.kv.GetReply
                 * @instance
                 */
                GetReply.prototype.value = $util.newBuffer([]);

                /**
                 * Encodes the specified GetReply message. Does not implicitly {@link polis.v1.kv.GetReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.kv.GetReply
                 * @static
                 * @param {polis.v1.kv.GetReply.$Properties} message GetReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                GetReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.revision != null && $Object.hasOwnProperty.call(message, "revision") && (typeof message.revision === "object" ? message.revision.low || message.revision.high : message.revision !== 0))
                        writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.revision);
                    if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.value);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a GetReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.kv.GetReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.kv.GetReply & polis.v1.kv.GetReply.$Shape} GetReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                GetReply.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.kv.GetReply();
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
                                    message.revision = value;
                                else
                                    delete message.revision;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.value = value;
                                else
                                    delete message.value;
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

                return GetReply;
            })();

            return kv;
        })();

        return v1;
    })();

    return polis;
})();

export {
  $root as default
};
