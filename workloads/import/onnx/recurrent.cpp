// LSTM, GRU and RNN: the products with the inputs of all steps are one; each step multiplies the
// state it finds, and its gates make the next one.
#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/element_type.h"
#include "workloads/import/onnx/written_out.h"

namespace tessera {
namespace {

using Dims = std::vector<std::string>;

const OnnxValue* value_of(const onnx::NodeProto& node, int input, const OnnxGraphView& graph) {
  if (input >= node.input_size()) return nullptr;
  const auto value = graph.values.find(node.input(input));
  return value == graph.values.end() || value->second.dims.size() != 3 ? nullptr : &value->second;
}

class Recurrent {
 public:
  Recurrent(const onnx::NodeProto& node, const std::string& name, const OnnxValue& inputs,
            const Dims& weights, const Dims& recurrent)
      : node_(node), name_(name), type_(type_of_element(inputs.element_type)) {
    const bool batch_first = integer(node, "layout", 0) != 0;
    batch_ = inputs.dims[batch_first ? 0 : 1];
    result_.steps = inputs.dims[batch_first ? 1 : 0];
    state_dims_ = {weights[0], batch_, recurrent[2]};
    gates_ = weights[1];
    tensor("rows", {"1", "(" + inputs.dims[0] + ")*(" + inputs.dims[1] + ")", inputs.dims[2]});
    tensor("inputs", {weights[0], "(" + inputs.dims[0] + ")*(" + inputs.dims[1] + ")", gates_});
  }

  WrittenOut whole() {
    move(result_.before, "view_rows", node_.input(0), name_ + "/rows", "reshape");
    product(result_.before, "input_product", {name_ + "/rows", node_.input(1)}, "/inputs");
    tensor("step_inputs", {state_dims_[0], batch_, gates_});
    move(result_.before, "view_step", name_ + "/inputs", name_ + "/step_inputs", "view");
    state("hidden", 5);
    if (is_lstm()) state("cell", 6);
    write_step();
    if (has_output(0)) move(result_.after, "sequence", name_ + "/hidden", node_.output(0), "stack");
    if (has_output(1))
      move(result_.after, "last_hidden", name_ + "/hidden", node_.output(1), "reshape");
    if (is_lstm() && has_output(2))
      move(result_.after, "last_cell", name_ + "/cell", node_.output(2), "reshape");
    return std::move(result_);
  }

 private:
  bool is_lstm() const { return node_.op_type() == "LSTM"; }
  bool has_input(int i) const { return i < node_.input_size() && !node_.input(i).empty(); }
  bool has_output(int i) const { return i < node_.output_size() && !node_.output(i).empty(); }

  void tensor(const std::string& name, const Dims& dims) {
    proto::GraphTensor& tensor = result_.tensor(name_ + "/" + name, dims);
    if (type_ && *type_ != "fp32") tensor.set_dtype(*type_);
  }

  void move(std::vector<proto::Node>& where, const std::string& name, const std::string& input,
            const std::string& output, const std::string& function) {
    WrittenOut::node(where, name_ + "/" + name, {input}, output)
        .mutable_move()
        ->set_function(function);
  }

  void product(std::vector<proto::Node>& where, const std::string& name, const Dims& inputs,
               const std::string& output) {
    WrittenOut::node(where, name_ + "/" + name, inputs, name_ + output)
        .mutable_matmul()
        ->set_transpose_b(true);
  }

  // What the first step finds: an input, or zeros.
  void state(const std::string& name, int input) {
    tensor(name, state_dims_);
    if (has_input(input))
      move(result_.before, "first_" + name, node_.input(input), name_ + "/" + name, "reshape");
    else
      WrittenOut::node(result_.before, name_ + "/zero_" + name, {}, name_ + "/" + name)
          .mutable_irregular()
          ->set_function("fill");
  }

  void write_step() {
    tensor("sums", {state_dims_[0], batch_, gates_});
    product(result_.step, "state_product", {name_ + "/hidden", node_.input(2)}, "/sums");
    Dims inputs = {name_ + "/sums", name_ + "/step_inputs"};
    inputs.push_back(name_ + (is_lstm() ? "/cell" : "/hidden"));
    if (has_input(3)) inputs.push_back(node_.input(3));               // biases
    if (is_lstm() && has_input(7)) inputs.push_back(node_.input(7));  // peepholes
    proto::Node& gates =
        WrittenOut::node(result_.step, name_ + "/gates", inputs, name_ + "/hidden");
    if (is_lstm()) gates.add_output(name_ + "/cell");
    gates.mutable_irregular()->set_function(is_lstm()                  ? "lstm_gates"
                                            : node_.op_type() == "GRU" ? "gru_gates"
                                                                       : "rnn_gates");
  }

  const onnx::NodeProto& node_;
  const std::string& name_;
  std::optional<std::string> type_;
  WrittenOut result_;
  std::string batch_, gates_;
  Dims state_dims_;
};

}  // namespace

proto::GraphTensor& WrittenOut::tensor(const std::string& name,
                                       const std::vector<std::string>& dims) {
  proto::GraphTensor& tensor = tensors.emplace_back();
  tensor.set_name(name);
  for (const std::string& dim : dims) tensor.add_dim(dim);
  return tensor;
}

proto::Node& WrittenOut::node(std::vector<proto::Node>& where, const std::string& name,
                              const std::vector<std::string>& inputs, const std::string& output) {
  proto::Node& node = where.emplace_back();
  node.set_name(name);
  for (const std::string& input : inputs) node.add_input(input);
  node.add_output(output);
  return node;
}

std::optional<WrittenOut> write_out_recurrent(const onnx::NodeProto& node, const std::string& name,
                                              const OnnxGraphView& graph) {
  const std::string& type = node.op_type();
  if (!is_standard(node) || (type != "LSTM" && type != "GRU" && type != "RNN")) return std::nullopt;
  const OnnxValue* inputs = value_of(node, 0, graph);
  const OnnxValue* weights = value_of(node, 1, graph);
  const OnnxValue* recurrent = value_of(node, 2, graph);
  if (inputs == nullptr || weights == nullptr || recurrent == nullptr) return std::nullopt;
  return Recurrent(node, name, *inputs, weights->dims, recurrent->dims).whole();
}

}  // namespace tessera
