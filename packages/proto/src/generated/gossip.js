/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import { $protobuf } from "../protobuf-runtime.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["polis-gossip"] || ($protobuf.roots["polis-gossip"] = {});

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

        v1.gossip = (function() {

            /**
             * Namespace gossip.
             * @memberof polis.v1
             * @namespace
             */
            const gossip = {};

            /**
             * Liveness enum.
             * @name polis.v1.gossip.Liveness
             * @enum {number}
             * @property {number} ALIVE=0 ALIVE value
             * @property {number} SUSPECT=1 SUSPECT value
             * @property {number} RESTARTING=2 RESTARTING value
             * @property {number} DEAD=3 DEAD value
             * @property {number} LEFT=4 LEFT value
             */
            gossip.Liveness = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "ALIVE"] = 0;
                values[valuesById[1] = "SUSPECT"] = 1;
                values[valuesById[2] = "RESTARTING"] = 2;
                values[valuesById[3] = "DEAD"] = 3;
                values[valuesById[4] = "LEFT"] = 4;
                return values;
            })();

            /**
             * Reason enum.
             * @name polis.v1.gossip.Reason
             * @enum {number}
             * @property {number} SELF=0 SELF value
             * @property {number} SILENT=1 SILENT value
             * @property {number} REFUSED=2 REFUSED value
             * @property {number} OVERDUE=3 OVERDUE value
             */
            gossip.Reason = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "SELF"] = 0;
                values[valuesById[1] = "SILENT"] = 1;
                values[valuesById[2] = "REFUSED"] = 2;
                values[valuesById[3] = "OVERDUE"] = 3;
                return values;
            })();

            gossip.Claim = (function() {

                /**
                 * Properties of a Claim.
                 * @typedef {Object} polis.v1.gossip.Claim.$Properties
                 * @property {string|null} [peer] Claim peer
                 * @property {polis.v1.gossip.Liveness|null} [state] Claim state
                 * @property {number|null} [incarnation] Claim incarnation
                 * @property {string|null} [by] Claim by
                 * @property {polis.v1.gossip.Reason|null} [reason] Claim reason
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Claim.
                 * @memberof polis.v1.gossip
                 * @interface IClaim
                 * @augments polis.v1.gossip.Claim.$Properties
                 * @deprecated Use polis.v1.gossip.Claim.$Properties instead.
                 */

                /**
                 * Shape of a Claim.
                 * @typedef {polis.v1.gossip.Claim.$Properties} polis.v1.gossip.Claim.$Shape
                 */

                /**
                 * Constructs a new Claim.
                 * @memberof polis.v1.gossip
                 * @classdesc Represents a Claim.
                 * @constructor
                 * @param {polis.v1.gossip.Claim.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Claim = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Claim peer.
                 * @member {string} peer
                 * @memberof polis.v1.gossip.Claim
                 * @instance
                 */
                Claim.prototype.peer = "";

                /**
                 * Claim state.
                 * @member {polis.v1.gossip.Liveness} state
                 * @memberof polis.v1.gossip.Claim
                 * @instance
                 */
                Claim.prototype.state = 0;

                /**
                 * Claim incarnation.
                 * @member {number} incarnation
                 * @memberof polis.v1.gossip.Claim
                 * @instance
                 */
                Claim.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Claim by.
                 * @member {string} by
                 * @memberof polis.v1.gossip.Claim
                 * @instance
                 */
                Claim.prototype.by = "";

                /**
                 * Claim reason.
                 * @member {polis.v1.gossip.Reason} reason
                 * @memberof polis.v1.gossip.Claim
                 * @instance
                 */
                Claim.prototype.reason = 0;

                /**
                 * Encodes the specified Claim message. Does not implicitly {@link polis.v1.gossip.Claim.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.gossip.Claim
                 * @static
                 * @param {polis.v1.gossip.Claim.$Properties} message Claim message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Claim.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.peer != null && $Object.hasOwnProperty.call(message, "peer") && message.peer !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.peer);
                    if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).int32(message.state);
                    if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.incarnation);
                    if (message.by != null && $Object.hasOwnProperty.call(message, "by") && message.by !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.by);
                    if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== 0)
                        writer.uint32(/* id 5, wireType 0 =*/40).int32(message.reason);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Claim message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.gossip.Claim
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.Claim & polis.v1.gossip.Claim.$Shape} Claim
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Claim.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.gossip.Claim();
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
                                    message.peer = value;
                                else
                                    delete message.peer;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.state = value;
                                else
                                    delete message.state;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.incarnation = value;
                                else
                                    delete message.incarnation;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.by = value;
                                else
                                    delete message.by;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.reason = value;
                                else
                                    delete message.reason;
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

                return Claim;
            })();

            /**
             * ProbeKind enum.
             * @name polis.v1.gossip.ProbeKind
             * @enum {number}
             * @property {number} PING=0 PING value
             * @property {number} PING_REQUEST=1 PING_REQUEST value
             * @property {number} ACK=2 ACK value
             * @property {number} NACK=3 NACK value
             * @property {number} CLAIMS=4 CLAIMS value
             */
            gossip.ProbeKind = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "PING"] = 0;
                values[valuesById[1] = "PING_REQUEST"] = 1;
                values[valuesById[2] = "ACK"] = 2;
                values[valuesById[3] = "NACK"] = 3;
                values[valuesById[4] = "CLAIMS"] = 4;
                return values;
            })();

            gossip.Probe = (function() {

                /**
                 * Properties of a Probe.
                 * @typedef {Object} polis.v1.gossip.Probe.$Properties
                 * @property {polis.v1.gossip.ProbeKind|null} [kind] Probe kind
                 * @property {number|null} [sequence] Probe sequence
                 * @property {string|null} [target] Probe target
                 * @property {Array.<polis.v1.gossip.Claim.$Properties>|null} [claims] Probe claims
                 * @property {number|null} [recordsIncarnation] Probe recordsIncarnation
                 * @property {number|null} [recordsVersion] Probe recordsVersion
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Probe.
                 * @memberof polis.v1.gossip
                 * @interface IProbe
                 * @augments polis.v1.gossip.Probe.$Properties
                 * @deprecated Use polis.v1.gossip.Probe.$Properties instead.
                 */

                /**
                 * Shape of a Probe.
                 * @typedef {polis.v1.gossip.Probe.$Properties} polis.v1.gossip.Probe.$Shape
                 */

                /**
                 * Constructs a new Probe.
                 * @memberof polis.v1.gossip
                 * @classdesc Represents a Probe.
                 * @constructor
                 * @param {polis.v1.gossip.Probe.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Probe = function (properties) {
                    this.claims = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Probe kind.
                 * @member {polis.v1.gossip.ProbeKind} kind
                 * @memberof polis.v1.gossip.Probe
                 * @instance
                 */
                Probe.prototype.kind = 0;

                /**
                 * Probe sequence.
                 * @member {number} sequence
                 * @memberof polis.v1.gossip.Probe
                 * @instance
                 */
                Probe.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Probe target.
                 * @member {string} target
                 * @memberof polis.v1.gossip.Probe
                 * @instance
                 */
                Probe.prototype.target = "";

                /**
                 * Probe claims.
                 * @member {Array.<polis.v1.gossip.Claim.$Properties>} claims
                 * @memberof polis.v1.gossip.Probe
                 * @instance
                 */
                Probe.prototype.claims = $util.emptyArray;

                /**
                 * Probe recordsIncarnation.
                 * @member {number} recordsIncarnation
                 * @memberof polis.v1.gossip.Probe
                 * @instance
                 */
                Probe.prototype.recordsIncarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Probe recordsVersion.
                 * @member {number} recordsVersion
                 * @memberof polis.v1.gossip.Probe
                 * @instance
                 */
                Probe.prototype.recordsVersion = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Encodes the specified Probe message. Does not implicitly {@link polis.v1.gossip.Probe.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.gossip.Probe
                 * @static
                 * @param {polis.v1.gossip.Probe.$Properties} message Probe message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Probe.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).int32(message.kind);
                    if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.sequence);
                    if (message.target != null && $Object.hasOwnProperty.call(message, "target") && message.target !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.target);
                    if (message.claims != null && message.claims.length)
                        for (let i = 0; i < message.claims.length; ++i)
                            $root.polis.v1.gossip.Claim.encode(message.claims[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.recordsIncarnation != null && $Object.hasOwnProperty.call(message, "recordsIncarnation") && (typeof message.recordsIncarnation === "object" ? message.recordsIncarnation.low || message.recordsIncarnation.high : message.recordsIncarnation !== 0))
                        writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.recordsIncarnation);
                    if (message.recordsVersion != null && $Object.hasOwnProperty.call(message, "recordsVersion") && (typeof message.recordsVersion === "object" ? message.recordsVersion.low || message.recordsVersion.high : message.recordsVersion !== 0))
                        writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.recordsVersion);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Probe message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.gossip.Probe
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.Probe & polis.v1.gossip.Probe.$Shape} Probe
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Probe.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.gossip.Probe();
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
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.sequence = value;
                                else
                                    delete message.sequence;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.target = value;
                                else
                                    delete message.target;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.claims && message.claims.length))
                                    message.claims = [];
                                message.claims.push($root.polis.v1.gossip.Claim.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.recordsIncarnation = value;
                                else
                                    delete message.recordsIncarnation;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.recordsVersion = value;
                                else
                                    delete message.recordsVersion;
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

                return Probe;
            })();

            /**
             * HealthState enum.
             * @name polis.v1.gossip.HealthState
             * @enum {number}
             * @property {number} UNKNOWN=0 UNKNOWN value
             * @property {number} PASSING=1 PASSING value
             * @property {number} WARNING=2 WARNING value
             * @property {number} CRITICAL=3 CRITICAL value
             */
            gossip.HealthState = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "UNKNOWN"] = 0;
                values[valuesById[1] = "PASSING"] = 1;
                values[valuesById[2] = "WARNING"] = 2;
                values[valuesById[3] = "CRITICAL"] = 3;
                return values;
            })();

            gossip.HealthBody = (function() {

                /**
                 * Properties of a HealthBody.
                 * @typedef {Object} polis.v1.gossip.HealthBody.$Properties
                 * @property {polis.v1.gossip.HealthState|null} [state] HealthBody state
                 * @property {number|null} [weight] HealthBody weight
                 * @property {number|null} [changedMs] HealthBody changedMs
                 * @property {string|null} [output] HealthBody output
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a HealthBody.
                 * @memberof polis.v1.gossip
                 * @interface IHealthBody
                 * @augments polis.v1.gossip.HealthBody.$Properties
                 * @deprecated Use polis.v1.gossip.HealthBody.$Properties instead.
                 */

                /**
                 * Shape of a HealthBody.
                 * @typedef {polis.v1.gossip.HealthBody.$Properties} polis.v1.gossip.HealthBody.$Shape
                 */

                /**
                 * Constructs a new HealthBody.
                 * @memberof polis.v1.gossip
                 * @classdesc Represents a HealthBody.
                 * @constructor
                 * @param {polis.v1.gossip.HealthBody.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const HealthBody = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * HealthBody state.
                 * @member {polis.v1.gossip.HealthState} state
                 * @memberof polis.v1.gossip.HealthBody
                 * @instance
                 */
                HealthBody.prototype.state = 0;

                /**
                 * HealthBody weight.
                 * @member {number} weight
                 * @memberof polis.v1.gossip.HealthBody
                 * @instance
                 */
                HealthBody.prototype.weight = 0;

                /**
                 * HealthBody changedMs.
                 * @member {number} changedMs
                 * @memberof polis.v1.gossip.HealthBody
                 * @instance
                 */
                HealthBody.prototype.changedMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * HealthBody output.
                 * @member {string} output
                 * @memberof polis.v1.gossip.HealthBody
                 * @instance
                 */
                HealthBody.prototype.output = "";

                /**
                 * Encodes the specified HealthBody message. Does not implicitly {@link polis.v1.gossip.HealthBody.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.gossip.HealthBody
                 * @static
                 * @param {polis.v1.gossip.HealthBody.$Properties} message HealthBody message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                HealthBody.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).int32(message.state);
                    if (message.weight != null && $Object.hasOwnProperty.call(message, "weight") && !$Object.is(message.weight, 0))
                        writer.uint32(/* id 2, wireType 1 =*/17).double(message.weight);
                    if (message.changedMs != null && $Object.hasOwnProperty.call(message, "changedMs") && (typeof message.changedMs === "object" ? message.changedMs.low || message.changedMs.high : message.changedMs !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.changedMs);
                    if (message.output != null && $Object.hasOwnProperty.call(message, "output") && message.output !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.output);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a HealthBody message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.gossip.HealthBody
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.HealthBody & polis.v1.gossip.HealthBody.$Shape} HealthBody
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                HealthBody.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.gossip.HealthBody();
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
                                    message.state = value;
                                else
                                    delete message.state;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.weight = value;
                                else
                                    delete message.weight;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.changedMs = value;
                                else
                                    delete message.changedMs;
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

                return HealthBody;
            })();

            gossip.Record = (function() {

                /**
                 * Properties of a Record.
                 * @typedef {Object} polis.v1.gossip.Record.$Properties
                 * @property {string|null} [key] Record key
                 * @property {number|null} [version] Record version
                 * @property {polis.v1.gossip.HealthBody.$Properties|null} [health] Record health
                 * @property {string|null} [metadata] Record metadata
                 * @property {"health"|"metadata"} [body] Record body
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Record.
                 * @memberof polis.v1.gossip
                 * @interface IRecord
                 * @augments polis.v1.gossip.Record.$Properties
                 * @deprecated Use polis.v1.gossip.Record.$Properties instead.
                 */

                /**
                 * Narrowed shape of a Record.
                 * @typedef {{
                 *   key?: string|null;
                 *   version?: number|null;
                 *   health?: polis.v1.gossip.HealthBody.$Shape|null;
                 *   metadata?: string|null;
                 *   $unknowns?: Array.<Uint8Array>;
                 * } & (
                 *   ({ body?: undefined; health?: null; metadata?: null }|{ body?: "health"; health: polis.v1.gossip.HealthBody.$Shape; metadata?: null }|{ body?: "metadata"; health?: null; metadata: string })
                 * )} polis.v1.gossip.Record.$Shape
                 */

                /**
                 * Constructs a new Record.
                 * @memberof polis.v1.gossip
                 * @classdesc Represents a Record.
                 * @constructor
                 * @param {polis.v1.gossip.Record.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Record = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Record key.
                 * @member {string} key
                 * @memberof polis.v1.gossip.Record
                 * @instance
                 */
                Record.prototype.key = "";

                /**
                 * Record version.
                 * @member {number} version
                 * @memberof polis.v1.gossip.Record
                 * @instance
                 */
                Record.prototype.version = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Record health.
                 * @member {polis.v1.gossip.HealthBody.$Properties|null|undefined} health
                 * @memberof polis.v1.gossip.Record
                 * @instance
                 */
                Record.prototype.health = null;

                /**
                 * Record metadata.
                 * @member {string|null|undefined} metadata
                 * @memberof polis.v1.gossip.Record
                 * @instance
                 */
                Record.prototype.metadata = null;

                // OneOf field names bound to virtual getters and setters
                let $oneOfFields;

                /**
                 * Record body.
                 * @member {"health"|"metadata"|undefined} body
                 * @memberof polis.v1.gossip.Record
                 * @instance
                 */
                $Object.defineProperty(Record.prototype, "body", {
                    get: $util.oneOfGetter($oneOfFields = ["health", "metadata"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                /**
                 * Encodes the specified Record message. Does not implicitly {@link polis.v1.gossip.Record.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.gossip.Record
                 * @static
                 * @param {polis.v1.gossip.Record.$Properties} message Record message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Record.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.key);
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && (typeof message.version === "object" ? message.version.low || message.version.high : message.version !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.version);
                    if (message.health != null && $Object.hasOwnProperty.call(message, "health"))
                        $root.polis.v1.gossip.HealthBody.encode(message.health, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata"))
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.metadata);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Record message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.gossip.Record
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.Record & polis.v1.gossip.Record.$Shape} Record
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Record.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.gossip.Record();
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
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.version = value;
                                else
                                    delete message.version;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.health = $root.polis.v1.gossip.HealthBody.decode(reader, reader.size(), $undefined, _depth + 1, message.health);
                                message.body = "health";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.metadata = reader.stringVerify();
                                message.body = "metadata";
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

                return Record;
            })();

            gossip.Stamp = (function() {

                /**
                 * Properties of a Stamp.
                 * @typedef {Object} polis.v1.gossip.Stamp.$Properties
                 * @property {string|null} [owner] Stamp owner
                 * @property {number|null} [incarnation] Stamp incarnation
                 * @property {number|null} [version] Stamp version
                 * @property {Uint8Array|null} [hash] Stamp hash
                 * @property {Uint8Array|null} [signature] Stamp signature
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Stamp.
                 * @memberof polis.v1.gossip
                 * @interface IStamp
                 * @augments polis.v1.gossip.Stamp.$Properties
                 * @deprecated Use polis.v1.gossip.Stamp.$Properties instead.
                 */

                /**
                 * Shape of a Stamp.
                 * @typedef {polis.v1.gossip.Stamp.$Properties} polis.v1.gossip.Stamp.$Shape
                 */

                /**
                 * Constructs a new Stamp.
                 * @memberof polis.v1.gossip
                 * @classdesc Represents a Stamp.
                 * @constructor
                 * @param {polis.v1.gossip.Stamp.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Stamp = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Stamp owner.
                 * @member {string} owner
                 * @memberof polis.v1.gossip.Stamp
                 * @instance
                 */
                Stamp.prototype.owner = "";

                /**
                 * Stamp incarnation.
                 * @member {number} incarnation
                 * @memberof polis.v1.gossip.Stamp
                 * @instance
                 */
                Stamp.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stamp version.
                 * @member {number} version
                 * @memberof polis.v1.gossip.Stamp
                 * @instance
                 */
                Stamp.prototype.version = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stamp hash.
                 * @member {Uint8Array} hash
                 * @memberof polis.v1.gossip.Stamp
                 * @instance
                 */
                Stamp.prototype.hash = $util.newBuffer([]);

                /**
                 * Stamp signature.
                 * @member {Uint8Array} signature
                 * @memberof polis.v1.gossip.Stamp
                 * @instance
                 */
                Stamp.prototype.signature = $util.newBuffer([]);

                /**
                 * Encodes the specified Stamp message. Does not implicitly {@link polis.v1.gossip.Stamp.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.gossip.Stamp
                 * @static
                 * @param {polis.v1.gossip.Stamp.$Properties} message Stamp message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Stamp.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.owner != null && $Object.hasOwnProperty.call(message, "owner") && message.owner !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.owner);
                    if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.incarnation);
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && (typeof message.version === "object" ? message.version.low || message.version.high : message.version !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.version);
                    if (message.hash != null && $Object.hasOwnProperty.call(message, "hash") && message.hash.length)
                        writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.hash);
                    if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature.length)
                        writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.signature);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Stamp message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.gossip.Stamp
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.Stamp & polis.v1.gossip.Stamp.$Shape} Stamp
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Stamp.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.gossip.Stamp();
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
                                    message.owner = value;
                                else
                                    delete message.owner;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.incarnation = value;
                                else
                                    delete message.incarnation;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.version = value;
                                else
                                    delete message.version;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.hash = value;
                                else
                                    delete message.hash;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.signature = value;
                                else
                                    delete message.signature;
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

                return Stamp;
            })();

            gossip.Delta = (function() {

                /**
                 * Properties of a Delta.
                 * @typedef {Object} polis.v1.gossip.Delta.$Properties
                 * @property {polis.v1.gossip.Stamp.$Properties|null} [stamp] Delta stamp
                 * @property {number|null} [fromVersion] Delta fromVersion
                 * @property {Array.<polis.v1.gossip.Record.$Properties>|null} [records] Delta records
                 * @property {Array.<string>|null} [removed] Delta removed
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Delta.
                 * @memberof polis.v1.gossip
                 * @interface IDelta
                 * @augments polis.v1.gossip.Delta.$Properties
                 * @deprecated Use polis.v1.gossip.Delta.$Properties instead.
                 */

                /**
                 * Shape of a Delta.
                 * @typedef {{
                 *   stamp?: polis.v1.gossip.Stamp.$Shape|null;
                 *   fromVersion?: number|null;
                 *   records?: Array.<polis.v1.gossip.Record.$Shape>|null;
                 *   removed?: Array.<string>|null;
                 *   $unknowns?: Array.<Uint8Array>;
                 * }} polis.v1.gossip.Delta.$Shape
                 */

                /**
                 * Constructs a new Delta.
                 * @memberof polis.v1.gossip
                 * @classdesc Represents a Delta.
                 * @constructor
                 * @param {polis.v1.gossip.Delta.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Delta = function (properties) {
                    this.records = [];
                    this.removed = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Delta stamp.
                 * @member {polis.v1.gossip.Stamp.$Properties|null|undefined} stamp
                 * @memberof polis.v1.gossip.Delta
                 * @instance
                 */
                Delta.prototype.stamp = null;

                /**
                 * Delta fromVersion.
                 * @member {number} fromVersion
                 * @memberof polis.v1.gossip.Delta
                 * @instance
                 */
                Delta.prototype.fromVersion = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Delta records.
                 * @member {Array.<polis.v1.gossip.Record.$Properties>} records
                 * @memberof polis.v1.gossip.Delta
                 * @instance
                 */
                Delta.prototype.records = $util.emptyArray;

                /**
                 * Delta removed.
                 * @member {Array.<string>} removed
                 * @memberof polis.v1.gossip.Delta
                 * @instance
                 */
                Delta.prototype.removed = $util.emptyArray;

                /**
                 * Encodes the specified Delta message. Does not implicitly {@link polis.v1.gossip.Delta.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.gossip.Delta
                 * @static
                 * @param {polis.v1.gossip.Delta.$Properties} message Delta message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Delta.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.stamp != null && $Object.hasOwnProperty.call(message, "stamp"))
                        $root.polis.v1.gossip.Stamp.encode(message.stamp, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.fromVersion != null && $Object.hasOwnProperty.call(message, "fromVersion") && (typeof message.fromVersion === "object" ? message.fromVersion.low || message.fromVersion.high : message.fromVersion !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.fromVersion);
                    if (message.records != null && message.records.length)
                        for (let i = 0; i < message.records.length; ++i)
                            $root.polis.v1.gossip.Record.encode(message.records[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.removed != null && message.removed.length)
                        for (let i = 0; i < message.removed.length; ++i)
                            writer.uint32(/* id 4, wireType 2 =*/34).string(message.removed[i]);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Delta message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.gossip.Delta
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.Delta & polis.v1.gossip.Delta.$Shape} Delta
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Delta.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.gossip.Delta();
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
                                message.stamp = $root.polis.v1.gossip.Stamp.decode(reader, reader.size(), $undefined, _depth + 1, message.stamp);
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.fromVersion = value;
                                else
                                    delete message.fromVersion;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.records && message.records.length))
                                    message.records = [];
                                message.records.push($root.polis.v1.gossip.Record.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.removed && message.removed.length))
                                    message.removed = [];
                                message.removed.push(reader.stringVerify());
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

                return Delta;
            })();

            gossip.ClaimBatch = (function() {

                /**
                 * Properties of a ClaimBatch.
                 * @typedef {Object} polis.v1.gossip.ClaimBatch.$Properties
                 * @property {string|null} [sender] ClaimBatch sender
                 * @property {Array.<polis.v1.gossip.Claim.$Properties>|null} [claims] ClaimBatch claims
                 * @property {Uint8Array|null} [signature] ClaimBatch signature
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ClaimBatch.
                 * @memberof polis.v1.gossip
                 * @interface IClaimBatch
                 * @augments polis.v1.gossip.ClaimBatch.$Properties
                 * @deprecated Use polis.v1.gossip.ClaimBatch.$Properties instead.
                 */

                /**
                 * Shape of a ClaimBatch.
                 * @typedef {polis.v1.gossip.ClaimBatch.$Properties} polis.v1.gossip.ClaimBatch.$Shape
                 */

                /**
                 * Constructs a new ClaimBatch.
                 * @memberof polis.v1.gossip
                 * @classdesc Represents a ClaimBatch.
                 * @constructor
                 * @param {polis.v1.gossip.ClaimBatch.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ClaimBatch = function (properties) {
                    this.claims = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ClaimBatch sender.
                 * @member {string} sender
                 * @memberof polis.v1.gossip.ClaimBatch
                 * @instance
                 */
                ClaimBatch.prototype.sender = "";

                /**
                 * ClaimBatch claims.
                 * @member {Array.<polis.v1.gossip.Claim.$Properties>} claims
                 * @memberof polis.v1.gossip.ClaimBatch
                 * @instance
                 */
                ClaimBatch.prototype.claims = $util.emptyArray;

                /**
                 * ClaimBatch signature.
                 * @member {Uint8Array} signature
                 * @memberof polis.v1.gossip.ClaimBatch
                 * @instance
                 */
                ClaimBatch.prototype.signature = $util.newBuffer([]);

                /**
                 * Encodes the specified ClaimBatch message. Does not implicitly {@link polis.v1.gossip.ClaimBatch.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.gossip.ClaimBatch
                 * @static
                 * @param {polis.v1.gossip.ClaimBatch.$Properties} message ClaimBatch message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ClaimBatch.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.sender != null && $Object.hasOwnProperty.call(message, "sender") && message.sender !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.sender);
                    if (message.claims != null && message.claims.length)
                        for (let i = 0; i < message.claims.length; ++i)
                            $root.polis.v1.gossip.Claim.encode(message.claims[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature.length)
                        writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.signature);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ClaimBatch message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.gossip.ClaimBatch
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.ClaimBatch & polis.v1.gossip.ClaimBatch.$Shape} ClaimBatch
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ClaimBatch.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.gossip.ClaimBatch();
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
                                    message.sender = value;
                                else
                                    delete message.sender;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.claims && message.claims.length))
                                    message.claims = [];
                                message.claims.push($root.polis.v1.gossip.Claim.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.signature = value;
                                else
                                    delete message.signature;
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

                return ClaimBatch;
            })();

            gossip.Publication = (function() {

                /**
                 * Properties of a Publication.
                 * @typedef {Object} polis.v1.gossip.Publication.$Properties
                 * @property {number|null} [format] Publication format
                 * @property {polis.v1.gossip.ClaimBatch.$Properties|null} [claims] Publication claims
                 * @property {polis.v1.gossip.Delta.$Properties|null} [delta] Publication delta
                 * @property {"claims"|"delta"} [body] Publication body
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Publication.
                 * @memberof polis.v1.gossip
                 * @interface IPublication
                 * @augments polis.v1.gossip.Publication.$Properties
                 * @deprecated Use polis.v1.gossip.Publication.$Properties instead.
                 */

                /**
                 * Narrowed shape of a Publication.
                 * @typedef {{
                 *   format?: number|null;
                 *   claims?: polis.v1.gossip.ClaimBatch.$Shape|null;
                 *   delta?: polis.v1.gossip.Delta.$Shape|null;
                 *   $unknowns?: Array.<Uint8Array>;
                 * } & (
                 *   ({ body?: undefined; claims?: null; delta?: null }|{ body?: "claims"; claims: polis.v1.gossip.ClaimBatch.$Shape; delta?: null }|{ body?: "delta"; claims?: null; delta: polis.v1.gossip.Delta.$Shape })
                 * )} polis.v1.gossip.Publication.$Shape
                 */

                /**
                 * Constructs a new Publication.
                 * @memberof polis.v1.gossip
                 * @classdesc Represents a Publication.
                 * @constructor
                 * @param {polis.v1.gossip.Publication.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Publication = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Publication format.
                 * @member {number} format
                 * @memberof polis.v1.gossip.Publication
                 * @instance
                 */
                Publication.prototype.format = 0;

                /**
                 * Publication claims.
                 * @member {polis.v1.gossip.ClaimBatch.$Properties|null|undefined} claims
                 * @memberof polis.v1.gossip.Publication
                 * @instance
                 */
                Publication.prototype.claims = null;

                /**
                 * Publication delta.
                 * @member {polis.v1.gossip.Delta.$Properties|null|undefined} delta
                 * @memberof polis.v1.gossip.Publication
                 * @instance
                 */
                Publication.prototype.delta = null;

                // OneOf field names bound to virtual getters and setters
                let $oneOfFields;

                /**
                 * Publication body.
                 * @member {"claims"|"delta"|undefined} body
                 * @memberof polis.v1.gossip.Publication
                 * @instance
                 */
                $Object.defineProperty(Publication.prototype, "body", {
                    get: $util.oneOfGetter($oneOfFields = ["claims", "delta"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                /**
                 * Encodes the specified Publication message. Does not implicitly {@link polis.v1.gossip.Publication.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.gossip.Publication
                 * @static
                 * @param {polis.v1.gossip.Publication.$Properties} message Publication message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Publication.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.format != null && $Object.hasOwnProperty.call(message, "format") && message.format !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.format);
                    if (message.claims != null && $Object.hasOwnProperty.call(message, "claims"))
                        $root.polis.v1.gossip.ClaimBatch.encode(message.claims, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.delta != null && $Object.hasOwnProperty.call(message, "delta"))
                        $root.polis.v1.gossip.Delta.encode(message.delta, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Publication message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.gossip.Publication
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.Publication & polis.v1.gossip.Publication.$Shape} Publication
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Publication.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.gossip.Publication();
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
                                    message.format = value;
                                else
                                    delete message.format;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.claims = $root.polis.v1.gossip.ClaimBatch.decode(reader, reader.size(), $undefined, _depth + 1, message.claims);
                                message.body = "claims";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.delta = $root.polis.v1.gossip.Delta.decode(reader, reader.size(), $undefined, _depth + 1, message.delta);
                                message.body = "delta";
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

                return Publication;
            })();

            gossip.DigestEntry = (function() {

                /**
                 * Properties of a DigestEntry.
                 * @typedef {Object} polis.v1.gossip.DigestEntry.$Properties
                 * @property {string|null} [owner] DigestEntry owner
                 * @property {number|null} [incarnation] DigestEntry incarnation
                 * @property {number|null} [version] DigestEntry version
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a DigestEntry.
                 * @memberof polis.v1.gossip
                 * @interface IDigestEntry
                 * @augments polis.v1.gossip.DigestEntry.$Properties
                 * @deprecated Use polis.v1.gossip.DigestEntry.$Properties instead.
                 */

                /**
                 * Shape of a DigestEntry.
                 * @typedef {polis.v1.gossip.DigestEntry.$Properties} polis.v1.gossip.DigestEntry.$Shape
                 */

                /**
                 * Constructs a new DigestEntry.
                 * @memberof polis.v1.gossip
                 * @classdesc Represents a DigestEntry.
                 * @constructor
                 * @param {polis.v1.gossip.DigestEntry.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const DigestEntry = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * DigestEntry owner.
                 * @member {string} owner
                 * @memberof polis.v1.gossip.DigestEntry
                 * @instance
                 */
                DigestEntry.prototype.owner = "";

                /**
                 * DigestEntry incarnation.
                 * @member {number} incarnation
                 * @memberof polis.v1.gossip.DigestEntry
                 * @instance
                 */
                DigestEntry.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * DigestEntry version.
                 * @member {number} version
                 * @memberof polis.v1.gossip.DigestEntry
                 * @instance
                 */
                DigestEntry.prototype.version = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Encodes the specified DigestEntry message. Does not implicitly {@link polis.v1.gossip.DigestEntry.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.gossip.DigestEntry
                 * @static
                 * @param {polis.v1.gossip.DigestEntry.$Properties} message DigestEntry message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                DigestEntry.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.owner != null && $Object.hasOwnProperty.call(message, "owner") && message.owner !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.owner);
                    if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.incarnation);
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && (typeof message.version === "object" ? message.version.low || message.version.high : message.version !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.version);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a DigestEntry message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.gossip.DigestEntry
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.DigestEntry & polis.v1.gossip.DigestEntry.$Shape} DigestEntry
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                DigestEntry.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.gossip.DigestEntry();
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
                                    message.owner = value;
                                else
                                    delete message.owner;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.incarnation = value;
                                else
                                    delete message.incarnation;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.version = value;
                                else
                                    delete message.version;
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

                return DigestEntry;
            })();

            gossip.SyncRequest = (function() {

                /**
                 * Properties of a SyncRequest.
                 * @typedef {Object} polis.v1.gossip.SyncRequest.$Properties
                 * @property {Array.<polis.v1.gossip.Claim.$Properties>|null} [claims] SyncRequest claims
                 * @property {boolean|null} [hasDigest] SyncRequest hasDigest
                 * @property {Array.<polis.v1.gossip.DigestEntry.$Properties>|null} [digest] SyncRequest digest
                 * @property {Array.<polis.v1.gossip.DigestEntry.$Properties>|null} [pulls] SyncRequest pulls
                 * @property {Array.<polis.v1.gossip.Delta.$Properties>|null} [deltas] SyncRequest deltas
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SyncRequest.
                 * @memberof polis.v1.gossip
                 * @interface ISyncRequest
                 * @augments polis.v1.gossip.SyncRequest.$Properties
                 * @deprecated Use polis.v1.gossip.SyncRequest.$Properties instead.
                 */

                /**
                 * Shape of a SyncRequest.
                 * @typedef {{
                 *   claims?: Array.<polis.v1.gossip.Claim.$Shape>|null;
                 *   hasDigest?: boolean|null;
                 *   digest?: Array.<polis.v1.gossip.DigestEntry.$Shape>|null;
                 *   pulls?: Array.<polis.v1.gossip.DigestEntry.$Shape>|null;
                 *   deltas?: Array.<polis.v1.gossip.Delta.$Shape>|null;
                 *   $unknowns?: Array.<Uint8Array>;
                 * }} polis.v1.gossip.SyncRequest.$Shape
                 */

                /**
                 * Constructs a new SyncRequest.
                 * @memberof polis.v1.gossip
                 * @classdesc Represents a SyncRequest.
                 * @constructor
                 * @param {polis.v1.gossip.SyncRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SyncRequest = function (properties) {
                    this.claims = [];
                    this.digest = [];
                    this.pulls = [];
                    this.deltas = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SyncRequest claims.
                 * @member {Array.<polis.v1.gossip.Claim.$Properties>} claims
                 * @memberof polis.v1.gossip.SyncRequest
                 * @instance
                 */
                SyncRequest.prototype.claims = $util.emptyArray;

                /**
                 * SyncRequest hasDigest.
                 * @member {boolean} hasDigest
                 * @memberof polis.v1.gossip.SyncRequest
                 * @instance
                 */
                SyncRequest.prototype.hasDigest = false;

                /**
                 * SyncRequest digest.
                 * @member {Array.<polis.v1.gossip.DigestEntry.$Properties>} digest
                 * @memberof polis.v1.gossip.SyncRequest
                 * @instance
                 */
                SyncRequest.prototype.digest = $util.emptyArray;

                /**
                 * SyncRequest pulls.
                 * @member {Array.<polis.v1.gossip.DigestEntry.$Properties>} pulls
                 * @memberof polis.v1.gossip.SyncRequest
                 * @instance
                 */
                SyncRequest.prototype.pulls = $util.emptyArray;

                /**
                 * SyncRequest deltas.
                 * @member {Array.<polis.v1.gossip.Delta.$Properties>} deltas
                 * @memberof polis.v1.gossip.SyncRequest
                 * @instance
                 */
                SyncRequest.prototype.deltas = $util.emptyArray;

                /**
                 * Encodes the specified SyncRequest message. Does not implicitly {@link polis.v1.gossip.SyncRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.gossip.SyncRequest
                 * @static
                 * @param {polis.v1.gossip.SyncRequest.$Properties} message SyncRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SyncRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.claims != null && message.claims.length)
                        for (let i = 0; i < message.claims.length; ++i)
                            $root.polis.v1.gossip.Claim.encode(message.claims[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.hasDigest != null && $Object.hasOwnProperty.call(message, "hasDigest") && message.hasDigest !== false)
                        writer.uint32(/* id 2, wireType 0 =*/16).bool(message.hasDigest);
                    if (message.digest != null && message.digest.length)
                        for (let i = 0; i < message.digest.length; ++i)
                            $root.polis.v1.gossip.DigestEntry.encode(message.digest[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.pulls != null && message.pulls.length)
                        for (let i = 0; i < message.pulls.length; ++i)
                            $root.polis.v1.gossip.DigestEntry.encode(message.pulls[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.deltas != null && message.deltas.length)
                        for (let i = 0; i < message.deltas.length; ++i)
                            $root.polis.v1.gossip.Delta.encode(message.deltas[i], writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SyncRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.gossip.SyncRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.SyncRequest & polis.v1.gossip.SyncRequest.$Shape} SyncRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SyncRequest.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.gossip.SyncRequest();
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
                                if (!(message.claims && message.claims.length))
                                    message.claims = [];
                                message.claims.push($root.polis.v1.gossip.Claim.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.hasDigest = value;
                                else
                                    delete message.hasDigest;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.digest && message.digest.length))
                                    message.digest = [];
                                message.digest.push($root.polis.v1.gossip.DigestEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.pulls && message.pulls.length))
                                    message.pulls = [];
                                message.pulls.push($root.polis.v1.gossip.DigestEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.deltas && message.deltas.length))
                                    message.deltas = [];
                                message.deltas.push($root.polis.v1.gossip.Delta.decode(reader, reader.size(), $undefined, _depth + 1));
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

                return SyncRequest;
            })();

            gossip.SyncAnswer = (function() {

                /**
                 * Properties of a SyncAnswer.
                 * @typedef {Object} polis.v1.gossip.SyncAnswer.$Properties
                 * @property {Array.<polis.v1.gossip.Claim.$Properties>|null} [claims] SyncAnswer claims
                 * @property {Array.<polis.v1.gossip.Delta.$Properties>|null} [deltas] SyncAnswer deltas
                 * @property {Array.<polis.v1.gossip.DigestEntry.$Properties>|null} [wants] SyncAnswer wants
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SyncAnswer.
                 * @memberof polis.v1.gossip
                 * @interface ISyncAnswer
                 * @augments polis.v1.gossip.SyncAnswer.$Properties
                 * @deprecated Use polis.v1.gossip.SyncAnswer.$Properties instead.
                 */

                /**
                 * Shape of a SyncAnswer.
                 * @typedef {{
                 *   claims?: Array.<polis.v1.gossip.Claim.$Shape>|null;
                 *   deltas?: Array.<polis.v1.gossip.Delta.$Shape>|null;
                 *   wants?: Array.<polis.v1.gossip.DigestEntry.$Shape>|null;
                 *   $unknowns?: Array.<Uint8Array>;
                 * }} polis.v1.gossip.SyncAnswer.$Shape
                 */

                /**
                 * Constructs a new SyncAnswer.
                 * @memberof polis.v1.gossip
                 * @classdesc Represents a SyncAnswer.
                 * @constructor
                 * @param {polis.v1.gossip.SyncAnswer.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SyncAnswer = function (properties) {
                    this.claims = [];
                    this.deltas = [];
                    this.wants = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SyncAnswer claims.
                 * @member {Array.<polis.v1.gossip.Claim.$Properties>} claims
                 * @memberof polis.v1.gossip.SyncAnswer
                 * @instance
                 */
                SyncAnswer.prototype.claims = $util.emptyArray;

                /**
                 * SyncAnswer deltas.
                 * @member {Array.<polis.v1.gossip.Delta.$Properties>} deltas
                 * @memberof polis.v1.gossip.SyncAnswer
                 * @instance
                 */
                SyncAnswer.prototype.deltas = $util.emptyArray;

                /**
                 * SyncAnswer wants.
                 * @member {Array.<polis.v1.gossip.DigestEntry.$Properties>} wants
                 * @memberof polis.v1.gossip.SyncAnswer
                 * @instance
                 */
                SyncAnswer.prototype.wants = $util.emptyArray;

                /**
                 * Encodes the specified SyncAnswer message. Does not implicitly {@link polis.v1.gossip.SyncAnswer.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.gossip.SyncAnswer
                 * @static
                 * @param {polis.v1.gossip.SyncAnswer.$Properties} message SyncAnswer message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SyncAnswer.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.claims != null && message.claims.length)
                        for (let i = 0; i < message.claims.length; ++i)
                            $root.polis.v1.gossip.Claim.encode(message.claims[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.deltas != null && message.deltas.length)
                        for (let i = 0; i < message.deltas.length; ++i)
                            $root.polis.v1.gossip.Delta.encode(message.deltas[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.wants != null && message.wants.length)
                        for (let i = 0; i < message.wants.length; ++i)
                            $root.polis.v1.gossip.DigestEntry.encode(message.wants[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SyncAnswer message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.gossip.SyncAnswer
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.gossip.SyncAnswer & polis.v1.gossip.SyncAnswer.$Shape} SyncAnswer
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SyncAnswer.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.gossip.SyncAnswer();
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
                                if (!(message.claims && message.claims.length))
                                    message.claims = [];
                                message.claims.push($root.polis.v1.gossip.Claim.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.deltas && message.deltas.length))
                                    message.deltas = [];
                                message.deltas.push($root.polis.v1.gossip.Delta.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.wants && message.wants.length))
                                    message.wants = [];
                                message.wants.push($root.polis.v1.gossip.DigestEntry.decode(reader, reader.size(), $undefined, _depth + 1));
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

                return SyncAnswer;
            })();

            return gossip;
        })();

        return v1;
    })();

    return polis;
})();

export {
  $root as default
};
