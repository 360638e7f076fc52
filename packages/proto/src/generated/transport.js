/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import { $protobuf } from "../protobuf-runtime.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["polis-transport"] || ($protobuf.roots["polis-transport"] = {});

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

        v1.transport = (function() {

            /**
             * Namespace transport.
             * @memberof polis.v1
             * @namespace
             */
            const transport = {};

            transport.Hello = (function() {

                /**
                 * Properties of a Hello.
                 * @typedef {Object} polis.v1.transport.Hello.$Properties
                 * @property {number|null} [protocolVersion] Hello protocolVersion
                 * @property {string|null} [clusterId] Hello clusterId
                 * @property {string|null} [peerId] Hello peerId
                 * @property {string|null} [instance] Hello instance
                 * @property {boolean|null} [isAdditional] Hello isAdditional
                 * @property {Uint8Array|null} [application] Hello application
                 * @property {number|null} [epoch] Hello epoch
                 * @property {string|null} [epochMark] Hello epochMark
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Hello.
                 * @memberof polis.v1.transport
                 * @interface IHello
                 * @augments polis.v1.transport.Hello.$Properties
                 * @deprecated Use polis.v1.transport.Hello.$Properties instead.
                 */

                /**
                 * Shape of a Hello.
                 * @typedef {polis.v1.transport.Hello.$Properties} polis.v1.transport.Hello.$Shape
                 */

                /**
                 * Constructs a new Hello.
                 * @memberof polis.v1.transport
                 * @classdesc Represents a Hello.
                 * @constructor
                 * @param {polis.v1.transport.Hello.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Hello = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Hello protocolVersion.
                 * @member {number} protocolVersion
                 * @memberof polis.v1.transport.Hello
                 * @instance
                 */
                Hello.prototype.protocolVersion = 0;

                /**
                 * Hello clusterId.
                 * @member {string} clusterId
                 * @memberof polis.v1.transport.Hello
                 * @instance
                 */
                Hello.prototype.clusterId = "";

                /**
                 * Hello peerId.
                 * @member {string} peerId
                 * @memberof polis.v1.transport.Hello
                 * @instance
                 */
                Hello.prototype.peerId = "";

                /**
                 * Hello instance.
                 * @member {string} instance
                 * @memberof polis.v1.transport.Hello
                 * @instance
                 */
                Hello.prototype.instance = "";

                /**
                 * Hello isAdditional.
                 * @member {boolean} isAdditional
                 * @memberof polis.v1.transport.Hello
                 * @instance
                 */
                Hello.prototype.isAdditional = false;

                /**
                 * Hello application.
                 * @member {Uint8Array} application
                 * @memberof polis.v1.transport.Hello
                 * @instance
                 */
                Hello.prototype.application = $util.newBuffer([]);

                /**
                 * Hello epoch.
                 * @member {number} epoch
                 * @memberof polis.v1.transport.Hello
                 * @instance
                 */
                Hello.prototype.epoch = 0;

                /**
                 * Hello epochMark.
                 * @member {string} epochMark
                 * @memberof polis.v1.transport.Hello
                 * @instance
                 */
                Hello.prototype.epochMark = "";

                /**
                 * Encodes the specified Hello message. Does not implicitly {@link polis.v1.transport.Hello.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.transport.Hello
                 * @static
                 * @param {polis.v1.transport.Hello.$Properties} message Hello message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Hello.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.protocolVersion != null && $Object.hasOwnProperty.call(message, "protocolVersion") && message.protocolVersion !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.protocolVersion);
                    if (message.clusterId != null && $Object.hasOwnProperty.call(message, "clusterId") && message.clusterId !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.clusterId);
                    if (message.peerId != null && $Object.hasOwnProperty.call(message, "peerId") && message.peerId !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.peerId);
                    if (message.instance != null && $Object.hasOwnProperty.call(message, "instance") && message.instance !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.instance);
                    if (message.isAdditional != null && $Object.hasOwnProperty.call(message, "isAdditional") && message.isAdditional !== false)
                        writer.uint32(/* id 5, wireType 0 =*/40).bool(message.isAdditional);
                    if (message.application != null && $Object.hasOwnProperty.call(message, "application") && message.application.length)
                        writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.application);
                    if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && message.epoch !== 0)
                        writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.epoch);
                    if (message.epochMark != null && $Object.hasOwnProperty.call(message, "epochMark") && message.epochMark !== "")
                        writer.uint32(/* id 8, wireType 2 =*/66).string(message.epochMark);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Hello message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.transport.Hello
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.transport.Hello & polis.v1.transport.Hello.$Shape} Hello
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Hello.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.transport.Hello();
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
                                    message.protocolVersion = value;
                                else
                                    delete message.protocolVersion;
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
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.peerId = value;
                                else
                                    delete message.peerId;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.instance = value;
                                else
                                    delete message.instance;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.isAdditional = value;
                                else
                                    delete message.isAdditional;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.application = value;
                                else
                                    delete message.application;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.epoch = value;
                                else
                                    delete message.epoch;
                                continue;
                            }
                        case 8: {
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

                return Hello;
            })();

            /**
             * CallKind enum.
             * @name polis.v1.transport.CallKind
             * @enum {number}
             * @property {number} CALL_REQUEST=0 CALL_REQUEST value
             * @property {number} CALL_CANCEL=1 CALL_CANCEL value
             * @property {number} CALL_ANSWER=2 CALL_ANSWER value
             * @property {number} CALL_FAILURE=3 CALL_FAILURE value
             * @property {number} CALL_REFUSED=4 CALL_REFUSED value
             * @property {number} CALL_MESSAGE=5 CALL_MESSAGE value
             * @property {number} CALL_END=6 CALL_END value
             */
            transport.CallKind = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "CALL_REQUEST"] = 0;
                values[valuesById[1] = "CALL_CANCEL"] = 1;
                values[valuesById[2] = "CALL_ANSWER"] = 2;
                values[valuesById[3] = "CALL_FAILURE"] = 3;
                values[valuesById[4] = "CALL_REFUSED"] = 4;
                values[valuesById[5] = "CALL_MESSAGE"] = 5;
                values[valuesById[6] = "CALL_END"] = 6;
                return values;
            })();

            transport.Call = (function() {

                /**
                 * Properties of a Call.
                 * @typedef {Object} polis.v1.transport.Call.$Properties
                 * @property {polis.v1.transport.CallKind|null} [kind] Call kind
                 * @property {number|null} [id] Call id
                 * @property {string|null} [method] Call method
                 * @property {Uint8Array|null} [body] Call body
                 * @property {polis.v1.transport.Failure.$Properties|null} [failure] Call failure
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Call.
                 * @memberof polis.v1.transport
                 * @interface ICall
                 * @augments polis.v1.transport.Call.$Properties
                 * @deprecated Use polis.v1.transport.Call.$Properties instead.
                 */

                /**
                 * Shape of a Call.
                 * @typedef {{
                 *   kind?: polis.v1.transport.CallKind|null;
                 *   id?: number|null;
                 *   method?: string|null;
                 *   body?: Uint8Array|null;
                 *   failure?: polis.v1.transport.Failure.$Shape|null;
                 *   $unknowns?: Array.<Uint8Array>;
                 * }} polis.v1.transport.Call.$Shape
                 */

                /**
                 * Constructs a new Call.
                 * @memberof polis.v1.transport
                 * @classdesc Represents a Call.
                 * @constructor
                 * @param {polis.v1.transport.Call.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Call = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Call kind.
                 * @member {polis.v1.transport.CallKind} kind
                 * @memberof polis.v1.transport.Call
                 * @instance
                 */
                Call.prototype.kind = 0;

                /**
                 * Call id.
                 * @member {number} id
                 * @memberof polis.v1.transport.Call
                 * @instance
                 */
                Call.prototype.id = 0;

                /**
                 * Call method.
                 * @member {string} method
                 * @memberof polis.v1.transport.Call
                 * @instance
                 */
                Call.prototype.method = "";

                /**
                 * Call body.
                 * @member {Uint8Array} body
                 * @memberof polis.v1.transport.Call
                 * @instance
                 */
                Call.prototype.body = $util.newBuffer([]);

                /**
                 * Call failure.
                 * @member {polis.v1.transport.Failure.$Properties|null|undefined} failure
                 * @memberof polis.v1.transport.Call
                 * @instance
                 */
                Call.prototype.failure = null;

                /**
                 * Encodes the specified Call message. Does not implicitly {@link polis.v1.transport.Call.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.transport.Call
                 * @static
                 * @param {polis.v1.transport.Call.$Properties} message Call message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Call.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).int32(message.kind);
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.id);
                    if (message.method != null && $Object.hasOwnProperty.call(message, "method") && message.method !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.method);
                    if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
                        writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.body);
                    if (message.failure != null && $Object.hasOwnProperty.call(message, "failure"))
                        $root.polis.v1.transport.Failure.encode(message.failure, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Call message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.transport.Call
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.transport.Call & polis.v1.transport.Call.$Shape} Call
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Call.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.transport.Call();
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
                                if (value = reader.int32())
                                    message.kind = value;
                                else
                                    delete message.kind;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.method = value;
                                else
                                    delete message.method;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.body = value;
                                else
                                    delete message.body;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                message.failure = $root.polis.v1.transport.Failure.decode(reader, reader.size(), $undefined, _depth + 1, message.failure);
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

                return Call;
            })();

            transport.Failure = (function() {

                /**
                 * Properties of a Failure.
                 * @typedef {Object} polis.v1.transport.Failure.$Properties
                 * @property {string|null} [code] Failure code
                 * @property {string|null} [message] Failure message
                 * @property {string|null} [hint] Failure hint
                 * @property {boolean|null} [retryable] Failure retryable
                 * @property {Array.<polis.v1.transport.FailureField.$Properties>|null} [fields] Failure fields
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Failure.
                 * @memberof polis.v1.transport
                 * @interface IFailure
                 * @augments polis.v1.transport.Failure.$Properties
                 * @deprecated Use polis.v1.transport.Failure.$Properties instead.
                 */

                /**
                 * Shape of a Failure.
                 * @typedef {{
                 *   code?: string|null;
                 *   message?: string|null;
                 *   hint?: string|null;
                 *   retryable?: boolean|null;
                 *   fields?: Array.<polis.v1.transport.FailureField.$Shape>|null;
                 *   $unknowns?: Array.<Uint8Array>;
                 * }} polis.v1.transport.Failure.$Shape
                 */

                /**
                 * Constructs a new Failure.
                 * @memberof polis.v1.transport
                 * @classdesc Represents a Failure.
                 * @constructor
                 * @param {polis.v1.transport.Failure.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Failure = function (properties) {
                    this.fields = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Failure code.
                 * @member {string} code
                 * @memberof polis.v1.transport.Failure
                 * @instance
                 */
                Failure.prototype.code = "";

                /**
                 * Failure message.
                 * @member {string} message
                 * @memberof polis.v1.transport.Failure
                 * @instance
                 */
                Failure.prototype.message = "";

                /**
                 * Failure hint.
                 * @member {string} hint
                 * @memberof polis.v1.transport.Failure
                 * @instance
                 */
                Failure.prototype.hint = "";

                /**
                 * Failure retryable.
                 * @member {boolean} retryable
                 * @memberof polis.v1.transport.Failure
                 * @instance
                 */
                Failure.prototype.retryable = false;

                /**
                 * Failure fields.
                 * @member {Array.<polis.v1.transport.FailureField.$Properties>} fields
                 * @memberof polis.v1.transport.Failure
                 * @instance
                 */
                Failure.prototype.fields = $util.emptyArray;

                /**
                 * Encodes the specified Failure message. Does not implicitly {@link polis.v1.transport.Failure.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.transport.Failure
                 * @static
                 * @param {polis.v1.transport.Failure.$Properties} message Failure message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Failure.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.code);
                    if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.message);
                    if (message.hint != null && $Object.hasOwnProperty.call(message, "hint") && message.hint !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.hint);
                    if (message.retryable != null && $Object.hasOwnProperty.call(message, "retryable") && message.retryable !== false)
                        writer.uint32(/* id 4, wireType 0 =*/32).bool(message.retryable);
                    if (message.fields != null && message.fields.length)
                        for (let i = 0; i < message.fields.length; ++i)
                            $root.polis.v1.transport.FailureField.encode(message.fields[i], writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Failure message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.transport.Failure
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.transport.Failure & polis.v1.transport.Failure.$Shape} Failure
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Failure.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.transport.Failure();
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
                                    message.code = value;
                                else
                                    delete message.code;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.message = value;
                                else
                                    delete message.message;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.hint = value;
                                else
                                    delete message.hint;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.retryable = value;
                                else
                                    delete message.retryable;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.fields && message.fields.length))
                                    message.fields = [];
                                message.fields.push($root.polis.v1.transport.FailureField.decode(reader, reader.size(), $undefined, _depth + 1));
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

                return Failure;
            })();

            transport.FailureField = (function() {

                /**
                 * Properties of a FailureField.
                 * @typedef {Object} polis.v1.transport.FailureField.$Properties
                 * @property {string|null} [name] FailureField name
                 * @property {string|null} [text] FailureField text
                 * @property {number|null} [number] FailureField number
                 * @property {boolean|null} [flag] FailureField flag
                 * @property {"text"|"number"|"flag"} [value] FailureField value
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a FailureField.
                 * @memberof polis.v1.transport
                 * @interface IFailureField
                 * @augments polis.v1.transport.FailureField.$Properties
                 * @deprecated Use polis.v1.transport.FailureField.$Properties instead.
                 */

                /**
                 * Narrowed shape of a FailureField.
                 * @typedef {{
                 *   name?: string|null;
                 *   text?: string|null;
                 *   number?: number|null;
                 *   flag?: boolean|null;
                 *   $unknowns?: Array.<Uint8Array>;
                 * } & (
                 *   ({ value?: undefined; text?: null; number?: null; flag?: null }|{ value?: "text"; text: string; number?: null; flag?: null }|{ value?: "number"; text?: null; number: number; flag?: null }|{ value?: "flag"; text?: null; number?: null; flag: boolean })
                 * )} polis.v1.transport.FailureField.$Shape
                 */

                /**
                 * Constructs a new FailureField.
                 * @memberof polis.v1.transport
                 * @classdesc Represents a FailureField.
                 * @constructor
                 * @param {polis.v1.transport.FailureField.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const FailureField = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * FailureField name.
                 * @member {string} name
                 * @memberof polis.v1.transport.FailureField
                 * @instance
                 */
                FailureField.prototype.name = "";

                /**
                 * FailureField text.
                 * @member {string|null|undefined} text
                 * @memberof polis.v1.transport.FailureField
                 * @instance
                 */
                FailureField.prototype.text = null;

                /**
                 * FailureField number.
                 * @member {number|null|undefined} number
                 * @memberof polis.v1.transport.FailureField
                 * @instance
                 */
                FailureField.prototype.number = null;

                /**
                 * FailureField flag.
                 * @member {boolean|null|undefined} flag
                 * @memberof polis.v1.transport.FailureField
                 * @instance
                 */
                FailureField.prototype.flag = null;

                // OneOf field names bound to virtual getters and setters
                let $oneOfFields;

                /**
                 * FailureField value.
                 * @member {"text"|"number"|"flag"|undefined} value
                 * @memberof polis.v1.transport.FailureField
                 * @instance
                 */
                $Object.defineProperty(FailureField.prototype, "value", {
                    get: $util.oneOfGetter($oneOfFields = ["text", "number", "flag"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                /**
                 * Encodes the specified FailureField message. Does not implicitly {@link polis.v1.transport.FailureField.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.transport.FailureField
                 * @static
                 * @param {polis.v1.transport.FailureField.$Properties} message FailureField message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                FailureField.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                    if (message.text != null && $Object.hasOwnProperty.call(message, "text"))
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.text);
                    if (message.number != null && $Object.hasOwnProperty.call(message, "number"))
                        writer.uint32(/* id 3, wireType 1 =*/25).double(message.number);
                    if (message.flag != null && $Object.hasOwnProperty.call(message, "flag"))
                        writer.uint32(/* id 4, wireType 0 =*/32).bool(message.flag);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a FailureField message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.transport.FailureField
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.transport.FailureField & polis.v1.transport.FailureField.$Shape} FailureField
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                FailureField.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.transport.FailureField();
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
                                message.text = reader.stringVerify();
                                message.value = "text";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 1)
                                    break;
                                message.number = reader.double();
                                message.value = "number";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                message.flag = reader.bool();
                                message.value = "flag";
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

                return FailureField;
            })();

            return transport;
        })();

        return v1;
    })();

    return polis;
})();

export {
  $root as default
};
