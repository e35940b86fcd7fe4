"""Writes multilingual-e5-small as an ONNX graph that multiplies in 8 bits.

Word embeddings stay in their 4 bits. The other matrices get one scale per output
column, activations one scale per token, found while running: a text's vector does
not depend on the texts it shares a batch with.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import onnx
from numpy.typing import ArrayLike, NDArray
from onnx import TensorProto, helper, numpy_helper

from knowledge.e5_weights import BLOCK, E5Weights, Header
from knowledge.embedder import Vectors

FUSED = "com.microsoft"
OPSET = 20
IR_VERSION = 10

GELU_MINIMUM = 0.17
"""GELU never goes below -0.17: adding it leaves all 8 bits to what is above."""


def build_graph(weights: E5Weights, ranges: Mapping[str, Vectors]) -> onnx.ModelProto:
    """The model: `input_ids`, `attention_mask` -> `token_states`, `embedding`.

    `ranges` tells how large each input channel of a matrix gets, by matrix name;
    large channels are scaled down, and their weights up, before rounding.
    """
    graph = _Graph(weights, ranges)
    graph.add_inputs()
    states = graph.add_embeddings()
    for layer in range(weights.header.layers):
        states = graph.add_feed_forward(f"l{layer}.", graph.add_attention(f"l{layer}.", states))
    graph.add_outputs(states)
    return graph.model()


class _Graph:
    """Collects nodes; token states are (batch * tokens, channels) between them."""

    def __init__(self, weights: E5Weights, ranges: Mapping[str, Vectors]) -> None:
        self.weights = weights
        self.ranges = ranges
        self.header: Header = weights.header
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, values: ArrayLike) -> str:
        self.constants[name] = numpy_helper.from_array(np.asarray(values), name)
        return name

    def vector(self, name: str) -> str:
        return self.constant(name, self.weights.vectors[name])

    def node(
        self,
        operator: str,
        inputs: list[str],
        output: str,
        domain: str = "",
        **attributes: int | float,
    ) -> str:
        node = helper.make_node(operator, inputs, [output], output, domain=domain)
        node.attribute.extend(helper.make_attribute(key, attributes[key]) for key in attributes)
        self.nodes.append(node)
        return output

    def add_inputs(self) -> None:
        """The mask in two types, and what depends on the batch's shape only."""
        self.node("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
        self.node("Cast", ["attention_mask"], "mask_float", to=TensorProto.FLOAT)
        self.node("Shape", ["input_ids"], "batch_tokens")
        self.node("Size", ["input_ids"], "rows")
        self.constant("channels", [self.header.hidden])
        self.node("Concat", ["batch_tokens", "channels"], "by_text", axis=0)
        self.constant("by_token", np.array([-1, self.header.hidden]))
        self.node("Reshape", ["rows", self.constant("one", [1])], "row_count")
        self.node(
            "Expand", [self.constant("centre", np.array([128], np.uint8)), "row_count"], "centres"
        )
        self.constant("flat", [-1])
        self.constant("last_axis", [-1])

    def add_embeddings(self) -> str:
        word = self.weights.matrices["emb.word"]
        codes, hidden = word.codes, self.header.hidden
        packed = codes[:, 0::2] | (codes[:, 1::2] << 4)
        inputs = [
            self.constant("word.codes", packed),
            "input_ids",
            self.constant("word.scales", word.scales),
        ]
        attributes = {"bits": 4, "block_size": BLOCK, "gather_axis": 0, "quantize_axis": 1}
        self.node("GatherBlockQuantized", inputs, "word", FUSED, **attributes)
        token_type = self.weights.vectors["emb.type"][:hidden]
        self.constant("positions", self.weights.vectors["emb.pos"].reshape(-1, hidden) + token_type)
        self.node("Shape", ["input_ids"], "tokens", start=1, end=2)
        self.node("Slice", ["positions", self.constant("first", [0]), "tokens"], "position")
        self.node("Add", ["word", "position"], "placed")
        self.layer_norm("emb.ln", "placed")
        return self.node("Reshape", ["emb.ln", "by_token"], "embedded")

    def add_attention(self, at: str, states: str) -> str:
        """Self-attention, its residual and its normalisation."""
        scaled, channel_scales = self.scaled(f"{at}q", states)
        rounded = self.rounded(scaled)
        heads = []
        for part in "qkv":
            rows = self.product(f"{at}{part}", rounded, channel_scales)
            heads.append(self.node("Reshape", [rows, "by_text"], f"{at}{part}.heads"))
        biases = np.concatenate([self.weights.vectors[f"{at}{part}.b"] for part in "qkv"])
        inputs = [*heads, self.constant(f"{at}qkv.b", biases), "mask"]
        self.node("MultiHeadAttention", inputs, f"{at}context", FUSED, num_heads=self.header.heads)
        rows = self.node("Reshape", [f"{at}context", "by_token"], f"{at}context_rows")
        mixed = self.product(f"{at}ao", self.rounded(rows))
        return self.normalised(f"{at}aln", mixed, states, self.vector(f"{at}ao.b"))

    def add_feed_forward(self, at: str, states: str) -> str:
        """The two dense layers, their residual and their normalisation."""
        scaled, channel_scales = self.scaled(f"{at}fi", states)
        inner = self.product(f"{at}fi", self.rounded(scaled), channel_scales)
        self.node("BiasGelu", [inner, self.vector(f"{at}fi.b")], f"{at}gelu", FUSED)
        outer = self.product(f"{at}fo", self.rounded_gelu(f"{at}gelu"), centre="zero")
        matrix, scales = column_codes(self.weights.matrices[f"{at}fo.w"].dense())
        shift = GELU_MINIMUM * matrix.sum(1, dtype=np.float32) * scales
        bias = self.constant(f"{at}fo.b", self.weights.vectors[f"{at}fo.b"] - shift)
        return self.normalised(f"{at}oln", outer, states, bias)

    def scaled(self, name: str, states: str) -> tuple[str, Vectors]:
        """The states with their large channels made smaller, and by how much."""
        matrices = (
            [f"{name[:-1]}{part}.w" for part in "qkv"] if name.endswith(".q") else [f"{name}.w"]
        )
        weights = np.concatenate([self.weights.matrices[matrix].dense() for matrix in matrices])
        scales = channel_scales(self.ranges[name], weights)
        return self.node(
            "Mul", [states, self.constant(f"{name}.balance", 1 / scales)], f"{name}.balanced"
        ), scales

    def rounded(self, rows: str) -> tuple[str, str]:
        """The rows in 8 bits around 128, and the scale of each row."""
        self.node("Abs", [rows], f"{rows}.size")
        scales = self.row_scales(f"{rows}.size", 127)
        flat = self.node("Reshape", [scales, "flat"], f"{rows}.flat_scales")
        return self.node("QuantizeLinear", [rows, flat, "centres"], f"{rows}.codes", axis=0), scales

    def rounded_gelu(self, rows: str) -> tuple[str, str]:
        """The rows, moved up to start at zero, in 8 bits, and the scale of each row."""
        raised = self.node(
            "Add", [rows, self.constant("gelu_minimum", np.float32(GELU_MINIMUM))], f"{rows}.raised"
        )
        scales = self.row_scales(raised, 255)
        flat = self.node("Reshape", [scales, "flat"], f"{rows}.flat_scales")
        return self.node("QuantizeLinear", [raised, flat], f"{rows}.codes", axis=0), scales

    def row_scales(self, rows: str, steps: int) -> str:
        largest = self.node("ReduceMax", [rows, "last_axis"], f"{rows}.largest", keepdims=1)
        step = self.constant(f"step_{steps}", np.float32(1 / steps))
        return self.node("Mul", [largest, step], f"{rows}.scales")

    def product(
        self,
        name: str,
        rows: tuple[str, str],
        channels: Vectors | None = None,
        centre: str = "middle",
    ) -> str:
        """The rows times a matrix, without its bias."""
        weights = self.weights.matrices[f"{name}.w"].dense()
        codes, scales = column_codes(weights if channels is None else weights * channels)
        codes_in, row_scales = rows
        zero = self.constant(f"zero_{centre}", np.array(128 if centre == "middle" else 0, np.uint8))
        one = self.constant("unit", np.float32(1))
        matrix = self.constant(f"{name}.w", np.ascontiguousarray(codes.T))
        inputs = [codes_in, matrix, one, self.constant(f"{name}.s", scales), zero]
        self.node("MatMulIntegerToFloat", inputs, f"{name}.unscaled", FUSED)
        return self.node("Mul", [f"{name}.unscaled", row_scales], f"{name}.rows")

    def normalised(self, name: str, rows: str, residual: str, bias: str) -> str:
        """Sum and layer normalisation, apart: onnxruntime's fused operator is slower."""
        biased = self.node("Add", [rows, bias], f"{name}.biased")
        total = self.node("Add", [biased, residual], f"{name}.sum")
        return self.layer_norm(name, total)

    def layer_norm(self, name: str, rows: str) -> str:
        inputs = [rows, self.vector(f"{name}.w"), self.vector(f"{name}.b")]
        epsilon = self.header.layer_norm_eps
        return self.node("LayerNormalization", inputs, name, axis=-1, epsilon=epsilon)

    def add_outputs(self, states: str) -> None:
        """The states by text, and their mean at length 1, padding left out."""
        self.node("Reshape", [states, "by_text"], "token_states")
        self.constant("second_axis", [1])
        self.node("Unsqueeze", ["mask_float", "second_axis"], "mask_row")
        self.node("MatMul", ["mask_row", "token_states"], "sum_row")
        self.node("Squeeze", ["sum_row", "second_axis"], "sum")
        self.node("LpNormalization", ["sum"], "embedding", axis=-1, p=2)

    def model(self) -> onnx.ModelProto:
        hidden = self.header.hidden
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
            for name in ("input_ids", "attention_mask")
        ]
        outputs = [
            helper.make_tensor_value_info(
                "token_states", TensorProto.FLOAT, ["batch", "tokens", hidden]
            ),
            helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", hidden]),
        ]
        graph = helper.make_graph(self.nodes, "e5", inputs, outputs, list(self.constants.values()))
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)


def column_codes(weights: Vectors) -> tuple[NDArray[np.int8], Vectors]:
    """A matrix (outputs, inputs) in 8 bits, and the scale of each output."""
    scales = (np.abs(weights).max(1) / 127).astype(np.float32)
    return np.rint(weights / scales[:, None]).astype(np.int8), scales


def channel_scales(ranges: Vectors, weights: Vectors) -> Vectors:
    """By how much each input channel is divided so that states and weights round equally well.

    Powers of two, so that two machines that calibrate agree.
    """
    balance = np.sqrt(np.maximum(ranges, 1e-3) / np.maximum(np.abs(weights).max(0), 1e-3))
    return np.asarray(np.exp2(np.rint(np.log2(balance))), np.float32)
