/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import { $protobuf } from "../protobuf-runtime.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["polis-loads"] || ($protobuf.roots["polis-loads"] = {});

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

        v1.loads = (function() {

            /**
             * Namespace loads.
             * @memberof polis.v1
             * @namespace
             */
            const loads = {};

            loads.LoadReport = (function() {

                /**
                 * Properties of a LoadReport.
                 * @typedef {Object} polis.v1.loads.LoadReport.$Properties
                 * @property {Array.<polis.v1.loads.EndpointLoad.$Properties>|null} [endpoints] LoadReport endpoints
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a LoadReport.
                 * @memberof polis.v1.loads
                 * @interface ILoadReport
                 * @augments polis.v1.loads.LoadReport.$Properties
                 * @deprecated Use polis.v1.loads.LoadReport.$Properties instead.
                 */

                /**
                 * Shape of a LoadReport.
                 * @typedef {polis.v1.loads.LoadReport.$Properties} polis.v1.loads.LoadReport.$Shape
                 */

                /**
                 * Constructs a new LoadReport.
                 * @memberof polis.v1.loads
                 * @classdesc Represents a LoadReport.
                 * @constructor
                 * @param {polis.v1.loads.LoadReport.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const LoadReport = function (properties) {
                    this.endpoints = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * LoadReport endpoints.
                 * @member {Array.<polis.v1.loads.EndpointLoad.$Properties>} endpoints
                 * @memberof polis.v1.loads.LoadReport
                 * @instance
                 */
                LoadReport.prototype.endpoints = $util.emptyArray;

                /**
                 * Encodes the specified LoadReport message. Does not implicitly {@link polis.v1.loads.LoadReport.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.loads.LoadReport
                 * @static
                 * @param {polis.v1.loads.LoadReport.$Properties} message LoadReport message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                LoadReport.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.endpoints != null && message.endpoints.length)
                        for (let i = 0; i < message.endpoints.length; ++i)
                            $root.polis.v1.loads.EndpointLoad.encode(message.endpoints[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a LoadReport message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.loads.LoadReport
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.loads.LoadReport & polis.v1.loads.LoadReport.$Shape} LoadReport
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                LoadReport.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.loads.LoadReport();
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
                                if (!(message.endpoints && message.endpoints.length))
                                    message.endpoints = [];
                                message.endpoints.push($root.polis.v1.loads.EndpointLoad.decode(reader, reader.size(), $undefined, _depth + 1));
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

                return LoadReport;
            })();

            loads.EndpointLoad = (function() {

                /**
                 * Properties of an EndpointLoad.
                 * @typedef {Object} polis.v1.loads.EndpointLoad.$Properties
                 * @property {string|null} [endpointId] EndpointLoad endpointId
                 * @property {number|null} [inFlight] EndpointLoad inFlight
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an EndpointLoad.
                 * @memberof polis.v1.loads
                 * @interface IEndpointLoad
                 * @augments polis.v1.loads.EndpointLoad.$Properties
                 * @deprecated Use polis.v1.loads.EndpointLoad.$Properties instead.
                 */

                /**
                 * Shape of an EndpointLoad.
                 * @typedef {polis.v1.loads.EndpointLoad.$Properties} polis.v1.loads.EndpointLoad.$Shape
                 */

                /**
                 * Constructs a new EndpointLoad.
                 * @memberof polis.v1.loads
                 * @classdesc Represents an EndpointLoad.
                 * @constructor
                 * @param {polis.v1.loads.EndpointLoad.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const EndpointLoad = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * EndpointLoad endpointId.
                 * @member {string} endpointId
                 * @memberof polis.v1.loads.EndpointLoad
                 * @instance
                 */
                EndpointLoad.prototype.endpointId = "";

                /**
                 * EndpointLoad inFlight.
                 * @member {number} inFlight
                 * @memberof polis.v1.loads.EndpointLoad
                 * @instance
                 */
                EndpointLoad.prototype.inFlight = 0;

                /**
                 * Encodes the specified EndpointLoad message. Does not implicitly {@link polis.v1.loads.EndpointLoad.verify|verify} messages.
                 * @function encode
                 * @memberof polis.v1.loads.EndpointLoad
                 * @static
                 * @param {polis.v1.loads.EndpointLoad.$Properties} message EndpointLoad message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                EndpointLoad.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.endpointId != null && $Object.hasOwnProperty.call(message, "endpointId") && message.endpointId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.endpointId);
                    if (message.inFlight != null && $Object.hasOwnProperty.call(message, "inFlight") && message.inFlight !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.inFlight);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an EndpointLoad message from the specified reader or buffer.
                 * @function decode
                 * @memberof polis.v1.loads.EndpointLoad
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {polis.v1.loads.EndpointLoad & polis.v1.loads.EndpointLoad.$Shape} EndpointLoad
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                EndpointLoad.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.polis.v1.loads.EndpointLoad();
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
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
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

                return EndpointLoad;
            })();

            return loads;
        })();

        return v1;
    })();

    return polis;
})();

export {
  $root as default
};
