/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import { $protobuf } from "../protobuf-runtime.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["polis-journal"] || ($protobuf.roots["polis-journal"] = {});

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

        v1.journal = (function() {

            /**
             * Namespace journal.
             * @memberof polis.v1
             * @namespace
             */
            const journal = {};

            journal.JournalRequest = (function() {

                /**
                 * Properties of a JournalRequest.
                 * @typedef {Object} polis.v1.journal.JournalRequest.$Properties
                 * @property {Array.<string>|null} [objectIds] JournalRequest objectIds
                 * @property {Array.<string>|null} [services] JournalRequest services
                 * @property {number|null} [limit] JournalRequest limit
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a JournalRequest.
                 * @memberof polis.v1.journal
                 * @interface IJournalRequest
                 * @augments polis.v1.journal.JournalRequest.$Properties
                 * @deprecated Use polis.v1.journal.JournalRequest.$Properties instead.
                 */

                /**
                 * Shape of a JournalRequest.
                 * @typedef {polis.v1.journal.JournalRequest.$Properties} polis.v1.journal.JournalRequest.$Shape
                 */

                /**
                 * Constructs a new JournalRequest.
                 * @memberof polis.v1.journal
                 * @classdesc Represents a JournalRequest.
                 * @constructor
                 * @param {polis.v1.journal.JournalRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const JournalRequest = function (properties) {
                    this.objectIds = [];
                    this.services = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * JournalRequest objectIds.
                 * @member {Array.<string>} objectIds
                 * @memberof polis.v1.journal.JournalRequest
                 * @instance
                 */
                JournalRequest.prototype.objectIds = $util.emptyArray;

                /**
                 * JournalRequest services.
                 * @member {Array.<string>} services
                 * @memberof polis.v1.journal.JournalRequest
                 * @instance
                 */
                JournalRequest.prototype.services = $util.emptyArray;

                /**
                 * JournalRequest limit.
                 * @member {number} limit
                 * @memberof polis.v1.journal.JournalRequest
                 * @instance
                 */
                JournalRequest.prototype.limit = 0;

                /**
                 * Encodes the specified JournalRequest message. Does not implicitly {@link polis.v1.journal.JournalRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.journal.JournalRequest
                 * @static
                 * @param {polis.v1.journal.JournalRequest.$Properties} message JournalRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                JournalRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.objectIds != null && message.objectIds.length)
                        for (let i = 0; i < message.objectIds.length; ++i)
                            writer.uint32(/* id 1, wireType 2 =*/10).string(message.objectIds[i]);
                    if (message.services != null && message.services.length)
                        for (let i = 0; i < message.services.length; ++i)
                            writer.uint32(/* id 2, wireType 2 =*/18).string(message.services[i]);
                    if (message.limit != null && $Object.hasOwnProperty.call(message, "limit") && message.limit !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.limit);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a JournalRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.journal.JournalRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.journal.JournalRequest & polis.v1.journal.JournalRequest.$Shape} JournalRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                JournalRequest.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.journal.JournalRequest();
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
                                if (!(message.objectIds && message.objectIds.length))
                                    message.objectIds = [];
                                message.objectIds.push(reader.stringVerify());
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.services && message.services.length))
                                    message.services = [];
                                message.services.push(reader.stringVerify());
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.limit = value;
                                else
                                    delete message.limit;
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

                return JournalRequest;
            })();

            journal.JournalReply = (function() {

                /**
                 * Properties of a JournalReply.
                 * @typedef {Object} polis.v1.journal.JournalReply.$Properties
                 * @property {Array.<polis.v1.journal.JournalEvent.$Properties>|null} [events] JournalReply events
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a JournalReply.
                 * @memberof polis.v1.journal
                 * @interface IJournalReply
                 * @augments polis.v1.journal.JournalReply.$Properties
                 * @deprecated Use polis.v1.journal.JournalReply.$Properties instead.
                 */

                /**
                 * Shape of a JournalReply.
                 * @typedef {polis.v1.journal.JournalReply.$Properties} polis.v1.journal.JournalReply.$Shape
                 */

                /**
                 * Constructs a new JournalReply.
                 * @memberof polis.v1.journal
                 * @classdesc Represents a JournalReply.
                 * @constructor
                 * @param {polis.v1.journal.JournalReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const JournalReply = function (properties) {
                    this.events = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * JournalReply events.
                 * @member {Array.<polis.v1.journal.JournalEvent.$Properties>} events
                 * @memberof polis.v1.journal.JournalReply
                 * @instance
                 */
                JournalReply.prototype.events = $util.emptyArray;

                /**
                 * Encodes the specified JournalReply message. Does not implicitly {@link polis.v1.journal.JournalReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.journal.JournalReply
                 * @static
                 * @param {polis.v1.journal.JournalReply.$Properties} message JournalReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                JournalReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.events != null && message.events.length)
                        for (let i = 0; i < message.events.length; ++i)
                            $root.polis.v1.journal.JournalEvent.encode(message.events[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a JournalReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.journal.JournalReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.journal.JournalReply & polis.v1.journal.JournalReply.$Shape} JournalReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                JournalReply.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.journal.JournalReply();
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
                                if (!(message.events && message.events.length))
                                    message.events = [];
                                message.events.push($root.polis.v1.journal.JournalEvent.decode(reader, reader.size(), $undefined, _depth + 1));
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

                return JournalReply;
            })();

            journal.JournalEvent = (function() {

                /**
                 * Properties of a JournalEvent.
                 * @typedef {Object} polis.v1.journal.JournalEvent.$Properties
                 * @property {string|null} [id] JournalEvent id
                 * @property {number|null} [seq] JournalEvent seq
                 * @property {number|null} [revision] JournalEvent revision
                 * @property {string|null} [topic] JournalEvent topic
                 * @property {string|null} [action] JournalEvent action
                 * @property {string|null} [objectId] JournalEvent objectId
                 * @property {string|null} [name] JournalEvent name
                 * @property {string|null} [namespace] JournalEvent namespace
                 * @property {number|null} [timeMs] JournalEvent timeMs
                 * @property {string|null} [reason] JournalEvent reason
                 * @property {string|null} [details] JournalEvent details
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a JournalEvent.
                 * @memberof polis.v1.journal
                 * @interface IJournalEvent
                 * @augments polis.v1.journal.JournalEvent.$Properties
                 * @deprecated Use polis.v1.journal.JournalEvent.$Properties instead.
                 */

                /**
                 * Shape of a JournalEvent.
                 * @typedef {polis.v1.journal.JournalEvent.$Properties} polis.v1.journal.JournalEvent.$Shape
                 */

                /**
                 * Constructs a new JournalEvent.
                 * @memberof polis.v1.journal
                 * @classdesc Represents a JournalEvent.
                 * @constructor
                 * @param {polis.v1.journal.JournalEvent.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const JournalEvent = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * JournalEvent id.
                 * @member {string} id
                 * @memberof polis.v1.journal.JournalEvent
                 * @instance
                 */
                JournalEvent.prototype.id = "";

                /**
                 * JournalEvent seq.
                 * @member {number} seq
                 * @memberof polis.v1.journal.JournalEvent
                 * @instance
                 */
                JournalEvent.prototype.seq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * JournalEvent revision.
                 * @member {number} revision
                 * @memberof polis.v1.journal.JournalEvent
                 * @instance
                 */
                JournalEvent.prototype.revision = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * JournalEvent topic.
                 * @member {string} topic
                 * @memberof polis.v1.journal.JournalEvent
                 * @instance
                 */
                JournalEvent.prototype.topic = "";

                /**
                 * JournalEvent action.
                 * @member {string} action
                 * @memberof polis.v1.journal.JournalEvent
                 * @instance
                 */
                JournalEvent.prototype.action = "";

                /**
                 * JournalEvent objectId.
                 * @member {string} objectId
                 * @memberof polis.v1.journal.JournalEvent
                 * @instance
                 */
                JournalEvent.prototype.objectId = "";

                /**
                 * JournalEvent name.
                 * @member {string} name
                 * @memberof polis.v1.journal.JournalEvent
                 * @instance
                 */
                JournalEvent.prototype.name = "";

                /**
                 * JournalEvent namespace.
                 * @member {string} namespace
                 * @memberof polis.v1.journal.JournalEvent
                 * @instance
                 */
                JournalEvent.prototype.namespace = "";

                /**
                 * JournalEvent timeMs.
                 * @member {number} timeMs
                 * @memberof polis.v1.journal.JournalEvent
                 * @instance
                 */
                JournalEvent.prototype.timeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * JournalEvent reason.
                 * @member {string} reason
                 * @memberof polis.v1.journal.JournalEvent
                 * @instance
                 */
                JournalEvent.prototype.reason = "";

                /**
                 * JournalEvent details.
                 * @member {string} details
                 * @memberof polis.v1.journal.JournalEvent
                 * @instance
                 */
                JournalEvent.prototype.details = "";

                /**
                 * Encodes the specified JournalEvent message. Does not implicitly {@link polis.v1.journal.JournalEvent.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.journal.JournalEvent
                 * @static
                 * @param {polis.v1.journal.JournalEvent.$Properties} message JournalEvent message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                JournalEvent.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                    if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && (typeof message.seq === "object" ? message.seq.low || message.seq.high : message.seq !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.seq);
                    if (message.revision != null && $Object.hasOwnProperty.call(message, "revision") && (typeof message.revision === "object" ? message.revision.low || message.revision.high : message.revision !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.revision);
                    if (message.topic != null && $Object.hasOwnProperty.call(message, "topic") && message.topic !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.topic);
                    if (message.action != null && $Object.hasOwnProperty.call(message, "action") && message.action !== "")
                        writer.uint32(/* id 5, wireType 2 =*/42).string(message.action);
                    if (message.objectId != null && $Object.hasOwnProperty.call(message, "objectId") && message.objectId !== "")
                        writer.uint32(/* id 6, wireType 2 =*/50).string(message.objectId);
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                        writer.uint32(/* id 7, wireType 2 =*/58).string(message.name);
                    if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace") && message.namespace !== "")
                        writer.uint32(/* id 8, wireType 2 =*/66).string(message.namespace);
                    if (message.timeMs != null && $Object.hasOwnProperty.call(message, "timeMs") && (typeof message.timeMs === "object" ? message.timeMs.low || message.timeMs.high : message.timeMs !== 0))
                        writer.uint32(/* id 9, wireType 0 =*/72).uint64(message.timeMs);
                    if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                        writer.uint32(/* id 10, wireType 2 =*/82).string(message.reason);
                    if (message.details != null && $Object.hasOwnProperty.call(message, "details") && message.details !== "")
                        writer.uint32(/* id 11, wireType 2 =*/90).string(message.details);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a JournalEvent message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.journal.JournalEvent
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.journal.JournalEvent & polis.v1.journal.JournalEvent.$Shape} JournalEvent
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                JournalEvent.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.journal.JournalEvent();
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
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.seq = value;
                                else
                                    delete message.seq;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.revision = value;
                                else
                                    delete message.revision;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.topic = value;
                                else
                                    delete message.topic;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.action = value;
                                else
                                    delete message.action;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.objectId = value;
                                else
                                    delete message.objectId;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.name = value;
                                else
                                    delete message.name;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.namespace = value;
                                else
                                    delete message.namespace;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.timeMs = value;
                                else
                                    delete message.timeMs;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.reason = value;
                                else
                                    delete message.reason;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.details = value;
                                else
                                    delete message.details;
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

                return JournalEvent;
            })();

            return journal;
        })();

        return v1;
    })();

    return polis;
})();

export {
  $root as default
};
