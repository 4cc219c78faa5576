#include "workloads/import/onnx/irregular.h"

#include <algorithm>
#include <array>

#include "workloads/import/onnx/attributes.h"

namespace tessera {
namespace {

struct Row {
  std::string_view op_type;
  std::string_view function;      // of ours
  std::array<int, 4> inputs;      // data, the one that is counted first; -1: no more
  std::array<int, 2> steps_from;  // input and dimension (negative: from the end) that say the steps
  bool all_inputs = false;
};

constexpr std::array<int, 2> kNoSteps = {-1, 0};
constexpr std::array<int, 4> kNone = {-1, -1, -1, -1};

// https://onnx.ai/onnx/operators
constexpr std::array kRows = {
    Row{"Adagrad", "adagrad", kNone, kNoSteps, true},
    Row{"Adam", "adam", kNone, kNoSteps, true},
    Row{"Compress", "select", {0, 1, -1, -1}, kNoSteps},
    Row{"ConstantOfShape", "fill", kNone, kNoSteps},
    Row{"Det", "determinant", {0, -1, -1, -1}, {0, -1}},
    Row{"EyeLike", "fill", kNone, kNoSteps},
    Row{"GridSample", "grid_sample", {1, 0, -1, -1}, kNoSteps},
    Row{"Hardmax", "hardmax", {0, -1, -1, -1}, kNoSteps},
    Row{"MaxRoiPool", "roi_align", {0, 1, -1, -1}, kNoSteps},
    Row{"MaxUnpool", "scatter", {0, 1, -1, -1}, kNoSteps},
    Row{"MelWeightMatrix", "mel_weights", kNone, kNoSteps},
    Row{"Momentum", "momentum", kNone, kNoSteps, true},
    Row{"Multinomial", "random_uniform", {0, -1, -1, -1}, kNoSteps},
    Row{"NonMaxSuppression", "non_max_suppression", {1, 0, -1, -1}, {0, 1}},
    Row{"NonZero", "select", {0, -1, -1, -1}, kNoSteps},
    Row{"OneHot", "one_hot", {0, -1, -1, -1}, kNoSteps},
    Row{"RandomNormal", "random_normal", kNone, kNoSteps},
    Row{"RandomNormalLike", "random_normal", kNone, kNoSteps},
    Row{"RandomUniform", "random_uniform", kNone, kNoSteps},
    Row{"RandomUniformLike", "random_uniform", kNone, kNoSteps},
    Row{"Range", "range", kNone, kNoSteps},
    Row{"RoiAlign", "roi_align", {0, 1, 2, -1}, kNoSteps},
    Row{"STFT", "short_fourier", {0, 2, -1, -1}, kNoSteps},
    Row{"Scatter", "scatter", {2, 1, 0, -1}, kNoSteps},
    Row{"ScatterElements", "scatter", {2, 1, 0, -1}, kNoSteps},
    Row{"ScatterND", "scatter", {2, 1, 0, -1}, kNoSteps},
    Row{"TfIdfVectorizer", "tfidf", {0, -1, -1, -1}, kNoSteps},
    Row{"Unique", "unique", {0, -1, -1, -1}, kNoSteps},
    Row{"DFT", "fourier", {0, -1, -1, -1}, kNoSteps},
};

const std::vector<std::string>* dims_of(const onnx::NodeProto& node, int input,
                                        const OnnxGraphView& graph) {
  if (input < 0 || input >= node.input_size()) return nullptr;
  const auto value = graph.values.find(node.input(input));
  return value == graph.values.end() ? nullptr : &value->second.dims;
}

// The dimension `axis` of an input, from the end where negative; "1" where it is not known.
std::string dim_of(const onnx::NodeProto& node, int input, std::int64_t axis,
                   const OnnxGraphView& graph) {
  const std::vector<std::string>* dims = dims_of(node, input, graph);
  if (dims == nullptr) return "1";
  const auto rank = static_cast<std::int64_t>(dims->size());
  const std::int64_t at = axis < 0 ? axis + rank : axis;
  return at >= 0 && at < rank ? (*dims)[static_cast<std::size_t>(at)] : "1";
}

std::string elements_of(const onnx::NodeProto& node, const OnnxGraphView& graph) {
  const std::vector<std::string>* dims = dims_of(node, 0, graph);
  std::string product = "1";
  if (dims != nullptr)
    for (const std::string& dim : *dims) product += "*" + dim;
  return product;
}

// Samples of a bin along both axes; where the operator chooses, two as in Mask R-CNN.
std::string samples_of(const onnx::NodeProto& node) {
  const std::int64_t ratio = integer(node, "sampling_ratio", 0);
  const std::int64_t along = ratio >= 1 && ratio <= 1024 ? ratio : 2;
  return std::to_string(along * along);
}

std::string taps_of(const onnx::NodeProto& node) {
  const std::string mode = text(node, "mode");
  return mode == "nearest" ? "1" : mode == "bicubic" ? "16" : "4";
}

// n-grams of every length and skip begin at a token; each is looked up by bisection.
std::string look_ups_of(const onnx::NodeProto& node) {
  const auto bounded = [&](const char* name, std::int64_t absent) {
    return std::clamp<std::int64_t>(integer(node, name, absent), 0, 1 << 20);
  };
  const std::int64_t least = bounded("min_gram_length", 1);
  const std::int64_t most = std::max(least, bounded("max_gram_length", 1));
  const std::size_t pool = integers(node, "ngram_indexes").size();
  std::int64_t compared = 1;
  while (pool >> compared > 0) ++compared;
  return std::to_string((most - least + 1) * (bounded("max_skip_count", 0) + 1) * compared);
}

// The length of a frame is an input or that of the window.
std::string frame_of(const onnx::NodeProto& node, const OnnxGraphView& graph) {
  return node.input_size() > 2 && !node.input(2).empty() ? dim_of(node, 2, 0, graph)
                                                         : dim_of(node, 0, 1, graph);
}

std::string steps_of(const Row& row, const onnx::NodeProto& node, const OnnxGraphView& graph) {
  if (row.steps_from[0] >= 0) return dim_of(node, row.steps_from[0], row.steps_from[1], graph);
  if (row.function == "grid_sample") return taps_of(node);
  if (row.function == "roi_align") return samples_of(node);
  if (row.function == "tfidf") return look_ups_of(node);
  if (row.function == "unique") return elements_of(node, graph);
  if (row.function == "fourier") return dim_of(node, 0, integer(node, "axis", 1), graph);
  if (row.function == "short_fourier") return frame_of(node, graph);
  return "";
}

void add_input(const onnx::NodeProto& node, int i, proto::Node& out) {
  if (i >= 0 && i < node.input_size() && !node.input(i).empty()) out.add_input(node.input(i));
}

}  // namespace

bool convert_irregular(const onnx::NodeProto& node, const OnnxGraphView& graph, proto::Node& out) {
  const auto* const row = std::find_if(kRows.begin(), kRows.end(),
                                       [&](const Row& r) { return r.op_type == node.op_type(); });
  if (row == kRows.end()) return false;
  for (const int i : row->inputs) add_input(node, i, out);
  for (int i = 0; row->all_inputs && i < node.input_size(); ++i) add_input(node, i, out);
  for (const std::string& output : node.output())
    if (!output.empty()) out.add_output(output);
  proto::IrregularOp& op = *out.mutable_irregular();
  op.set_function(std::string(row->function));
  if (const std::string steps = steps_of(*row, node, graph); !steps.empty()) op.set_steps(steps);
  return true;
}

}  // namespace tessera
