/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import { $protobuf } from "../protobuf-runtime.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["polis-cluster"] || ($protobuf.roots["polis-cluster"] = {});

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

        v1.cluster = (function() {

            /**
             * Namespace cluster.
             * @memberof polis.v1
             * @namespace
             */
            const cluster = {};

            cluster.Command = (function() {

                /**
                 * Properties of a Command.
                 * @typedef {Object} polis.v1.cluster.Command.$Properties
                 * @property {number|null} [version] Command version
                 * @property {number|null} [timeMs] Command timeMs
                 * @property {string|null} [requestId] Command requestId
                 * @property {Uint8Array|null} [operations] Command operations
                 * @property {number|null} [sinceIndex] Command sinceIndex
                 * @property {Array.<Uint8Array>|null} [values] Command values
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Command.
                 * @memberof polis.v1.cluster
                 * @interface ICommand
                 * @augments polis.v1.cluster.Command.$Properties
                 * @deprecated Use polis.v1.cluster.Command.$Properties instead.
                 */

                /**
                 * Shape of a Command.
                 * @typedef {polis.v1.cluster.Command.$Properties} polis.v1.cluster.Command.$Shape
                 */

                /**
                 * Constructs a new Command.
                 * @memberof polis.v1.cluster
                 * @classdesc Represents a Command.
                 * @constructor
                 * @param {polis.v1.cluster.Command.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Command = function (properties) {
                    this.values = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Command version.
                 * @member {number} version
                 * @memberof polis.v1.cluster.Command
                 * @instance
                 */
                Command.prototype.version = 0;

                /**
                 * Command timeMs.
                 * @member {number} timeMs
                 * @memberof polis.v1.cluster.Command
                 * @instance
                 */
                Command.prototype.timeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Command requestId.
                 * @member {string} requestId
                 * @memberof polis.v1.cluster.Command
                 * @instance
                 */
                Command.prototype.requestId = "";

                /**
                 * Command operations.
                 * @member {Uint8Array} operations
                 * @memberof polis.v1.cluster.Command
                 * @instance
                 */
                Command.prototype.operations = $util.newBuffer([]);

                /**
                 * Command sinceIndex.
                 * @member {number} sinceIndex
                 * @memberof polis.v1.cluster.Command
                 * @instance
                 */
                Command.prototype.sinceIndex = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Command values.
                 * @member {Array.<Uint8Array>} values
                 * @memberof polis.v1.cluster.Command
                 * @instance
                 */
                Command.prototype.values = $util.emptyArray;

                /**
                 * Encodes the specified Command message. Does not implicitly {@link polis.v1.cluster.Command.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.cluster.Command
                 * @static
                 * @param {polis.v1.cluster.Command.$Properties} message Command message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Command.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.version);
                    if (message.timeMs != null && $Object.hasOwnProperty.call(message, "timeMs") && (typeof message.timeMs === "object" ? message.timeMs.low || message.timeMs.high : message.timeMs !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.timeMs);
                    if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId") && message.requestId !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.requestId);
                    if (message.operations != null && $Object.hasOwnProperty.call(message, "operations") && message.operations.length)
                        writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.operations);
                    if (message.sinceIndex != null && $Object.hasOwnProperty.call(message, "sinceIndex") && (typeof message.sinceIndex === "object" ? message.sinceIndex.low || message.sinceIndex.high : message.sinceIndex !== 0))
                        writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.sinceIndex);
                    if (message.values != null && message.values.length)
                        for (let i = 0; i < message.values.length; ++i)
                            writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.values[i]);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Command message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.cluster.Command
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.cluster.Command & polis.v1.cluster.Command.$Shape} Command
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Command.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.cluster.Command();
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
                                    message.version = value;
                                else
                                    delete message.version;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.timeMs = value;
                                else
                                    delete message.timeMs;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.requestId = value;
                                else
                                    delete message.requestId;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.operations = value;
                                else
                                    delete message.operations;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.sinceIndex = value;
                                else
                                    delete message.sinceIndex;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.values && message.values.length))
                                    message.values = [];
                                message.values.push(reader.bytes());
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

                return Command;
            })();

            cluster.MemberChange = (function() {

                /**
                 * Properties of a MemberChange.
                 * @typedef {Object} polis.v1.cluster.MemberChange.$Properties
                 * @property {number|null} [version] MemberChange version
                 * @property {Uint8Array|null} [body] MemberChange body
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a MemberChange.
                 * @memberof polis.v1.cluster
                 * @interface IMemberChange
                 * @augments polis.v1.cluster.MemberChange.$Properties
                 * @deprecated Use polis.v1.cluster.MemberChange.$Properties instead.
                 */

                /**
                 * Shape of a MemberChange.
                 * @typedef {polis.v1.cluster.MemberChange.$Properties} polis.v1.cluster.MemberChange.$Shape
                 */

                /**
                 * Constructs a new MemberChange.
                 * @memberof polis.v1.cluster
                 * @classdesc Represents a MemberChange.
                 * @constructor
                 * @param {polis.v1.cluster.MemberChange.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const MemberChange = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * MemberChange version.
                 * @member {number} version
                 * @memberof polis.v1.cluster.MemberChange
                 * @instance
                 */
                MemberChange.prototype.version = 0;

                /**
                 * MemberChange body.
                 * @member {Uint8Array} body
                 * @memberof polis.v1.cluster.MemberChange
                 * @instance
                 */
                MemberChange.prototype.body = $util.newBuffer([]);

                /**
                 * Encodes the specified MemberChange message. Does not implicitly {@link polis.v1.cluster.MemberChange.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.cluster.MemberChange
                 * @static
                 * @param {polis.v1.cluster.MemberChange.$Properties} message MemberChange message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                MemberChange.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.version);
                    if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.body);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a MemberChange message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.cluster.MemberChange
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.cluster.MemberChange & polis.v1.cluster.MemberChange.$Shape} MemberChange
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                MemberChange.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.cluster.MemberChange();
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
                                    message.version = value;
                                else
                                    delete message.version;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.body = value;
                                else
                                    delete message.body;
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

                return MemberChange;
            })();

            cluster.StateRecord = (function() {

                /**
                 * Properties of a StateRecord.
                 * @typedef {Object} polis.v1.cluster.StateRecord.$Properties
                 * @property {string|null} [kind] StateRecord kind
                 * @property {Uint8Array|null} [body] StateRecord body
                 * @property {Uint8Array|null} [value] StateRecord value
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a StateRecord.
                 * @memberof polis.v1.cluster
                 * @interface IStateRecord
                 * @augments polis.v1.cluster.StateRecord.$Properties
                 * @deprecated Use polis.v1.cluster.StateRecord.$Properties instead.
                 */

                /**
                 * Shape of a StateRecord.
                 * @typedef {polis.v1.cluster.StateRecord.$Properties} polis.v1.cluster.StateRecord.$Shape
                 */

                /**
                 * Constructs a new StateRecord.
                 * @memberof polis.v1.cluster
                 * @classdesc Represents a StateRecord.
                 * @constructor
                 * @param {polis.v1.cluster.StateRecord.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const StateRecord = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * StateRecord kind.
                 * @member {string} kind
                 * @memberof polis.v1.cluster.StateRecord
                 * @instance
                 */
                StateRecord.prototype.kind = "";

                /**
                 * StateRecord body.
                 * @member {Uint8Array} body
                 * @memberof polis.v1.cluster.StateRecord
                 * @instance
                 */
                StateRecord.prototype.body = $util.newBuffer([]);

                /**
                 * StateRecord value.
                 * @member {Uint8Array} value
                 * @memberof polis.v1.cluster.StateRecord
                 * @instance
                 */
                StateRecord.prototype.value = $util.newBuffer([]);

                /**
                 * Encodes the specified StateRecord message. Does not implicitly {@link polis.v1.cluster.StateRecord.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.cluster.StateRecord
                 * @static
                 * @param {polis.v1.cluster.StateRecord.$Properties} message StateRecord message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                StateRecord.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.kind);
                    if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.body);
                    if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
                        writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.value);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a StateRecord message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.cluster.StateRecord
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.cluster.StateRecord & polis.v1.cluster.StateRecord.$Shape} StateRecord
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                StateRecord.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.cluster.StateRecord();
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
                                    message.kind = value;
                                else
                                    delete message.kind;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.body = value;
                                else
                                    delete message.body;
                                continue;
                            }
                        case 3: {
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

                return StateRecord;
            })();

            return cluster;
        })();

        return v1;
    })();

    return polis;
})();

export {
  $root as default
};
