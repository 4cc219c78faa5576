#include "workloads/import/chakra/call.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace tessera {
namespace {

constexpr double kMostElements = 1e13;
constexpr double kMostCounted = 1e18;
constexpr std::string_view kPrefix = "aten::";

struct TypeName {
  std::string_view part, ours;
};
// Found from the top in what PyTorch writes ("Tensor(c10::BFloat16)"); fp64 has no type of ours.
constexpr std::array kTypes = {
    TypeName{"BFloat16", "bf16"}, TypeName{"bfloat16", "bf16"}, TypeName{"Half", "fp16"},
    TypeName{"float16", "fp16"},  TypeName{"Float8", "fp8"},    TypeName{"float8", "fp8"},
    TypeName{"float", "fp32"},    TypeName{"double", "fp32"},   TypeName{"long", "int64"},
    TypeName{"int64", "int64"},   TypeName{"char", "int8"},     TypeName{"int8", "int8"},
    TypeName{"int", "int32"},     TypeName{"bool", "bool"}};

std::string name_of(const TraceNode& node) {
  if (!node.name.starts_with(kPrefix)) return "";
  std::string name = node.name.substr(kPrefix.size());
  name = name.substr(0, name.find('.'));
  if (name.ends_with('_')) name.pop_back();  // in place
  return name;
}

std::string type_of(std::string_view text) {
  for (const TypeName& type : kTypes)
    if (text.find(type.part) != std::string_view::npos) return std::string(type.ours);
  return "bf16";
}

std::optional<std::int64_t> number(const ListItem& item) {
  std::int64_t value = 0;
  const char* end = item.word.data() + item.word.size();
  const auto [rest, error] = std::from_chars(item.word.data(), end, value);
  if (item.is_list || item.word.empty() || error != std::errc() || rest != end) return std::nullopt;
  return value;
}

std::optional<TraceTensor> tensor_of(const ListItem& shape, const std::string& type) {
  TraceTensor tensor{{}, type};
  double elements = 1;
  for (const ListItem& item : shape.items) {
    const std::optional<std::int64_t> dim = number(item);
    if (!dim || *dim < 1) return std::nullopt;
    elements *= static_cast<double>(*dim);
    if (elements > kMostElements) return std::nullopt;
    tensor.dims.push_back(*dim);
  }
  return tensor;
}

// One tensor, several (a list of shapes), or none. Without a type an empty shape is no tensor.
std::vector<TraceTensor> tensors_of(const ListItem& shape, const std::string* type) {
  if (!shape.is_list || (type != nullptr && type->find("Tensor") == std::string::npos)) return {};
  const std::string ours = type == nullptr ? "bf16" : type_of(*type);
  std::vector<TraceTensor> tensors;
  const bool several = !shape.items.empty() && shape.items.front().is_list;
  if (!several) {
    if (type == nullptr && shape.items.empty()) return {};
    if (const auto tensor = tensor_of(shape, ours)) tensors.push_back(*tensor);
    return tensors;
  }
  for (const ListItem& item : shape.items)
    if (const auto tensor = tensor_of(item, ours); tensor && item.is_list)
      tensors.push_back(*tensor);
  return tensors;
}

}  // namespace

std::int64_t TraceTensor::elements() const {
  double elements = 1;  // which does not overflow; too many are refused where the graph is bound
  for (const std::int64_t dim : dims) elements *= static_cast<double>(dim);
  return static_cast<std::int64_t>(std::min(elements, kMostCounted));
}

Call::Call(const TraceNode& node) : name_(name_of(node)) {
  if (name_.empty()) return;
  const std::optional<ListItem> shapes = parse_list(node.input_shapes);
  const std::optional<ListItem> types = parse_list(node.input_types);
  values_ = parse_list(node.input_values);
  if (!shapes) return;
  for (std::size_t i = 0; i < shapes->items.size(); ++i) {
    const bool typed = types && i < types->items.size();
    arguments_.push_back(tensors_of(shapes->items[i], typed ? &types->items[i].word : nullptr));
  }
  if (const std::optional<ListItem> results = parse_list(node.output_shapes))
    if (!results->items.empty() && tensor(0) != nullptr && results->items.front().is_list)
      result_ = tensor_of(results->items.front(), tensor(0)->dtype);
}

const TraceTensor* Call::tensor(std::size_t i) const {
  return i < arguments_.size() && arguments_[i].size() == 1 ? &arguments_[i].front() : nullptr;
}

std::vector<TraceTensor> Call::tensors() const {
  std::vector<TraceTensor> all;
  for (const auto& argument : arguments_) all.insert(all.end(), argument.begin(), argument.end());
  return all;
}

std::optional<TraceTensor> Call::result() const { return result_; }

bool Call::flag(std::size_t i) const {
  return values_ && i < values_->items.size() &&
         (values_->items[i].word == "True" || values_->items[i].word == "true");
}

std::vector<std::int64_t> Call::numbers(std::size_t i) const {
  std::vector<std::int64_t> numbers;
  if (!values_ || i >= values_->items.size()) return numbers;
  const ListItem& item = values_->items[i];
  if (const auto one = number(item)) return {*one};
  for (const ListItem& each : item.items)
    if (const auto one = number(each)) numbers.push_back(*one);
  return numbers;
}

}  // namespace tessera
