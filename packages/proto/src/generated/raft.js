/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import { $protobuf } from "../protobuf-runtime.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["polis-raft"] || ($protobuf.roots["polis-raft"] = {});

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

        v1.raft = (function() {

            /**
             * Namespace raft.
             * @memberof polis.v1
             * @namespace
             */
            const raft = {};

            /**
             * EntryType enum.
             * @name polis.v1.raft.EntryType
             * @enum {number}
             * @property {number} ENTRY_NORMAL=0 ENTRY_NORMAL value
             * @property {number} ENTRY_CONF_CHANGE=1 ENTRY_CONF_CHANGE value
             * @property {number} ENTRY_CONF_CHANGE_V2=2 ENTRY_CONF_CHANGE_V2 value
             */
            raft.EntryType = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "ENTRY_NORMAL"] = 0;
                values[valuesById[1] = "ENTRY_CONF_CHANGE"] = 1;
                values[valuesById[2] = "ENTRY_CONF_CHANGE_V2"] = 2;
                return values;
            })();

            raft.Entry = (function() {

                /**
                 * Properties of an Entry.
                 * @typedef {Object} polis.v1.raft.Entry.$Properties
                 * @property {number|null} [term] Entry term
                 * @property {number|null} [index] Entry index
                 * @property {polis.v1.raft.EntryType|null} [type] Entry type
                 * @property {Uint8Array|null} [data] Entry data
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Entry.
                 * @memberof polis.v1.raft
                 * @interface IEntry
                 * @augments polis.v1.raft.Entry.$Properties
                 * @deprecated Use polis.v1.raft.Entry.$Properties instead.
                 */

                /**
                 * Shape of an Entry.
                 * @typedef {polis.v1.raft.Entry.$Properties} polis.v1.raft.Entry.$Shape
                 */

                /**
                 * Constructs a new Entry.
                 * @memberof polis.v1.raft
                 * @classdesc Represents an Entry.
                 * @constructor
                 * @param {polis.v1.raft.Entry.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Entry = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Entry term.
                 * @member {number} term
                 * @memberof polis.v1.raft.Entry
                 * @instance
                 */
                Entry.prototype.term = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Entry index.
                 * @member {number} index
                 * @memberof polis.v1.raft.Entry
                 * @instance
                 */
                Entry.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Entry type.
                 * @member {polis.v1.raft.EntryType} type
                 * @memberof polis.v1.raft.Entry
                 * @instance
                 */
                Entry.prototype.type = 0;

                /**
                 * Entry data.
                 * @member {Uint8Array} data
                 * @memberof polis.v1.raft.Entry
                 * @instance
                 */
                Entry.prototype.data = $util.newBuffer([]);

                /**
                 * Encodes the specified Entry message. Does not implicitly {@link polis.v1.raft.Entry.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.raft.Entry
                 * @static
                 * @param {polis.v1.raft.Entry.$Properties} message Entry message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Entry.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.term != null && $Object.hasOwnProperty.call(message, "term") && (typeof message.term === "object" ? message.term.low || message.term.high : message.term !== 0))
                        writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.term);
                    if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.index);
                    if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).int32(message.type);
                    if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                        writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.data);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an Entry message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.raft.Entry
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.raft.Entry & polis.v1.raft.Entry.$Shape} Entry
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Entry.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.raft.Entry();
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
                                    message.term = value;
                                else
                                    delete message.term;
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
                                if (value = reader.int32())
                                    message.type = value;
                                else
                                    delete message.type;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.data = value;
                                else
                                    delete message.data;
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

                return Entry;
            })();

            raft.ConfState = (function() {

                /**
                 * Properties of a ConfState.
                 * @typedef {Object} polis.v1.raft.ConfState.$Properties
                 * @property {Array.<number>|null} [voters] ConfState voters
                 * @property {Array.<number>|null} [learners] ConfState learners
                 * @property {Array.<number>|null} [votersOutgoing] ConfState votersOutgoing
                 * @property {Array.<number>|null} [learnersNext] ConfState learnersNext
                 * @property {boolean|null} [autoLeave] ConfState autoLeave
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ConfState.
                 * @memberof polis.v1.raft
                 * @interface IConfState
                 * @augments polis.v1.raft.ConfState.$Properties
                 * @deprecated Use polis.v1.raft.ConfState.$Properties instead.
                 */

                /**
                 * Shape of a ConfState.
                 * @typedef {polis.v1.raft.ConfState.$Properties} polis.v1.raft.ConfState.$Shape
                 */

                /**
                 * Constructs a new ConfState.
                 * @memberof polis.v1.raft
                 * @classdesc Represents a ConfState.
                 * @constructor
                 * @param {polis.v1.raft.ConfState.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ConfState = function (properties) {
                    this.voters = [];
                    this.learners = [];
                    this.votersOutgoing = [];
                    this.learnersNext = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ConfState voters.
                 * @member {Array.<number>} voters
                 * @memberof polis.v1.raft.ConfState
                 * @instance
                 */
                ConfState.prototype.voters = $util.emptyArray;

                /**
                 * ConfState learners.
                 * @member {Array.<number>} learners
                 * @memberof polis.v1.raft.ConfState
                 * @instance
                 */
                ConfState.prototype.learners = $util.emptyArray;

                /**
                 * ConfState votersOutgoing.
                 * @member {Array.<number>} votersOutgoing
                 * @memberof polis.v1.raft.ConfState
                 * @instance
                 */
                ConfState.prototype.votersOutgoing = $util.emptyArray;

                /**
                 * ConfState learnersNext.
                 * @member {Array.<number>} learnersNext
                 * @memberof polis.v1.raft.ConfState
                 * @instance
                 */
                ConfState.prototype.learnersNext = $util.emptyArray;

                /**
                 * ConfState autoLeave.
                 * @member {boolean} autoLeave
                 * @memberof polis.v1.raft.ConfState
                 * @instance
                 */
                ConfState.prototype.autoLeave = false;

                /**
                 * Encodes the specified ConfState message. Does not implicitly {@link polis.v1.raft.ConfState.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.raft.ConfState
                 * @static
                 * @param {polis.v1.raft.ConfState.$Properties} message ConfState message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ConfState.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.voters != null && message.voters.length)
                        writer.uint32(/* id 1, wireType 2 =*/10).uint64s(message.voters);
                    if (message.learners != null && message.learners.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).uint64s(message.learners);
                    if (message.votersOutgoing != null && message.votersOutgoing.length)
                        writer.uint32(/* id 3, wireType 2 =*/26).uint64s(message.votersOutgoing);
                    if (message.learnersNext != null && message.learnersNext.length)
                        writer.uint32(/* id 4, wireType 2 =*/34).uint64s(message.learnersNext);
                    if (message.autoLeave != null && $Object.hasOwnProperty.call(message, "autoLeave") && message.autoLeave !== false)
                        writer.uint32(/* id 5, wireType 0 =*/40).bool(message.autoLeave);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ConfState message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.raft.ConfState
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.raft.ConfState & polis.v1.raft.ConfState.$Shape} ConfState
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ConfState.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.raft.ConfState();
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
                                if (wireType === 2) {
                                    if (!(message.voters && message.voters.length))
                                        message.voters = [];
                                    reader.uint64s(message.voters);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.voters && message.voters.length))
                                    message.voters = [];
                                message.voters.push(reader.uint64());
                                continue;
                            }
                        case 2: {
                                if (wireType === 2) {
                                    if (!(message.learners && message.learners.length))
                                        message.learners = [];
                                    reader.uint64s(message.learners);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.learners && message.learners.length))
                                    message.learners = [];
                                message.learners.push(reader.uint64());
                                continue;
                            }
                        case 3: {
                                if (wireType === 2) {
                                    if (!(message.votersOutgoing && message.votersOutgoing.length))
                                        message.votersOutgoing = [];
                                    reader.uint64s(message.votersOutgoing);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.votersOutgoing && message.votersOutgoing.length))
                                    message.votersOutgoing = [];
                                message.votersOutgoing.push(reader.uint64());
                                continue;
                            }
                        case 4: {
                                if (wireType === 2) {
                                    if (!(message.learnersNext && message.learnersNext.length))
                                        message.learnersNext = [];
                                    reader.uint64s(message.learnersNext);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.learnersNext && message.learnersNext.length))
                                    message.learnersNext = [];
                                message.learnersNext.push(reader.uint64());
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.autoLeave = value;
                                else
                                    delete message.autoLeave;
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

                return ConfState;
            })();

            raft.SnapshotMetadata = (function() {

                /**
                 * Properties of a SnapshotMetadata.
                 * @typedef {Object} polis.v1.raft.SnapshotMetadata.$Properties
                 * @property {polis.v1.raft.ConfState.$Properties|null} [confState] SnapshotMetadata confState
                 * @property {number|null} [index] SnapshotMetadata index
                 * @property {number|null} [term] SnapshotMetadata term
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SnapshotMetadata.
                 * @memberof polis.v1.raft
                 * @interface ISnapshotMetadata
                 * @augments polis.v1.raft.SnapshotMetadata.$Properties
                 * @deprecated Use polis.v1.raft.SnapshotMetadata.$Properties instead.
                 */

                /**
                 * Shape of a SnapshotMetadata.
                 * @typedef {polis.v1.raft.SnapshotMetadata.$Properties} polis.v1.raft.SnapshotMetadata.$Shape
                 */

                /**
                 * Constructs a new SnapshotMetadata.
                 * @memberof polis.v1.raft
                 * @classdesc Represents a SnapshotMetadata.
                 * @constructor
                 * @param {polis.v1.raft.SnapshotMetadata.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SnapshotMetadata = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SnapshotMetadata confState.
                 * @member {polis.v1.raft.ConfState.$Properties|null|undefined} confState
                 * @memberof polis.v1.raft.SnapshotMetadata
                 * @instance
                 */
                SnapshotMetadata.prototype.confState = null;

                /**
                 * SnapshotMetadata index.
                 * @member {number} index
                 * @memberof polis.v1.raft.SnapshotMetadata
                 * @instance
                 */
                SnapshotMetadata.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * SnapshotMetadata term.
                 * @member {number} term
                 * @memberof polis.v1.raft.SnapshotMetadata
                 * @instance
                 */
                SnapshotMetadata.prototype.term = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Encodes the specified SnapshotMetadata message. Does not implicitly {@link polis.v1.raft.SnapshotMetadata.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.raft.SnapshotMetadata
                 * @static
                 * @param {polis.v1.raft.SnapshotMetadata.$Properties} message SnapshotMetadata message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SnapshotMetadata.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.confState != null && $Object.hasOwnProperty.call(message, "confState"))
                        $root.polis.v1.raft.ConfState.encode(message.confState, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.index);
                    if (message.term != null && $Object.hasOwnProperty.call(message, "term") && (typeof message.term === "object" ? message.term.low || message.term.high : message.term !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.term);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SnapshotMetadata message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.raft.SnapshotMetadata
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.raft.SnapshotMetadata & polis.v1.raft.SnapshotMetadata.$Shape} SnapshotMetadata
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SnapshotMetadata.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.raft.SnapshotMetadata();
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
                                message.confState = $root.polis.v1.raft.ConfState.decode(reader, reader.size(), $undefined, _depth + 1, message.confState);
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
                                    message.term = value;
                                else
                                    delete message.term;
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

                return SnapshotMetadata;
            })();

            raft.Snapshot = (function() {

                /**
                 * Properties of a Snapshot.
                 * @typedef {Object} polis.v1.raft.Snapshot.$Properties
                 * @property {polis.v1.raft.SnapshotMetadata.$Properties|null} [metadata] Snapshot metadata
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Snapshot.
                 * @memberof polis.v1.raft
                 * @interface ISnapshot
                 * @augments polis.v1.raft.Snapshot.$Properties
                 * @deprecated Use polis.v1.raft.Snapshot.$Properties instead.
                 */

                /**
                 * Shape of a Snapshot.
                 * @typedef {polis.v1.raft.Snapshot.$Properties} polis.v1.raft.Snapshot.$Shape
                 */

                /**
                 * Constructs a new Snapshot.
                 * @memberof polis.v1.raft
                 * @classdesc Represents a Snapshot.
                 * @constructor
                 * @param {polis.v1.raft.Snapshot.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Snapshot = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Snapshot metadata.
                 * @member {polis.v1.raft.SnapshotMetadata.$Properties|null|undefined} metadata
                 * @memberof polis.v1.raft.Snapshot
                 * @instance
                 */
                Snapshot.prototype.metadata = null;

                /**
                 * Encodes the specified Snapshot message. Does not implicitly {@link polis.v1.raft.Snapshot.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.raft.Snapshot
                 * @static
                 * @param {polis.v1.raft.Snapshot.$Properties} message Snapshot message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Snapshot.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata"))
                        $root.polis.v1.raft.SnapshotMetadata.encode(message.metadata, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Snapshot message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.raft.Snapshot
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.raft.Snapshot & polis.v1.raft.Snapshot.$Shape} Snapshot
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Snapshot.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.raft.Snapshot();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.metadata = $root.polis.v1.raft.SnapshotMetadata.decode(reader, reader.size(), $undefined, _depth + 1, message.metadata);
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

                return Snapshot;
            })();

            /**
             * MessageType enum.
             * @name polis.v1.raft.MessageType
             * @enum {number}
             * @property {number} MESSAGE_UNKNOWN=0 MESSAGE_UNKNOWN value
             * @property {number} MESSAGE_PROPOSE=1 MESSAGE_PROPOSE value
             * @property {number} MESSAGE_APPEND=2 MESSAGE_APPEND value
             * @property {number} MESSAGE_APPEND_RESPONSE=3 MESSAGE_APPEND_RESPONSE value
             * @property {number} MESSAGE_VOTE=4 MESSAGE_VOTE value
             * @property {number} MESSAGE_VOTE_RESPONSE=5 MESSAGE_VOTE_RESPONSE value
             * @property {number} MESSAGE_SNAPSHOT=6 MESSAGE_SNAPSHOT value
             * @property {number} MESSAGE_HEARTBEAT=7 MESSAGE_HEARTBEAT value
             * @property {number} MESSAGE_HEARTBEAT_RESPONSE=8 MESSAGE_HEARTBEAT_RESPONSE value
             * @property {number} MESSAGE_TRANSFER_LEADER=9 MESSAGE_TRANSFER_LEADER value
             * @property {number} MESSAGE_TIMEOUT_NOW=10 MESSAGE_TIMEOUT_NOW value
             * @property {number} MESSAGE_READ_INDEX=11 MESSAGE_READ_INDEX value
             * @property {number} MESSAGE_READ_INDEX_RESPONSE=12 MESSAGE_READ_INDEX_RESPONSE value
             * @property {number} MESSAGE_PRE_VOTE=13 MESSAGE_PRE_VOTE value
             * @property {number} MESSAGE_PRE_VOTE_RESPONSE=14 MESSAGE_PRE_VOTE_RESPONSE value
             */
            raft.MessageType = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "MESSAGE_UNKNOWN"] = 0;
                values[valuesById[1] = "MESSAGE_PROPOSE"] = 1;
                values[valuesById[2] = "MESSAGE_APPEND"] = 2;
                values[valuesById[3] = "MESSAGE_APPEND_RESPONSE"] = 3;
                values[valuesById[4] = "MESSAGE_VOTE"] = 4;
                values[valuesById[5] = "MESSAGE_VOTE_RESPONSE"] = 5;
                values[valuesById[6] = "MESSAGE_SNAPSHOT"] = 6;
                values[valuesById[7] = "MESSAGE_HEARTBEAT"] = 7;
                values[valuesById[8] = "MESSAGE_HEARTBEAT_RESPONSE"] = 8;
                values[valuesById[9] = "MESSAGE_TRANSFER_LEADER"] = 9;
                values[valuesById[10] = "MESSAGE_TIMEOUT_NOW"] = 10;
                values[valuesById[11] = "MESSAGE_READ_INDEX"] = 11;
                values[valuesById[12] = "MESSAGE_READ_INDEX_RESPONSE"] = 12;
                values[valuesById[13] = "MESSAGE_PRE_VOTE"] = 13;
                values[valuesById[14] = "MESSAGE_PRE_VOTE_RESPONSE"] = 14;
                return values;
            })();

            raft.Message = (function() {

                /**
                 * Properties of a Message.
                 * @typedef {Object} polis.v1.raft.Message.$Properties
                 * @property {polis.v1.raft.MessageType|null} [type] Message type
                 * @property {number|null} [to] Message to
                 * @property {number|null} [from] Message from
                 * @property {number|null} [term] Message term
                 * @property {number|null} [logTerm] Message logTerm
                 * @property {number|null} [index] Message index
                 * @property {Array.<polis.v1.raft.Entry.$Properties>|null} [entries] Message entries
                 * @property {number|null} [commit] Message commit
                 * @property {polis.v1.raft.Snapshot.$Properties|null} [snapshot] Message snapshot
                 * @property {boolean|null} [reject] Message reject
                 * @property {number|null} [rejectHint] Message rejectHint
                 * @property {Uint8Array|null} [context] Message context
                 * @property {number|null} [vote] Message vote
                 * @property {polis.v1.raft.SnapshotOffer.$Properties|null} [offer] Message offer
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Message.
                 * @memberof polis.v1.raft
                 * @interface IMessage
                 * @augments polis.v1.raft.Message.$Properties
                 * @deprecated Use polis.v1.raft.Message.$Properties instead.
                 */

                /**
                 * Shape of a Message.
                 * @typedef {polis.v1.raft.Message.$Properties} polis.v1.raft.Message.$Shape
                 */

                /**
                 * Constructs a new Message.
                 * @memberof polis.v1.raft
                 * @classdesc Represents a Message.
                 * @constructor
                 * @param {polis.v1.raft.Message.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Message = function (properties) {
                    this.entries = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Message type.
                 * @member {polis.v1.raft.MessageType} type
                 * @memberof polis.v1.raft.Message
                 * @instance
                 */
                Message.prototype.type = 0;

                /**
                 * Message to.
                 * @member {number} to
                 * @memberof polis.v1.raft.Message
                 * @instance
                 */
                Message.prototype.to = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Message from.
                 * @member {number} from
                 * @memberof polis.v1.raft.Message
                 * @instance
                 */
                Message.prototype.from = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Message term.
                 * @member {number} term
                 * @memberof polis.v1.raft.Message
                 * @instance
                 */
                Message.prototype.term = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Message logTerm.
                 * @member {number} logTerm
                 * @memberof polis.v1.raft.Message
                 * @instance
                 */
                Message.prototype.logTerm = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Message index.
                 * @member {number} index
                 * @memberof polis.v1.raft.Message
                 * @instance
                 */
                Message.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Message entries.
                 * @member {Array.<polis.v1.raft.Entry.$Properties>} entries
                 * @memberof polis.v1.raft.Message
                 * @instance
                 */
                Message.prototype.entries = $util.emptyArray;

                /**
                 * Message commit.
                 * @member {number} commit
                 * @memberof polis.v1.raft.Message
                 * @instance
                 */
                Message.prototype.commit = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Message snapshot.
                 * @member {polis.v1.raft.Snapshot.$Properties|null|undefined} snapshot
                 * @memberof polis.v1.raft.Message
                 * @instance
                 */
                Message.prototype.snapshot = null;

                /**
                 * Message reject.
                 * @member {boolean} reject
                 * @memberof polis.v1.raft.Message
                 * @instance
                 */
                Message.prototype.reject = false;

                /**
                 * Message rejectHint.
                 * @member {number} rejectHint
                 * @memberof polis.v1.raft.Message
                 * @instance
                 */
                Message.prototype.rejectHint = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Message context.
                 * @member {Uint8Array} context
                 * @memberof polis.v1.raft.Message
                 * @instance
                 */
                Message.prototype.context = $util.newBuffer([]);

                /**
                 * Message vote.
                 * @member {number} vote
                 * @memberof polis.v1.raft.Message
                 * @instance
                 */
                Message.prototype.vote = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Message offer.
                 * @member {polis.v1.raft.SnapshotOffer.$Properties|null|undefined} offer
                 * @memberof polis.v1.raft.Message
                 * @instance
                 */
                Message.prototype.offer = null;

                /**
                 * Encodes the specified Message message. Does not implicitly {@link polis.v1.raft.Message.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.raft.Message
                 * @static
                 * @param {polis.v1.raft.Message.$Properties} message Message message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Message.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).int32(message.type);
                    if (message.to != null && $Object.hasOwnProperty.call(message, "to") && (typeof message.to === "object" ? message.to.low || message.to.high : message.to !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.to);
                    if (message.from != null && $Object.hasOwnProperty.call(message, "from") && (typeof message.from === "object" ? message.from.low || message.from.high : message.from !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.from);
                    if (message.term != null && $Object.hasOwnProperty.call(message, "term") && (typeof message.term === "object" ? message.term.low || message.term.high : message.term !== 0))
                        writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.term);
                    if (message.logTerm != null && $Object.hasOwnProperty.call(message, "logTerm") && (typeof message.logTerm === "object" ? message.logTerm.low || message.logTerm.high : message.logTerm !== 0))
                        writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.logTerm);
                    if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                        writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.index);
                    if (message.entries != null && message.entries.length)
                        for (let i = 0; i < message.entries.length; ++i)
                            $root.polis.v1.raft.Entry.encode(message.entries[i], writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                    if (message.commit != null && $Object.hasOwnProperty.call(message, "commit") && (typeof message.commit === "object" ? message.commit.low || message.commit.high : message.commit !== 0))
                        writer.uint32(/* id 8, wireType 0 =*/64).uint64(message.commit);
                    if (message.snapshot != null && $Object.hasOwnProperty.call(message, "snapshot"))
                        $root.polis.v1.raft.Snapshot.encode(message.snapshot, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                    if (message.reject != null && $Object.hasOwnProperty.call(message, "reject") && message.reject !== false)
                        writer.uint32(/* id 10, wireType 0 =*/80).bool(message.reject);
                    if (message.rejectHint != null && $Object.hasOwnProperty.call(message, "rejectHint") && (typeof message.rejectHint === "object" ? message.rejectHint.low || message.rejectHint.high : message.rejectHint !== 0))
                        writer.uint32(/* id 11, wireType 0 =*/88).uint64(message.rejectHint);
                    if (message.context != null && $Object.hasOwnProperty.call(message, "context") && message.context.length)
                        writer.uint32(/* id 12, wireType 2 =*/98).bytes(message.context);
                    if (message.vote != null && $Object.hasOwnProperty.call(message, "vote") && (typeof message.vote === "object" ? message.vote.low || message.vote.high : message.vote !== 0))
                        writer.uint32(/* id 13, wireType 0 =*/104).uint64(message.vote);
                    if (message.offer != null && $Object.hasOwnProperty.call(message, "offer"))
                        $root.polis.v1.raft.SnapshotOffer.encode(message.offer, writer.uint32(/* id 14, wireType 2 =*/114).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Message message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.raft.Message
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.raft.Message & polis.v1.raft.Message.$Shape} Message
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Message.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.raft.Message();
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
                                    message.type = value;
                                else
                                    delete message.type;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.to = value;
                                else
                                    delete message.to;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.from = value;
                                else
                                    delete message.from;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.term = value;
                                else
                                    delete message.term;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.logTerm = value;
                                else
                                    delete message.logTerm;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.index = value;
                                else
                                    delete message.index;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.entries && message.entries.length))
                                    message.entries = [];
                                message.entries.push($root.polis.v1.raft.Entry.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 8: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.commit = value;
                                else
                                    delete message.commit;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 2)
                                    break;
                                message.snapshot = $root.polis.v1.raft.Snapshot.decode(reader, reader.size(), $undefined, _depth + 1, message.snapshot);
                                continue;
                            }
                        case 10: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.reject = value;
                                else
                                    delete message.reject;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.rejectHint = value;
                                else
                                    delete message.rejectHint;
                                continue;
                            }
                        case 12: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.context = value;
                                else
                                    delete message.context;
                                continue;
                            }
                        case 13: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.vote = value;
                                else
                                    delete message.vote;
                                continue;
                            }
                        case 14: {
                                if (wireType !== 2)
                                    break;
                                message.offer = $root.polis.v1.raft.SnapshotOffer.decode(reader, reader.size(), $undefined, _depth + 1, message.offer);
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

                return Message;
            })();

            raft.SnapshotOffer = (function() {

                /**
                 * Properties of a SnapshotOffer.
                 * @typedef {Object} polis.v1.raft.SnapshotOffer.$Properties
                 * @property {number|null} [id] SnapshotOffer id
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SnapshotOffer.
                 * @memberof polis.v1.raft
                 * @interface ISnapshotOffer
                 * @augments polis.v1.raft.SnapshotOffer.$Properties
                 * @deprecated Use polis.v1.raft.SnapshotOffer.$Properties instead.
                 */

                /**
                 * Shape of a SnapshotOffer.
                 * @typedef {polis.v1.raft.SnapshotOffer.$Properties} polis.v1.raft.SnapshotOffer.$Shape
                 */

                /**
                 * Constructs a new SnapshotOffer.
                 * @memberof polis.v1.raft
                 * @classdesc Represents a SnapshotOffer.
                 * @constructor
                 * @param {polis.v1.raft.SnapshotOffer.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SnapshotOffer = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SnapshotOffer id.
                 * @member {number} id
                 * @memberof polis.v1.raft.SnapshotOffer
                 * @instance
                 */
                SnapshotOffer.prototype.id = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Encodes the specified SnapshotOffer message. Does not implicitly {@link polis.v1.raft.SnapshotOffer.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.raft.SnapshotOffer
                 * @static
                 * @param {polis.v1.raft.SnapshotOffer.$Properties} message SnapshotOffer message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SnapshotOffer.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && (typeof message.id === "object" ? message.id.low || message.id.high : message.id !== 0))
                        writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.id);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SnapshotOffer message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.raft.SnapshotOffer
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.raft.SnapshotOffer & polis.v1.raft.SnapshotOffer.$Shape} SnapshotOffer
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SnapshotOffer.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.raft.SnapshotOffer();
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
                                    message.id = value;
                                else
                                    delete message.id;
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

                return SnapshotOffer;
            })();

            raft.SnapshotRequest = (function() {

                /**
                 * Properties of a SnapshotRequest.
                 * @typedef {Object} polis.v1.raft.SnapshotRequest.$Properties
                 * @property {number|null} [id] SnapshotRequest id
                 * @property {number|null} [fromChunk] SnapshotRequest fromChunk
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SnapshotRequest.
                 * @memberof polis.v1.raft
                 * @interface ISnapshotRequest
                 * @augments polis.v1.raft.SnapshotRequest.$Properties
                 * @deprecated Use polis.v1.raft.SnapshotRequest.$Properties instead.
                 */

                /**
                 * Shape of a SnapshotRequest.
                 * @typedef {polis.v1.raft.SnapshotRequest.$Properties} polis.v1.raft.SnapshotRequest.$Shape
                 */

                /**
                 * Constructs a new SnapshotRequest.
                 * @memberof polis.v1.raft
                 * @classdesc Represents a SnapshotRequest.
                 * @constructor
                 * @param {polis.v1.raft.SnapshotRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SnapshotRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SnapshotRequest id.
                 * @member {number} id
                 * @memberof polis.v1.raft.SnapshotRequest
                 * @instance
                 */
                SnapshotRequest.prototype.id = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * SnapshotRequest fromChunk.
                 * @member {number} fromChunk
                 * @memberof polis.v1.raft.SnapshotRequest
                 * @instance
                 */
                SnapshotRequest.prototype.fromChunk = 0;

                /**
                 * Encodes the specified SnapshotRequest message. Does not implicitly {@link polis.v1.raft.SnapshotRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.raft.SnapshotRequest
                 * @static
                 * @param {polis.v1.raft.SnapshotRequest.$Properties} message SnapshotRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SnapshotRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && (typeof message.id === "object" ? message.id.low || message.id.high : message.id !== 0))
                        writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.id);
                    if (message.fromChunk != null && $Object.hasOwnProperty.call(message, "fromChunk") && message.fromChunk !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.fromChunk);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SnapshotRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.raft.SnapshotRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.raft.SnapshotRequest & polis.v1.raft.SnapshotRequest.$Shape} SnapshotRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SnapshotRequest.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.raft.SnapshotRequest();
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
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.fromChunk = value;
                                else
                                    delete message.fromChunk;
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

                return SnapshotRequest;
            })();

            raft.SnapshotPart = (function() {

                /**
                 * Properties of a SnapshotPart.
                 * @typedef {Object} polis.v1.raft.SnapshotPart.$Properties
                 * @property {number|null} [chunk] SnapshotPart chunk
                 * @property {number|null} [crc32c] SnapshotPart crc32c
                 * @property {Uint8Array|null} [data] SnapshotPart data
                 * @property {polis.v1.raft.SnapshotSummary.$Properties|null} [summary] SnapshotPart summary
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SnapshotPart.
                 * @memberof polis.v1.raft
                 * @interface ISnapshotPart
                 * @augments polis.v1.raft.SnapshotPart.$Properties
                 * @deprecated Use polis.v1.raft.SnapshotPart.$Properties instead.
                 */

                /**
                 * Shape of a SnapshotPart.
                 * @typedef {polis.v1.raft.SnapshotPart.$Properties} polis.v1.raft.SnapshotPart.$Shape
                 */

                /**
                 * Constructs a new SnapshotPart.
                 * @memberof polis.v1.raft
                 * @classdesc Represents a SnapshotPart.
                 * @constructor
                 * @param {polis.v1.raft.SnapshotPart.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SnapshotPart = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SnapshotPart chunk.
                 * @member {number} chunk
                 * @memberof polis.v1.raft.SnapshotPart
                 * @instance
                 */
                SnapshotPart.prototype.chunk = 0;

                /**
                 * SnapshotPart crc32c.
                 * @member {number} crc32c
                 * @memberof polis.v1.raft.SnapshotPart
                 * @instance
                 */
                SnapshotPart.prototype.crc32c = 0;

                /**
                 * SnapshotPart data.
                 * @member {Uint8Array} data
                 * @memberof polis.v1.raft.SnapshotPart
                 * @instance
                 */
                SnapshotPart.prototype.data = $util.newBuffer([]);

                /**
                 * SnapshotPart summary.
                 * @member {polis.v1.raft.SnapshotSummary.$Properties|null|undefined} summary
                 * @memberof polis.v1.raft.SnapshotPart
                 * @instance
                 */
                SnapshotPart.prototype.summary = null;

                /**
                 * Encodes the specified SnapshotPart message. Does not implicitly {@link polis.v1.raft.SnapshotPart.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.raft.SnapshotPart
                 * @static
                 * @param {polis.v1.raft.SnapshotPart.$Properties} message SnapshotPart message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SnapshotPart.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.chunk != null && $Object.hasOwnProperty.call(message, "chunk") && message.chunk !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.chunk);
                    if (message.crc32c != null && $Object.hasOwnProperty.call(message, "crc32c") && message.crc32c !== 0)
                        writer.uint32(/* id 2, wireType 5 =*/21).fixed32(message.crc32c);
                    if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                        writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.data);
                    if (message.summary != null && $Object.hasOwnProperty.call(message, "summary"))
                        $root.polis.v1.raft.SnapshotSummary.encode(message.summary, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SnapshotPart message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.raft.SnapshotPart
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.raft.SnapshotPart & polis.v1.raft.SnapshotPart.$Shape} SnapshotPart
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SnapshotPart.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.raft.SnapshotPart();
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
                                    message.chunk = value;
                                else
                                    delete message.chunk;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 5)
                                    break;
                                if (value = reader.fixed32())
                                    message.crc32c = value;
                                else
                                    delete message.crc32c;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.data = value;
                                else
                                    delete message.data;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.summary = $root.polis.v1.raft.SnapshotSummary.decode(reader, reader.size(), $undefined, _depth + 1, message.summary);
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

                return SnapshotPart;
            })();

            raft.SnapshotSummary = (function() {

                /**
                 * Properties of a SnapshotSummary.
                 * @typedef {Object} polis.v1.raft.SnapshotSummary.$Properties
                 * @property {number|null} [chunkCount] SnapshotSummary chunkCount
                 * @property {number|null} [length] SnapshotSummary length
                 * @property {number|null} [crc32c] SnapshotSummary crc32c
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SnapshotSummary.
                 * @memberof polis.v1.raft
                 * @interface ISnapshotSummary
                 * @augments polis.v1.raft.SnapshotSummary.$Properties
                 * @deprecated Use polis.v1.raft.SnapshotSummary.$Properties instead.
                 */

                /**
                 * Shape of a SnapshotSummary.
                 * @typedef {polis.v1.raft.SnapshotSummary.$Properties} polis.v1.raft.SnapshotSummary.$Shape
                 */

                /**
                 * Constructs a new SnapshotSummary.
                 * @memberof polis.v1.raft
                 * @classdesc Represents a SnapshotSummary.
                 * @constructor
                 * @param {polis.v1.raft.SnapshotSummary.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SnapshotSummary = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SnapshotSummary chunkCount.
                 * @member {number} chunkCount
                 * @memberof polis.v1.raft.SnapshotSummary
                 * @instance
                 */
                SnapshotSummary.prototype.chunkCount = 0;

                /**
                 * SnapshotSummary length.
                 * @member {number} length
                 * @memberof polis.v1.raft.SnapshotSummary
                 * @instance
                 */
                SnapshotSummary.prototype.length = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * SnapshotSummary crc32c.
                 * @member {number} crc32c
                 * @memberof polis.v1.raft.SnapshotSummary
                 * @instance
                 */
                SnapshotSummary.prototype.crc32c = 0;

                /**
                 * Encodes the specified SnapshotSummary message. Does not implicitly {@link polis.v1.raft.SnapshotSummary.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.raft.SnapshotSummary
                 * @static
                 * @param {polis.v1.raft.SnapshotSummary.$Properties} message SnapshotSummary message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SnapshotSummary.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.chunkCount != null && $Object.hasOwnProperty.call(message, "chunkCount") && message.chunkCount !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.chunkCount);
                    if (message.length != null && $Object.hasOwnProperty.call(message, "length") && (typeof message.length === "object" ? message.length.low || message.length.high : message.length !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.length);
                    if (message.crc32c != null && $Object.hasOwnProperty.call(message, "crc32c") && message.crc32c !== 0)
                        writer.uint32(/* id 3, wireType 5 =*/29).fixed32(message.crc32c);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SnapshotSummary message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.raft.SnapshotSummary
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.raft.SnapshotSummary & polis.v1.raft.SnapshotSummary.$Shape} SnapshotSummary
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SnapshotSummary.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.raft.SnapshotSummary();
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
                                    message.chunkCount = value;
                                else
                                    delete message.chunkCount;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.length = value;
                                else
                                    delete message.length;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 5)
                                    break;
                                if (value = reader.fixed32())
                                    message.crc32c = value;
                                else
                                    delete message.crc32c;
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

                return SnapshotSummary;
            })();

            raft.Frame = (function() {

                /**
                 * Properties of a Frame.
                 * @typedef {Object} polis.v1.raft.Frame.$Properties
                 * @property {number|null} [version] Frame version
                 * @property {Array.<polis.v1.raft.Message.$Properties>|null} [messages] Frame messages
                 * @property {polis.v1.raft.RefillRequest.$Properties|null} [refillRequest] Frame refillRequest
                 * @property {polis.v1.raft.RefillOffer.$Properties|null} [refillOffer] Frame refillOffer
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Frame.
                 * @memberof polis.v1.raft
                 * @interface IFrame
                 * @augments polis.v1.raft.Frame.$Properties
                 * @deprecated Use polis.v1.raft.Frame.$Properties instead.
                 */

                /**
                 * Shape of a Frame.
                 * @typedef {polis.v1.raft.Frame.$Properties} polis.v1.raft.Frame.$Shape
                 */

                /**
                 * Constructs a new Frame.
                 * @memberof polis.v1.raft
                 * @classdesc Represents a Frame.
                 * @constructor
                 * @param {polis.v1.raft.Frame.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Frame = function (properties) {
                    this.messages = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Frame version.
                 * @member {number} version
                 * @memberof polis.v1.raft.Frame
                 * @instance
                 */
                Frame.prototype.version = 0;

                /**
                 * Frame messages.
                 * @member {Array.<polis.v1.raft.Message.$Properties>} messages
                 * @memberof polis.v1.raft.Frame
                 * @instance
                 */
                Frame.prototype.messages = $util.emptyArray;

                /**
                 * Frame refillRequest.
                 * @member {polis.v1.raft.RefillRequest.$Properties|null|undefined} refillRequest
                 * @memberof polis.v1.raft.Frame
                 * @instance
                 */
                Frame.prototype.refillRequest = null;

                /**
                 * Frame refillOffer.
                 * @member {polis.v1.raft.RefillOffer.$Properties|null|undefined} refillOffer
                 * @memberof polis.v1.raft.Frame
                 * @instance
                 */
                Frame.prototype.refillOffer = null;

                /**
                 * Encodes the specified Frame message. Does not implicitly {@link polis.v1.raft.Frame.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.raft.Frame
                 * @static
                 * @param {polis.v1.raft.Frame.$Properties} message Frame message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Frame.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.version);
                    if (message.messages != null && message.messages.length)
                        for (let i = 0; i < message.messages.length; ++i)
                            $root.polis.v1.raft.Message.encode(message.messages[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.refillRequest != null && $Object.hasOwnProperty.call(message, "refillRequest"))
                        $root.polis.v1.raft.RefillRequest.encode(message.refillRequest, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.refillOffer != null && $Object.hasOwnProperty.call(message, "refillOffer"))
                        $root.polis.v1.raft.RefillOffer.encode(message.refillOffer, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Frame message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.raft.Frame
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.raft.Frame & polis.v1.raft.Frame.$Shape} Frame
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Frame.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.raft.Frame();
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
                                if (!(message.messages && message.messages.length))
                                    message.messages = [];
                                message.messages.push($root.polis.v1.raft.Message.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.refillRequest = $root.polis.v1.raft.RefillRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.refillRequest);
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.refillOffer = $root.polis.v1.raft.RefillOffer.decode(reader, reader.size(), $undefined, _depth + 1, message.refillOffer);
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

                return Frame;
            })();

            raft.RefillRequest = (function() {

                /**
                 * Properties of a RefillRequest.
                 * @typedef {Object} polis.v1.raft.RefillRequest.$Properties
                 * @property {number|null} [raftId] RefillRequest raftId
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a RefillRequest.
                 * @memberof polis.v1.raft
                 * @interface IRefillRequest
                 * @augments polis.v1.raft.RefillRequest.$Properties
                 * @deprecated Use polis.v1.raft.RefillRequest.$Properties instead.
                 */

                /**
                 * Shape of a RefillRequest.
                 * @typedef {polis.v1.raft.RefillRequest.$Properties} polis.v1.raft.RefillRequest.$Shape
                 */

                /**
                 * Constructs a new RefillRequest.
                 * @memberof polis.v1.raft
                 * @classdesc Represents a RefillRequest.
                 * @constructor
                 * @param {polis.v1.raft.RefillRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const RefillRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * RefillRequest raftId.
                 * @member {number} raftId
                 * @memberof polis.v1.raft.RefillRequest
                 * @instance
                 */
                RefillRequest.prototype.raftId = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Encodes the specified RefillRequest message. Does not implicitly {@link polis.v1.raft.RefillRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.raft.RefillRequest
                 * @static
                 * @param {polis.v1.raft.RefillRequest.$Properties} message RefillRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                RefillRequest.encode = function (message, writer, _depth) {
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
                 * Decodes a RefillRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.raft.RefillRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.raft.RefillRequest & polis.v1.raft.RefillRequest.$Shape} RefillRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                RefillRequest.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.raft.RefillRequest();
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

                return RefillRequest;
            })();

            raft.RefillOffer = (function() {

                /**
                 * Properties of a RefillOffer.
                 * @typedef {Object} polis.v1.raft.RefillOffer.$Properties
                 * @property {number|null} [raftId] RefillOffer raftId
                 * @property {number|null} [term] RefillOffer term
                 * @property {number|null} [lastIndex] RefillOffer lastIndex
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a RefillOffer.
                 * @memberof polis.v1.raft
                 * @interface IRefillOffer
                 * @augments polis.v1.raft.RefillOffer.$Properties
                 * @deprecated Use polis.v1.raft.RefillOffer.$Properties instead.
                 */

                /**
                 * Shape of a RefillOffer.
                 * @typedef {polis.v1.raft.RefillOffer.$Properties} polis.v1.raft.RefillOffer.$Shape
                 */

                /**
                 * Constructs a new RefillOffer.
                 * @memberof polis.v1.raft
                 * @classdesc Represents a RefillOffer.
                 * @constructor
                 * @param {polis.v1.raft.RefillOffer.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const RefillOffer = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * RefillOffer raftId.
                 * @member {number} raftId
                 * @memberof polis.v1.raft.RefillOffer
                 * @instance
                 */
                RefillOffer.prototype.raftId = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * RefillOffer term.
                 * @member {number} term
                 * @memberof polis.v1.raft.RefillOffer
                 * @instance
                 */
                RefillOffer.prototype.term = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * RefillOffer lastIndex.
                 * @member {number} lastIndex
                 * @memberof polis.v1.raft.RefillOffer
                 * @instance
                 */
                RefillOffer.prototype.lastIndex = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Encodes the specified RefillOffer message. Does not implicitly {@link polis.v1.raft.RefillOffer.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.raft.RefillOffer
                 * @static
                 * @param {polis.v1.raft.RefillOffer.$Properties} message RefillOffer message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                RefillOffer.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.raftId != null && $Object.hasOwnProperty.call(message, "raftId") && (typeof message.raftId === "object" ? message.raftId.low || message.raftId.high : message.raftId !== 0))
                        writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.raftId);
                    if (message.term != null && $Object.hasOwnProperty.call(message, "term") && (typeof message.term === "object" ? message.term.low || message.term.high : message.term !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.term);
                    if (message.lastIndex != null && $Object.hasOwnProperty.call(message, "lastIndex") && (typeof message.lastIndex === "object" ? message.lastIndex.low || message.lastIndex.high : message.lastIndex !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.lastIndex);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a RefillOffer message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.raft.RefillOffer
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.raft.RefillOffer & polis.v1.raft.RefillOffer.$Shape} RefillOffer
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                RefillOffer.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.raft.RefillOffer();
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
                                    message.term = value;
                                else
                                    delete message.term;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.lastIndex = value;
                                else
                                    delete message.lastIndex;
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

                return RefillOffer;
            })();

            raft.EntryBlock = (function() {

                /**
                 * Properties of an EntryBlock.
                 * @typedef {Object} polis.v1.raft.EntryBlock.$Properties
                 * @property {Array.<polis.v1.raft.Entry.$Properties>|null} [entries] EntryBlock entries
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an EntryBlock.
                 * @memberof polis.v1.raft
                 * @interface IEntryBlock
                 * @augments polis.v1.raft.EntryBlock.$Properties
                 * @deprecated Use polis.v1.raft.EntryBlock.$Properties instead.
                 */

                /**
                 * Shape of an EntryBlock.
                 * @typedef {polis.v1.raft.EntryBlock.$Properties} polis.v1.raft.EntryBlock.$Shape
                 */

                /**
                 * Constructs a new EntryBlock.
                 * @memberof polis.v1.raft
                 * @classdesc Represents an EntryBlock.
                 * @constructor
                 * @param {polis.v1.raft.EntryBlock.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const EntryBlock = function (properties) {
                    this.entries = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * EntryBlock entries.
                 * @member {Array.<polis.v1.raft.Entry.$Properties>} entries
                 * @memberof polis.v1.raft.EntryBlock
                 * @instance
                 */
                EntryBlock.prototype.entries = $util.emptyArray;

                /**
                 * Encodes the specified EntryBlock message. Does not implicitly {@link polis.v1.raft.EntryBlock.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.raft.EntryBlock
                 * @static
                 * @param {polis.v1.raft.EntryBlock.$Properties} message EntryBlock message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                EntryBlock.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.entries != null && message.entries.length)
                        for (let i = 0; i < message.entries.length; ++i)
                            $root.polis.v1.raft.Entry.encode(message.entries[i], writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an EntryBlock message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.raft.EntryBlock
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.raft.EntryBlock & polis.v1.raft.EntryBlock.$Shape} EntryBlock
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                EntryBlock.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.raft.EntryBlock();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.entries && message.entries.length))
                                    message.entries = [];
                                message.entries.push($root.polis.v1.raft.Entry.decode(reader, reader.size(), $undefined, _depth + 1));
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

                return EntryBlock;
            })();

            raft.SnapshotRecord = (function() {

                /**
                 * Properties of a SnapshotRecord.
                 * @typedef {Object} polis.v1.raft.SnapshotRecord.$Properties
                 * @property {number|null} [version] SnapshotRecord version
                 * @property {polis.v1.raft.SnapshotMetadata.$Properties|null} [metadata] SnapshotRecord metadata
                 * @property {polis.v1.raft.SnapshotSummary.$Properties|null} [summary] SnapshotRecord summary
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SnapshotRecord.
                 * @memberof polis.v1.raft
                 * @interface ISnapshotRecord
                 * @augments polis.v1.raft.SnapshotRecord.$Properties
                 * @deprecated Use polis.v1.raft.SnapshotRecord.$Properties instead.
                 */

                /**
                 * Shape of a SnapshotRecord.
                 * @typedef {polis.v1.raft.SnapshotRecord.$Properties} polis.v1.raft.SnapshotRecord.$Shape
                 */

                /**
                 * Constructs a new SnapshotRecord.
                 * @memberof polis.v1.raft
                 * @classdesc Represents a SnapshotRecord.
                 * @constructor
                 * @param {polis.v1.raft.SnapshotRecord.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SnapshotRecord = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SnapshotRecord version.
                 * @member {number} version
                 * @memberof polis.v1.raft.SnapshotRecord
                 * @instance
                 */
                SnapshotRecord.prototype.version = 0;

                /**
                 * SnapshotRecord metadata.
                 * @member {polis.v1.raft.SnapshotMetadata.$Properties|null|undefined} metadata
                 * @memberof polis.v1.raft.SnapshotRecord
                 * @instance
                 */
                SnapshotRecord.prototype.metadata = null;

                /**
                 * SnapshotRecord summary.
                 * @member {polis.v1.raft.SnapshotSummary.$Properties|null|undefined} summary
                 * @memberof polis.v1.raft.SnapshotRecord
                 * @instance
                 */
                SnapshotRecord.prototype.summary = null;

                /**
                 * Encodes the specified SnapshotRecord message. Does not implicitly {@link polis.v1.raft.SnapshotRecord.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.raft.SnapshotRecord
                 * @static
                 * @param {polis.v1.raft.SnapshotRecord.$Properties} message SnapshotRecord message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SnapshotRecord.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.version);
                    if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata"))
                        $root.polis.v1.raft.SnapshotMetadata.encode(message.metadata, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.summary != null && $Object.hasOwnProperty.call(message, "summary"))
                        $root.polis.v1.raft.SnapshotSummary.encode(message.summary, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SnapshotRecord message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.raft.SnapshotRecord
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.raft.SnapshotRecord & polis.v1.raft.SnapshotRecord.$Shape} SnapshotRecord
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SnapshotRecord.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.raft.SnapshotRecord();
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
                                message.metadata = $root.polis.v1.raft.SnapshotMetadata.decode(reader, reader.size(), $undefined, _depth + 1, message.metadata);
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                message.summary = $root.polis.v1.raft.SnapshotSummary.decode(reader, reader.size(), $undefined, _depth + 1, message.summary);
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

                return SnapshotRecord;
            })();

            return raft;
        })();

        return v1;
    })();

    return polis;
})();

export {
  $root as default
};
