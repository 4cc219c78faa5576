// Operators of ONNX Runtime (domain com.microsoft) as plain nodes and ours, from its
// docs/ContribOperators.md; so are the attention and rotation of opset 23.
#include <map>
#include <utility>

#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/contrib_attention.h"
#include "workloads/import/onnx/element_type.h"
#include "workloads/import/onnx/unfold.h"

namespace tessera {
namespace {

std::string input(const onnx::NodeProto& node, int i) {
  return i < node.input_size() ? node.input(i) : std::string();
}

std::string output(const onnx::NodeProto& node, int i) {
  return i < node.output_size() ? node.output(i) : std::string();
}

// Those that the plain operator does not have.
void remove_attributes(onnx::NodeProto& node, const std::string& beginning) {
  for (int i = node.attribute_size() - 1; i >= 0; --i)
    if (node.attribute(i).name().starts_with(beginning))
      node.mutable_attribute()->DeleteSubrange(i, 1);
}

class Contrib {
 public:
  Contrib(const onnx::NodeProto& node, FlatGraph& flat)
      : node_(node), flat_(flat), prefix_(flat.unique_prefix(node)) {}

  bool unfold() {
    static const std::map<std::string, bool (Contrib::*)()> kFunctions = {
        {"BiasGelu", &Contrib::gelu},
        {"DynamicQuantizeMatMul", &Contrib::integer_product},
        {"FastGelu", &Contrib::gelu},
        {"FusedConv", &Contrib::fused},
        {"FusedGemm", &Contrib::fused},
        {"Gelu", &Contrib::gelu},
        {"LayerNormalization", &Contrib::norm},
        {"MatMulIntegerToFloat", &Contrib::integer_product},
        {"MatMulNBits", &Contrib::narrow_product},
        {"QLinearAdd", &Contrib::of_two_quantised},
        {"QLinearAveragePool", &Contrib::of_quantised},
        {"QLinearConcat", &Contrib::of_many_quantised},
        {"QLinearGlobalAveragePool", &Contrib::of_quantised},
        {"QLinearLeakyRelu", &Contrib::of_quantised},
        {"QLinearMul", &Contrib::of_two_quantised},
        {"QLinearSigmoid", &Contrib::of_quantised},
        {"QLinearSoftmax", &Contrib::of_quantised},
        {"QuickGelu", &Contrib::quick_gelu},
        {"RotaryEmbedding", &Contrib::rotary},
        {"SimplifiedLayerNormalization", &Contrib::norm},
        {"SkipLayerNormalization", &Contrib::sum_and_norm},
        {"SkipSimplifiedLayerNormalization", &Contrib::sum_and_norm},
    };
    const auto function = kFunctions.find(node_.op_type());
    return function != kFunctions.end() && (this->*function->second)();
  }

 private:
  std::string in(int i) const { return input(node_, i); }
  std::string out(int i) const { return output(node_, i); }
  std::string inner(const std::string& name) const { return prefix_ + name; }

  bool gelu() {
    std::string x = in(0);
    if (!in(1).empty()) flat_.put("Add", {std::exchange(x, inner("sum")), in(1)}, {inner("sum")});
    flat_.put_own(node_.op_type() == "FastGelu" ? "GeluTanh" : "Gelu", {x}, {out(0)});
    return true;
  }

  bool quick_gelu() {  // x sigmoid(alpha x)
    const onnx::AttributeProto* alpha = find_attribute(node_, "alpha");
    onnx::TensorProto& scale = *flat_.graph().add_initializer();
    scale.set_name(inner("alpha"));
    scale.set_data_type(onnx::TensorProto::FLOAT);
    scale.add_float_data(alpha == nullptr ? 1.702F : alpha->f());
    flat_.put("Mul", {in(0), scale.name()}, {inner("scaled")});
    flat_.put("Sigmoid", {inner("scaled")}, {inner("gate")});
    flat_.put("Mul", {in(0), inner("gate")}, {out(0)});
    return true;
  }

  void put_norm(const std::string& x, const std::vector<std::string>& parameters) {
    std::vector<std::string> inputs = {x};
    for (const std::string& parameter : parameters)
      if (!parameter.empty()) inputs.push_back(parameter);
    const bool simple = node_.op_type().find("Simplified") != std::string::npos;
    flat_.put_own(simple ? "RMSNormalization" : "LayerNormalization", inputs, {out(0)});
  }

  bool norm() {
    put_norm(in(0), {in(1), in(2)});
    return true;
  }

  // x + skip (+ bias), normed; the sum may be a result too.
  bool sum_and_norm() {
    const bool simple = node_.op_type() == "SkipSimplifiedLayerNormalization";
    const std::string bias = in(simple ? 3 : 4);
    const std::string sum = out(3).empty() ? inner("sum") : out(3);
    flat_.put("Add", {in(0), in(1)}, {bias.empty() ? sum : inner("two")});
    if (!bias.empty()) flat_.put("Add", {inner("two"), bias}, {sum});
    put_norm(sum, {in(2), simple ? "" : in(3)});
    return true;
  }

  bool rotary() {
    flat_.put_own("Rope", {in(0)}, {out(0)});
    return true;
  }

  // A product and the activation behind it.
  bool fused() {
    const std::string activation = text(node_, "activation");
    onnx::NodeProto product = node_;
    product.clear_domain();
    product.set_op_type(node_.op_type().substr(std::string("Fused").size()));
    remove_attributes(product, "activation");
    if (!activation.empty()) product.set_output(0, inner("product"));
    flat_.put(product);
    if (!activation.empty()) flat_.put(activation, {inner("product")}, {out(0)});
    return true;
  }

  // A weight of few bits, stored in blocks with a scale each.
  bool narrow_product() {
    const std::int64_t bits = integer(node_, "bits", 4);
    const std::int64_t k = integer(node_, "K", 0), n = integer(node_, "N", 0);
    if ((bits != 4 && bits != 8) || k < 1 || n < 1) return false;
    onnx::TensorProto& weight = *flat_.graph().add_initializer();
    weight.set_name(inner("weight"));
    weight.set_data_type(bits == 4 ? kInt4Element : static_cast<int>(onnx::TensorProto::INT8));
    weight.add_dims(k);
    weight.add_dims(n);
    weight.set_data_location(onnx::TensorProto::EXTERNAL);
    flat_.note("the scales of weights of " + std::to_string(bits) +
               " bits (MatMulNBits) are not counted: one of 16 bits for every " +
               std::to_string(integer(node_, "block_size", 32)) + " weights");
    const std::string bias = in(5);
    flat_.put_own("MatMul", {in(0), weight.name()}, {bias.empty() ? out(0) : inner("product")});
    if (!bias.empty()) flat_.put("Add", {inner("product"), bias}, {out(0)});
    return true;
  }

  // Integers are multiplied, and the sums scaled to numbers.
  bool integer_product() {
    const bool dynamic = node_.op_type() == "DynamicQuantizeMatMul";
    std::string a = in(0);
    if (dynamic)
      flat_.put("DynamicQuantizeLinear", {std::exchange(a, inner("a"))},
                {inner("a"), inner("a_scale"), inner("a_zero")});
    const std::string scale = in(dynamic ? 2 : 3), bias = in(dynamic ? 4 : 6);
    flat_.put("MatMulInteger", {a, in(1)}, {inner("sums")});
    cast(inner("sums"), inner("numbers"));
    flat_.put("Mul", {inner("numbers"), scale}, {bias.empty() ? out(0) : inner("scaled")});
    if (!bias.empty()) flat_.put("Add", {inner("scaled"), bias}, {out(0)});
    return true;
  }

  void cast(const std::string& from, const std::string& to) {
    onnx::AttributeProto& type = *flat_.put("Cast", {from}, {to}).add_attribute();
    type.set_name("to");
    type.set_type(onnx::AttributeProto::INT);
    type.set_i(onnx::TensorProto::FLOAT);
  }

  // Widened, computed, and quantised again.
  std::string widened(int i) {
    const std::string wide = inner("wide_" + std::to_string(i));
    flat_.put("DequantizeLinear", {in(i), in(i + 1), in(i + 2)}, {wide});
    return wide;
  }

  void compute(const std::vector<std::string>& inputs, const std::string& scale,
               const std::string& zero) {
    onnx::NodeProto node = node_;
    node.clear_domain();
    node.set_op_type(node_.op_type().substr(std::string("QLinear").size()));
    node.clear_input();
    node.clear_output();
    for (const char* own : {"channels_last", "opset"}) remove_attributes(node, own);
    for (const std::string& one : inputs) node.add_input(one);
    node.add_output(inner("result"));
    flat_.put(node);
    flat_.put("QuantizeLinear", {inner("result"), scale, zero}, {out(0)});
  }

  bool of_quantised() {
    compute({widened(0)}, in(3), in(4));
    return true;
  }

  bool of_two_quantised() {
    compute({widened(0), widened(3)}, in(6), in(7));
    return true;
  }

  bool of_many_quantised() {
    std::vector<std::string> inputs;
    for (int i = 2; i + 2 < node_.input_size(); i += 3) inputs.push_back(widened(i));
    compute(inputs, in(0), in(1));
    return true;
  }

  const onnx::NodeProto& node_;
  FlatGraph& flat_;
  std::string prefix_;
};

}  // namespace

bool is_contrib(const onnx::NodeProto& node) {
  if (node.domain() == "com.microsoft") return true;
  const std::string& type = node.op_type();
  return is_standard(node) && (type == "Attention" || type == "RotaryEmbedding" ||
                               type == "SimplifiedLayerNormalization");
}

bool unfold_contrib(const onnx::NodeProto& node, FlatGraph& flat) {
  if (!is_contrib(node) || node.input().empty() || node.output().empty()) return false;
  return unfold_contrib_attention(node, flat) || Contrib(node, flat).unfold();
}

}  // namespace tessera
