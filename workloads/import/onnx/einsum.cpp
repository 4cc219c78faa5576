// Einsum: sums over one operand are reductions; two operands are a matrix product where a label is
// summed over both, else a product of elements. More operands are taken in pairs.
#include <algorithm>
#include <map>

#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/einsum_equation.h"
#include "workloads/import/onnx/element_type.h"
#include "workloads/import/onnx/written_out.h"

namespace tessera {
namespace {

struct Operand {
  std::string name;
  Labels labels;
};

Labels those(const Labels& of, const auto& wanted) {
  Labels found;
  std::copy_if(of.begin(), of.end(), std::back_inserter(found), wanted);
  return found;
}

class Einsum {
 public:
  Einsum(const std::string& name, const std::string& type) : name_(name), type_(type) {}

  // False where an operand has another size under a label (it is broadcast).
  bool add(const Operand& operand, const std::vector<std::string>& dims) {
    operands_.push_back(operand);
    for (std::size_t i = 0; i < dims.size(); ++i)
      if (dims_.emplace(operand.labels[i], dims[i]).first->second != dims[i]) return false;
    return true;
  }

  WrittenOut whole(const Labels& result, const std::string& output) {
    Operand left = reduced(diagonal(operands_[0]), needed_after(0, result));
    for (std::size_t i = 1; i < operands_.size(); ++i)
      left = product(left, diagonal(operands_[i]), needed_after(i, result));
    put_move(left, output, left.labels == result ? "reshape" : "transpose");
    return std::move(written_);
  }

 private:
  Labels needed_after(std::size_t i, const Labels& result) const {
    Labels needed = result;
    for (std::size_t j = i + 1; j < operands_.size(); ++j) needed += operands_[j].labels;
    return needed;
  }

  std::string size_of(const Labels& labels) const {
    std::string size = "1";
    for (const char label : labels) size += "*(" + dims_.at(label) + ")";
    return size;
  }

  std::string new_tensor(const std::vector<std::string>& dims) {
    std::string name = name_ + "/" + std::to_string(written_.tensors.size());
    proto::GraphTensor& tensor = written_.tensor(name, dims);
    if (type_ != "fp32") tensor.set_dtype(type_);
    return name;
  }

  std::string new_tensor(const Labels& labels) {
    std::vector<std::string> dims;
    for (const char label : labels) dims.push_back(dims_.at(label));
    return new_tensor(dims);
  }

  proto::Node& put(const std::vector<std::string>& inputs, const std::string& output) {
    return WrittenOut::node(
        written_.before, name_ + "/node_" + std::to_string(written_.before.size()), inputs, output);
  }

  void put_move(const Operand& from, const std::string& to, const std::string& function) {
    put({from.name}, to).mutable_move()->set_function(function);
  }

  // A label that is there twice picks the elements where both places are equal.
  Operand diagonal(const Operand& operand) {
    Labels once;
    for (const char label : operand.labels)
      if (once.find(label) == Labels::npos) once += label;
    if (once == operand.labels) return operand;
    Operand picked{new_tensor(once), once};
    put_move(operand, picked.name, "slice");
    return picked;
  }

  Operand reduced(const Operand& operand, const Labels& needed) {
    const Labels kept =
        those(operand.labels, [&](char label) { return needed.find(label) != Labels::npos; });
    if (kept == operand.labels) return operand;
    Operand sum{new_tensor(kept), kept};
    put({operand.name}, sum.name).mutable_reduction()->set_function("sum");
    return sum;
  }

  // As batches of matrices; only another order moves anything.
  std::string arranged(const Operand& operand, const Labels& batch, const Labels& rows,
                       const Labels& columns) {
    std::string name = new_tensor({size_of(batch), size_of(rows), size_of(columns)});
    put_move(operand, name, operand.labels == batch + rows + columns ? "reshape" : "transpose");
    return name;
  }

  Operand product(const Operand& a, const Operand& b, const Labels& needed) {
    const auto in = [](const Labels& labels) {
      return [labels](char label) { return labels.find(label) != Labels::npos; };
    };
    const auto missing_in = [](const Labels& labels) {
      return [labels](char label) { return labels.find(label) == Labels::npos; };
    };
    const Operand left = reduced(a, needed + b.labels);
    const Operand right = reduced(b, needed + left.labels);
    const Labels shared = those(left.labels, in(right.labels));
    const Labels batch = those(shared, in(needed));
    const Labels summed = those(shared, missing_in(needed));
    const Labels rows = those(left.labels, missing_in(right.labels));
    const Labels columns = those(right.labels, missing_in(left.labels));
    const Labels labels = batch + rows + columns;
    if (summed.empty()) {
      Operand all{new_tensor(labels), labels};
      put({left.name, right.name}, all.name).mutable_irregular()->set_function("outer_product");
      return all;
    }
    const std::string x = arranged(left, batch, rows, summed);
    const std::string y = arranged(right, batch, summed, columns);
    Operand result{new_tensor({size_of(batch), size_of(rows), size_of(columns)}), labels};
    put({x, y}, result.name).mutable_matmul();
    return result;
  }

  const std::string& name_;
  std::string type_;
  std::map<char, std::string> dims_;
  std::vector<Operand> operands_;
  WrittenOut written_;
};

}  // namespace

std::optional<WrittenOut> write_out_einsum(const onnx::NodeProto& node, const std::string& name,
                                           const OnnxGraphView& graph) {
  if (!is_standard(node) || node.op_type() != "Einsum" || node.output().empty() ||
      node.input().empty())
    return std::nullopt;
  std::vector<const OnnxValue*> values;
  std::vector<std::size_t> ranks;
  for (const std::string& input : node.input()) {
    const auto value = graph.values.find(input);
    if (value == graph.values.end()) return std::nullopt;
    values.push_back(&value->second);
    ranks.push_back(value->second.dims.size());
  }
  const std::optional<EinsumEquation> equation = read_einsum(text(node, "equation"), ranks);
  if (!equation) return std::nullopt;
  Einsum einsum(name, type_of_element(values[0]->element_type).value_or("fp32"));
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!einsum.add({node.input(static_cast<int>(i)), equation->operands[i]}, values[i]->dims))
      return std::nullopt;
  return einsum.whole(equation->result, node.output(0));
}

}  // namespace tessera
