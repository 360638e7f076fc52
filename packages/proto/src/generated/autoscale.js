/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import { $protobuf } from "../protobuf-runtime.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["polis-autoscale"] || ($protobuf.roots["polis-autoscale"] = {});

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

        v1.autoscale = (function() {

            /**
             * Namespace autoscale.
             * @memberof polis.v1
             * @namespace
             */
            const autoscale = {};

            autoscale.EvaluationsRequest = (function() {

                /**
                 * Properties of an EvaluationsRequest.
                 * @typedef {Object} polis.v1.autoscale.EvaluationsRequest.$Properties
                 * @property {Array.<string>|null} [policyIds] EvaluationsRequest policyIds
                 * @property {number|null} [limit] EvaluationsRequest limit
                 * @property {number|null} [beforeMs] EvaluationsRequest beforeMs
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an EvaluationsRequest.
                 * @memberof polis.v1.autoscale
                 * @interface IEvaluationsRequest
                 * @augments polis.v1.autoscale.EvaluationsRequest.$Properties
                 * @deprecated Use polis.v1.autoscale.EvaluationsRequest.$Properties instead.
                 */

                /**
                 * Shape of an EvaluationsRequest.
                 * @typedef {polis.v1.autoscale.EvaluationsRequest.$Properties} polis.v1.autoscale.EvaluationsRequest.$Shape
                 */

                /**
                 * Constructs a new EvaluationsRequest.
                 * @memberof polis.v1.autoscale
                 * @classdesc Represents an EvaluationsRequest.
                 * @constructor
                 * @param {polis.v1.autoscale.EvaluationsRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const EvaluationsRequest = function (properties) {
                    this.policyIds = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * EvaluationsRequest policyIds.
                 * @member {Array.<string>} policyIds
                 * @memberof polis.v1.autoscale.EvaluationsRequest
                 * @instance
                 */
                EvaluationsRequest.prototype.policyIds = $util.emptyArray;

                /**
                 * EvaluationsRequest limit.
                 * @member {number} limit
                 * @memberof polis.v1.autoscale.EvaluationsRequest
                 * @instance
                 */
                EvaluationsRequest.prototype.limit = 0;

                /**
                 * EvaluationsRequest beforeMs.
                 * @member {number} beforeMs
                 * @memberof polis.v1.autoscale.EvaluationsRequest
                 * @instance
                 */
                EvaluationsRequest.prototype.beforeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Encodes the specified EvaluationsRequest message. Does not implicitly {@link polis.v1.autoscale.EvaluationsRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.autoscale.EvaluationsRequest
                 * @static
                 * @param {polis.v1.autoscale.EvaluationsRequest.$Properties} message EvaluationsRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                EvaluationsRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.policyIds != null && message.policyIds.length)
                        for (let i = 0; i < message.policyIds.length; ++i)
                            writer.uint32(/* id 1, wireType 2 =*/10).string(message.policyIds[i]);
                    if (message.limit != null && $Object.hasOwnProperty.call(message, "limit") && message.limit !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.limit);
                    if (message.beforeMs != null && $Object.hasOwnProperty.call(message, "beforeMs") && (typeof message.beforeMs === "object" ? message.beforeMs.low || message.beforeMs.high : message.beforeMs !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.beforeMs);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an EvaluationsRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.autoscale.EvaluationsRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.autoscale.EvaluationsRequest & polis.v1.autoscale.EvaluationsRequest.$Shape} EvaluationsRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                EvaluationsRequest.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.autoscale.EvaluationsRequest();
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
                                if (!(message.policyIds && message.policyIds.length))
                                    message.policyIds = [];
                                message.policyIds.push(reader.stringVerify());
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.limit = value;
                                else
                                    delete message.limit;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.beforeMs = value;
                                else
                                    delete message.beforeMs;
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

                return EvaluationsRequest;
            })();

            autoscale.EvaluationsReply = (function() {

                /**
                 * Properties of an EvaluationsReply.
                 * @typedef {Object} polis.v1.autoscale.EvaluationsReply.$Properties
                 * @property {Array.<polis.v1.autoscale.Evaluation.$Properties>|null} [evaluations] EvaluationsReply evaluations
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an EvaluationsReply.
                 * @memberof polis.v1.autoscale
                 * @interface IEvaluationsReply
                 * @augments polis.v1.autoscale.EvaluationsReply.$Properties
                 * @deprecated Use polis.v1.autoscale.EvaluationsReply.$Properties instead.
                 */

                /**
                 * Shape of an EvaluationsReply.
                 * @typedef {polis.v1.autoscale.EvaluationsReply.$Properties} polis.v1.autoscale.EvaluationsReply.$Shape
                 */

                /**
                 * Constructs a new EvaluationsReply.
                 * @memberof polis.v1.autoscale
                 * @classdesc Represents an EvaluationsReply.
                 * @constructor
                 * @param {polis.v1.autoscale.EvaluationsReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const EvaluationsReply = function (properties) {
                    this.evaluations = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * EvaluationsReply evaluations.
                 * @member {Array.<polis.v1.autoscale.Evaluation.$Properties>} evaluations
                 * @memberof polis.v1.autoscale.EvaluationsReply
                 * @instance
                 */
                EvaluationsReply.prototype.evaluations = $util.emptyArray;

                /**
                 * Encodes the specified EvaluationsReply message. Does not implicitly {@link polis.v1.autoscale.EvaluationsReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.autoscale.EvaluationsReply
                 * @static
                 * @param {polis.v1.autoscale.EvaluationsReply.$Properties} message EvaluationsReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                EvaluationsReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.evaluations != null && message.evaluations.length)
                        for (let i = 0; i < message.evaluations.length; ++i)
                            $root.polis.v1.autoscale.Evaluation.encode(message.evaluations[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an EvaluationsReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.autoscale.EvaluationsReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.autoscale.EvaluationsReply & polis.v1.autoscale.EvaluationsReply.$Shape} EvaluationsReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                EvaluationsReply.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.autoscale.EvaluationsReply();
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
                                if (!(message.evaluations && message.evaluations.length))
                                    message.evaluations = [];
                                message.evaluations.push($root.polis.v1.autoscale.Evaluation.decode(reader, reader.size(), $undefined, _depth + 1));
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

                return EvaluationsReply;
            })();

            autoscale.Evaluation = (function() {

                /**
                 * Properties of an Evaluation.
                 * @typedef {Object} polis.v1.autoscale.Evaluation.$Properties
                 * @property {string|null} [policyId] Evaluation policyId
                 * @property {number|null} [timeMs] Evaluation timeMs
                 * @property {string|null} [service] Evaluation service
                 * @property {string|null} [namespace] Evaluation namespace
                 * @property {number|null} [from] Evaluation from
                 * @property {number|null} [to] Evaluation to
                 * @property {string|null} [reason] Evaluation reason
                 * @property {string|null} [inputs] Evaluation inputs
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Evaluation.
                 * @memberof polis.v1.autoscale
                 * @interface IEvaluation
                 * @augments polis.v1.autoscale.Evaluation.$Properties
                 * @deprecated Use polis.v1.autoscale.Evaluation.$Properties instead.
                 */

                /**
                 * Shape of an Evaluation.
                 * @typedef {polis.v1.autoscale.Evaluation.$Properties} polis.v1.autoscale.Evaluation.$Shape
                 */

                /**
                 * Constructs a new Evaluation.
                 * @memberof polis.v1.autoscale
                 * @classdesc Represents an Evaluation.
                 * @constructor
                 * @param {polis.v1.autoscale.Evaluation.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Evaluation = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Evaluation policyId.
                 * @member {string} policyId
                 * @memberof polis.v1.autoscale.Evaluation
                 * @instance
                 */
                Evaluation.prototype.policyId = "";

                /**
                 * Evaluation timeMs.
                 * @member {number} timeMs
                 * @memberof polis.v1.autoscale.Evaluation
                 * @instance
                 */
                Evaluation.prototype.timeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Evaluation service.
                 * @member {string} service
                 * @memberof polis.v1.autoscale.Evaluation
                 * @instance
                 */
                Evaluation.prototype.service = "";

                /**
                 * Evaluation namespace.
                 * @member {string} namespace
                 * @memberof polis.v1.autoscale.Evaluation
                 * @instance
                 */
                Evaluation.prototype.namespace = "";

                /**
                 * Evaluation from.
                 * @member {number} from
                 * @memberof polis.v1.autoscale.Evaluation
                 * @instance
                 */
                Evaluation.prototype.from = 0;

                /**
                 * Evaluation to.
                 * @member {number} to
                 * @memberof polis.v1.autoscale.Evaluation
                 * @instance
                 */
                Evaluation.prototype.to = 0;

                /**
                 * Evaluation reason.
                 * @member {string} reason
                 * @memberof polis.v1.autoscale.Evaluation
                 * @instance
                 */
                Evaluation.prototype.reason = "";

                /**
                 * Evaluation inputs.
                 * @member {string} inputs
                 * @memberof polis.v1.autoscale.Evaluation
                 * @instance
                 */
                Evaluation.prototype.inputs = "";

                /**
                 * Encodes the specified Evaluation message. Does not implicitly {@link polis.v1.autoscale.Evaluation.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.autoscale.Evaluation
                 * @static
                 * @param {polis.v1.autoscale.Evaluation.$Properties} message Evaluation message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Evaluation.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.policyId != null && $Object.hasOwnProperty.call(message, "policyId") && message.policyId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.policyId);
                    if (message.timeMs != null && $Object.hasOwnProperty.call(message, "timeMs") && (typeof message.timeMs === "object" ? message.timeMs.low || message.timeMs.high : message.timeMs !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.timeMs);
                    if (message.service != null && $Object.hasOwnProperty.call(message, "service") && message.service !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.service);
                    if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace") && message.namespace !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.namespace);
                    if (message.from != null && $Object.hasOwnProperty.call(message, "from") && message.from !== 0)
                        writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.from);
                    if (message.to != null && $Object.hasOwnProperty.call(message, "to") && message.to !== 0)
                        writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.to);
                    if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                        writer.uint32(/* id 7, wireType 2 =*/58).string(message.reason);
                    if (message.inputs != null && $Object.hasOwnProperty.call(message, "inputs") && message.inputs !== "")
                        writer.uint32(/* id 8, wireType 2 =*/66).string(message.inputs);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an Evaluation message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.autoscale.Evaluation
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.autoscale.Evaluation & polis.v1.autoscale.Evaluation.$Shape} Evaluation
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Evaluation.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.autoscale.Evaluation();
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
                                    message.policyId = value;
                                else
                                    delete message.policyId;
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
                                    message.service = value;
                                else
                                    delete message.service;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.namespace = value;
                                else
                                    delete message.namespace;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.from = value;
                                else
                                    delete message.from;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.to = value;
                                else
                                    delete message.to;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.reason = value;
                                else
                                    delete message.reason;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.inputs = value;
                                else
                                    delete message.inputs;
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

                return Evaluation;
            })();

            autoscale.LoadRequest = (function() {

                /**
                 * Properties of a LoadRequest.
                 * @typedef {Object} polis.v1.autoscale.LoadRequest.$Properties
                 * @property {string|null} [policyId] LoadRequest policyId
                 * @property {string|null} [metric] LoadRequest metric
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a LoadRequest.
                 * @memberof polis.v1.autoscale
                 * @interface ILoadRequest
                 * @augments polis.v1.autoscale.LoadRequest.$Properties
                 * @deprecated Use polis.v1.autoscale.LoadRequest.$Properties instead.
                 */

                /**
                 * Shape of a LoadRequest.
                 * @typedef {polis.v1.autoscale.LoadRequest.$Properties} polis.v1.autoscale.LoadRequest.$Shape
                 */

                /**
                 * Constructs a new LoadRequest.
                 * @memberof polis.v1.autoscale
                 * @classdesc Represents a LoadRequest.
                 * @constructor
                 * @param {polis.v1.autoscale.LoadRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const LoadRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * LoadRequest policyId.
                 * @member {string} policyId
                 * @memberof polis.v1.autoscale.LoadRequest
                 * @instance
                 */
                LoadRequest.prototype.policyId = "";

                /**
                 * LoadRequest metric.
                 * @member {string} metric
                 * @memberof polis.v1.autoscale.LoadRequest
                 * @instance
                 */
                LoadRequest.prototype.metric = "";

                /**
                 * Encodes the specified LoadRequest message. Does not implicitly {@link polis.v1.autoscale.LoadRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.autoscale.LoadRequest
                 * @static
                 * @param {polis.v1.autoscale.LoadRequest.$Properties} message LoadRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                LoadRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.policyId != null && $Object.hasOwnProperty.call(message, "policyId") && message.policyId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.policyId);
                    if (message.metric != null && $Object.hasOwnProperty.call(message, "metric") && message.metric !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.metric);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a LoadRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.autoscale.LoadRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.autoscale.LoadRequest & polis.v1.autoscale.LoadRequest.$Shape} LoadRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                LoadRequest.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.autoscale.LoadRequest();
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
                                    message.policyId = value;
                                else
                                    delete message.policyId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.metric = value;
                                else
                                    delete message.metric;
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

                return LoadRequest;
            })();

            autoscale.LoadReply = (function() {

                /**
                 * Properties of a LoadReply.
                 * @typedef {Object} polis.v1.autoscale.LoadReply.$Properties
                 * @property {Array.<number>|null} [atMs] LoadReply atMs
                 * @property {Array.<number>|null} [loads] LoadReply loads
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a LoadReply.
                 * @memberof polis.v1.autoscale
                 * @interface ILoadReply
                 * @augments polis.v1.autoscale.LoadReply.$Properties
                 * @deprecated Use polis.v1.autoscale.LoadReply.$Properties instead.
                 */

                /**
                 * Shape of a LoadReply.
                 * @typedef {polis.v1.autoscale.LoadReply.$Properties} polis.v1.autoscale.LoadReply.$Shape
                 */

                /**
                 * Constructs a new LoadReply.
                 * @memberof polis.v1.autoscale
                 * @classdesc Represents a LoadReply.
                 * @constructor
                 * @param {polis.v1.autoscale.LoadReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const LoadReply = function (properties) {
                    this.atMs = [];
                    this.loads = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * LoadReply atMs.
                 * @member {Array.<number>} atMs
                 * @memberof polis.v1.autoscale.LoadReply
                 * @instance
                 */
                LoadReply.prototype.atMs = $util.emptyArray;

                /**
                 * LoadReply loads.
                 * @member {Array.<number>} loads
                 * @memberof polis.v1.autoscale.LoadReply
                 * @instance
                 */
                LoadReply.prototype.loads = $util.emptyArray;

                /**
                 * Encodes the specified LoadReply message. Does not implicitly {@link polis.v1.autoscale.LoadReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.autoscale.LoadReply
                 * @static
                 * @param {polis.v1.autoscale.LoadReply.$Properties} message LoadReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                LoadReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.atMs != null && message.atMs.length)
                        writer.uint32(/* id 1, wireType 2 =*/10).uint64s(message.atMs);
                    if (message.loads != null && message.loads.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).floats(message.loads);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a LoadReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.autoscale.LoadReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.autoscale.LoadReply & polis.v1.autoscale.LoadReply.$Shape} LoadReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                LoadReply.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.autoscale.LoadReply();
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
                                    if (!(message.atMs && message.atMs.length))
                                        message.atMs = [];
                                    reader.uint64s(message.atMs);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.atMs && message.atMs.length))
                                    message.atMs = [];
                                message.atMs.push(reader.uint64());
                                continue;
                            }
                        case 2: {
                                if (wireType === 2) {
                                    if (!(message.loads && message.loads.length))
                                        message.loads = [];
                                    reader.floats(message.loads);
                                    continue;
                                }
                                if (wireType !== 5)
                                    break;
                                if (!(message.loads && message.loads.length))
                                    message.loads = [];
                                message.loads.push(reader.float());
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

                return LoadReply;
            })();

            autoscale.UsageRequest = (function() {

                /**
                 * Properties of a UsageRequest.
                 * @typedef {Object} polis.v1.autoscale.UsageRequest.$Properties
                 * @property {Array.<string>|null} [serviceIds] UsageRequest serviceIds
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a UsageRequest.
                 * @memberof polis.v1.autoscale
                 * @interface IUsageRequest
                 * @augments polis.v1.autoscale.UsageRequest.$Properties
                 * @deprecated Use polis.v1.autoscale.UsageRequest.$Properties instead.
                 */

                /**
                 * Shape of a UsageRequest.
                 * @typedef {polis.v1.autoscale.UsageRequest.$Properties} polis.v1.autoscale.UsageRequest.$Shape
                 */

                /**
                 * Constructs a new UsageRequest.
                 * @memberof polis.v1.autoscale
                 * @classdesc Represents a UsageRequest.
                 * @constructor
                 * @param {polis.v1.autoscale.UsageRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const UsageRequest = function (properties) {
                    this.serviceIds = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * UsageRequest serviceIds.
                 * @member {Array.<string>} serviceIds
                 * @memberof polis.v1.autoscale.UsageRequest
                 * @instance
                 */
                UsageRequest.prototype.serviceIds = $util.emptyArray;

                /**
                 * Encodes the specified UsageRequest message. Does not implicitly {@link polis.v1.autoscale.UsageRequest.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.autoscale.UsageRequest
                 * @static
                 * @param {polis.v1.autoscale.UsageRequest.$Properties} message UsageRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                UsageRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.serviceIds != null && message.serviceIds.length)
                        for (let i = 0; i < message.serviceIds.length; ++i)
                            writer.uint32(/* id 1, wireType 2 =*/10).string(message.serviceIds[i]);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a UsageRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.autoscale.UsageRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.autoscale.UsageRequest & polis.v1.autoscale.UsageRequest.$Shape} UsageRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                UsageRequest.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.autoscale.UsageRequest();
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
                                if (!(message.serviceIds && message.serviceIds.length))
                                    message.serviceIds = [];
                                message.serviceIds.push(reader.stringVerify());
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

                return UsageRequest;
            })();

            autoscale.UsageReply = (function() {

                /**
                 * Properties of a UsageReply.
                 * @typedef {Object} polis.v1.autoscale.UsageReply.$Properties
                 * @property {Array.<polis.v1.autoscale.Usage.$Properties>|null} [usages] UsageReply usages
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a UsageReply.
                 * @memberof polis.v1.autoscale
                 * @interface IUsageReply
                 * @augments polis.v1.autoscale.UsageReply.$Properties
                 * @deprecated Use polis.v1.autoscale.UsageReply.$Properties instead.
                 */

                /**
                 * Shape of a UsageReply.
                 * @typedef {polis.v1.autoscale.UsageReply.$Properties} polis.v1.autoscale.UsageReply.$Shape
                 */

                /**
                 * Constructs a new UsageReply.
                 * @memberof polis.v1.autoscale
                 * @classdesc Represents a UsageReply.
                 * @constructor
                 * @param {polis.v1.autoscale.UsageReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const UsageReply = function (properties) {
                    this.usages = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * UsageReply usages.
                 * @member {Array.<polis.v1.autoscale.Usage.$Properties>} usages
                 * @memberof polis.v1.autoscale.UsageReply
                 * @instance
                 */
                UsageReply.prototype.usages = $util.emptyArray;

                /**
                 * Encodes the specified UsageReply message. Does not implicitly {@link polis.v1.autoscale.UsageReply.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.autoscale.UsageReply
                 * @static
                 * @param {polis.v1.autoscale.UsageReply.$Properties} message UsageReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                UsageReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.usages != null && message.usages.length)
                        for (let i = 0; i < message.usages.length; ++i)
                            $root.polis.v1.autoscale.Usage.encode(message.usages[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a UsageReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.autoscale.UsageReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.autoscale.UsageReply & polis.v1.autoscale.UsageReply.$Shape} UsageReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                UsageReply.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.autoscale.UsageReply();
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
                                if (!(message.usages && message.usages.length))
                                    message.usages = [];
                                message.usages.push($root.polis.v1.autoscale.Usage.decode(reader, reader.size(), $undefined, _depth + 1));
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

                return UsageReply;
            })();

            autoscale.Usage = (function() {

                /**
                 * Properties of a Usage.
                 * @typedef {Object} polis.v1.autoscale.Usage.$Properties
                 * @property {string|null} [serviceId] Usage serviceId
                 * @property {number|null} [fromMs] Usage fromMs
                 * @property {number|null} [coveredMs] Usage coveredMs
                 * @property {number|null} [samples] Usage samples
                 * @property {number|null} [cpuP50] Usage cpuP50
                 * @property {number|null} [cpuP90] Usage cpuP90
                 * @property {number|null} [cpuP95] Usage cpuP95
                 * @property {number|null} [cpuMax] Usage cpuMax
                 * @property {number|null} [memoryPeakBytes] Usage memoryPeakBytes
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Usage.
                 * @memberof polis.v1.autoscale
                 * @interface IUsage
                 * @augments polis.v1.autoscale.Usage.$Properties
                 * @deprecated Use polis.v1.autoscale.Usage.$Properties instead.
                 */

                /**
                 * Shape of a Usage.
                 * @typedef {polis.v1.autoscale.Usage.$Properties} polis.v1.autoscale.Usage.$Shape
                 */

                /**
                 * Constructs a new Usage.
                 * @memberof polis.v1.autoscale
                 * @classdesc Represents a Usage.
                 * @constructor
                 * @param {polis.v1.autoscale.Usage.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Usage = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Usage serviceId.
                 * @member {string} serviceId
                 * @memberof polis.v1.autoscale.Usage
                 * @instance
                 */
                Usage.prototype.serviceId = "";

                /**
                 * Usage fromMs.
                 * @member {number} fromMs
                 * @memberof polis.v1.autoscale.Usage
                 * @instance
                 */
                Usage.prototype.fromMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Usage coveredMs.
                 * @member {number} coveredMs
                 * @memberof polis.v1.autoscale.Usage
                 * @instance
                 */
                Usage.prototype.coveredMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Usage samples.
                 * @member {number} samples
                 * @memberof polis.v1.autoscale.Usage
                 * @instance
                 */
                Usage.prototype.samples = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Usage cpuP50.
                 * @member {number} cpuP50
                 * @memberof polis.v1.autoscale.Usage
                 * @instance
                 */
                Usage.prototype.cpuP50 = 0;

                /**
                 * Usage cpuP90.
                 * @member {number} cpuP90
                 * @memberof polis.v1.autoscale.Usage
                 * @instance
                 */
                Usage.prototype.cpuP90 = 0;

                /**
                 * Usage cpuP95.
                 * @member {number} cpuP95
                 * @memberof polis.v1.autoscale.Usage
                 * @instance
                 */
                Usage.prototype.cpuP95 = 0;

                /**
                 * Usage cpuMax.
                 * @member {number} cpuMax
                 * @memberof polis.v1.autoscale.Usage
                 * @instance
                 */
                Usage.prototype.cpuMax = 0;

                /**
                 * Usage memoryPeakBytes.
                 * @member {number} memoryPeakBytes
                 * @memberof polis.v1.autoscale.Usage
                 * @instance
                 */
                Usage.prototype.memoryPeakBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Encodes the specified Usage message. Does not implicitly {@link polis.v1.autoscale.Usage.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.autoscale.Usage
                 * @static
                 * @param {polis.v1.autoscale.Usage.$Properties} message Usage message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Usage.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.serviceId != null && $Object.hasOwnProperty.call(message, "serviceId") && message.serviceId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.serviceId);
                    if (message.fromMs != null && $Object.hasOwnProperty.call(message, "fromMs") && (typeof message.fromMs === "object" ? message.fromMs.low || message.fromMs.high : message.fromMs !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.fromMs);
                    if (message.coveredMs != null && $Object.hasOwnProperty.call(message, "coveredMs") && (typeof message.coveredMs === "object" ? message.coveredMs.low || message.coveredMs.high : message.coveredMs !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.coveredMs);
                    if (message.samples != null && $Object.hasOwnProperty.call(message, "samples") && (typeof message.samples === "object" ? message.samples.low || message.samples.high : message.samples !== 0))
                        writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.samples);
                    if (message.cpuP50 != null && $Object.hasOwnProperty.call(message, "cpuP50") && !$Object.is(message.cpuP50, 0))
                        writer.uint32(/* id 5, wireType 1 =*/41).double(message.cpuP50);
                    if (message.cpuP90 != null && $Object.hasOwnProperty.call(message, "cpuP90") && !$Object.is(message.cpuP90, 0))
                        writer.uint32(/* id 6, wireType 1 =*/49).double(message.cpuP90);
                    if (message.cpuP95 != null && $Object.hasOwnProperty.call(message, "cpuP95") && !$Object.is(message.cpuP95, 0))
                        writer.uint32(/* id 7, wireType 1 =*/57).double(message.cpuP95);
                    if (message.cpuMax != null && $Object.hasOwnProperty.call(message, "cpuMax") && !$Object.is(message.cpuMax, 0))
                        writer.uint32(/* id 8, wireType 1 =*/65).double(message.cpuMax);
                    if (message.memoryPeakBytes != null && $Object.hasOwnProperty.call(message, "memoryPeakBytes") && (typeof message.memoryPeakBytes === "object" ? message.memoryPeakBytes.low || message.memoryPeakBytes.high : message.memoryPeakBytes !== 0))
                        writer.uint32(/* id 9, wireType 0 =*/72).uint64(message.memoryPeakBytes);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Usage message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.autoscale.Usage
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.autoscale.Usage & polis.v1.autoscale.Usage.$Shape} Usage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Usage.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.autoscale.Usage();
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
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.fromMs = value;
                                else
                                    delete message.fromMs;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.coveredMs = value;
                                else
                                    delete message.coveredMs;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.samples = value;
                                else
                                    delete message.samples;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.cpuP50 = value;
                                else
                                    delete message.cpuP50;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.cpuP90 = value;
                                else
                                    delete message.cpuP90;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.cpuP95 = value;
                                else
                                    delete message.cpuP95;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.cpuMax = value;
                                else
                                    delete message.cpuMax;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                    message.memoryPeakBytes = value;
                                else
                                    delete message.memoryPeakBytes;
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

                return Usage;
            })();

            return autoscale;
        })();

        return v1;
    })();

    return polis;
})();

export {
  $root as default
};
