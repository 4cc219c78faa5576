// Loop and Scan: the body as often as it runs, each copy reading what the one before it left.
#include <algorithm>

#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/unfold.h"

namespace tessera {
namespace {

using Texts = std::vector<std::string>;

constexpr std::int64_t kMostCopies = 64;          // beyond it, one copy that the graph repeats
constexpr std::int64_t kMostRepeats = 1'000'000;  // of a block

// A body as it stands in the graph: which of its values are which.
struct Body {
  const onnx::GraphProto& graph;
  Names outside;        // what it reads that is no state
  Texts states;         // its inputs that are carried
  int first_state_out;  // index of its first carried output; what follows them is stacked
};

bool holds_bodies(const onnx::GraphProto& graph) {
  return std::any_of(graph.node().begin(), graph.node().end(), [](const onnx::NodeProto& node) {
    return is_of_sequences(node) ||
           std::any_of(node.attribute().begin(), node.attribute().end(),
                       [](const onnx::AttributeProto& a) { return a.has_g(); });
  });
}

std::string named(const Names& names, const std::string& name) {
  const auto inner = names.find(name);
  return inner == names.end() ? name : inner->second;
}

// One copy; the states become what it leaves, and what is to be stacked is added to `stacked`.
void put_copy(const Body& body, const std::string& prefix, FlatGraph& flat, Texts& states,
              std::vector<Texts>& stacked) {
  Names names = body.outside;
  for (std::size_t i = 0; i < states.size(); ++i) names[body.states[i]] = states[i];
  flat.put_body(body.graph, prefix, names);
  for (int i = body.first_state_out; i < body.graph.output_size(); ++i) {
    const std::string result = named(names, body.graph.output(i).name());
    const auto at = static_cast<std::size_t>(i - body.first_state_out);
    if (at < states.size())
      states[at] = result;
    else
      stacked[at - states.size()].push_back(result);
  }
}

// One copy in a section of its own. A state enters under a name that the body leaves it under.
void put_repeated(const Body& body, const std::string& prefix, std::int64_t repeat, FlatGraph& flat,
                  Texts& states, std::vector<Texts>& stacked) {
  LoopBody section{prefix.substr(0, prefix.size() - 1), repeat, {}};
  Texts entering;
  for (std::size_t i = 0; i < states.size(); ++i) {
    entering.push_back(prefix + "state_" + std::to_string(i));
    flat.put("Identity", {states[i]}, {entering.back()});
  }
  for (std::size_t i = 0; i < states.size(); ++i)
    section.carried[prefix + body.graph.output(body.first_state_out + static_cast<int>(i)).name()] =
        entering[i];
  flat.begin_section(std::move(section));
  states = entering;
  put_copy(body, prefix, flat, states, stacked);
  flat.end_section();
}

void put_copies(const Body& body, const onnx::NodeProto& node, std::int64_t times, FlatGraph& flat,
                Texts& states, std::vector<Texts>& stacked) {
  const std::string prefix = flat.unique_prefix(node);
  const auto nodes = static_cast<std::size_t>(body.graph.node_size());
  const bool plain = !holds_bodies(body.graph) && !flat.in_section();
  if (plain && times > kMostCopies) {
    put_repeated(body, prefix, std::min(times, kMostRepeats), flat, states, stacked);
    return;
  }
  std::int64_t copies = std::min(times, kMostCopies * (plain ? 1 : 16));
  while (copies > 1 && !flat.has_room(nodes * static_cast<std::size_t>(copies))) copies /= 2;
  if (copies < times)
    flat.note("loop '" + prefix + "' runs " + std::to_string(times) +
              " times and is too long to be written out: counted " + std::to_string(copies) +
              " times");
  for (std::int64_t i = 0; i < copies; ++i)
    put_copy(body, prefix + std::to_string(i) + "/", flat, states, stacked);
}

// Parts of all copies as one value with `dims` put in at `axis`.
void put_stack(const Texts& parts, const std::string& output, std::int64_t axis,
               const std::vector<std::int64_t>& dims, FlatGraph& flat) {
  if (parts.empty() || output.empty()) return;
  onnx::NodeProto& stack = flat.put_own("Stack", parts, {output});
  onnx::AttributeProto& at = *stack.add_attribute();
  at.set_name("axis");
  at.set_i(axis);
  onnx::AttributeProto& put_in = *stack.add_attribute();
  put_in.set_name("dims");
  for (const std::int64_t dim : dims) put_in.add_ints(dim);
}

// One step of a value that is gone through along `axis`.
std::string put_step(const std::string& input, const std::string& output, std::int64_t axis,
                     std::int64_t dims, FlatGraph& flat) {
  onnx::NodeProto& step = flat.put_own("Step", {input}, {output});
  onnx::AttributeProto& at = *step.add_attribute();
  at.set_name("axis");
  at.set_i(axis);
  onnx::AttributeProto& taken = *step.add_attribute();
  taken.set_name("dims");
  taken.set_i(dims);
  return output;
}

// As often as its trip count says, or as its stacked outputs are long, or not at all where its
// first condition is false.
std::int64_t trips_of(const onnx::NodeProto& node, int states, FlatGraph& flat) {
  const std::string condition = node.input_size() > 1 ? node.input(1) : "";
  if (flat.whole_number(condition) == 0) return 0;
  if (const auto trips = flat.whole_number(node.input(0))) return std::max<std::int64_t>(0, *trips);
  for (int i = states; i < node.output_size(); ++i)
    if (const auto trips = flat.dim(node.output(i), 0)) return *trips;
  flat.note("how often loop '" + (node.name().empty() ? node.output(0) : node.name()) +
            "' runs is known at run time only: counted once");
  return 1;
}

}  // namespace

bool unfold_loop(const onnx::NodeProto& node, FlatGraph& flat) {
  const onnx::AttributeProto* attribute = find_attribute(node, "body");
  if (!is_standard(node) || node.op_type() != "Loop" || attribute == nullptr) return false;
  const onnx::GraphProto& graph = attribute->g();
  const int states = std::max(0, node.input_size() - 2);
  if (node.input().empty() || graph.input_size() != states + 2 || node.output().empty() ||
      graph.output_size() != node.output_size() + 1 || node.output_size() < states ||
      !flat.has_room(static_cast<std::size_t>(graph.node_size())))
    return false;
  const std::int64_t trips = trips_of(node, states, flat);
  const std::string values = flat.unique_prefix(node);
  // Slices that grow with the number of the copy are as long as in the middle one.
  flat.put_integer(values + "iteration", std::max<std::int64_t>(0, trips - 1) / 2);
  flat.put_bool(values + "condition", true);
  Body body{graph,
            {{graph.input(0).name(), values + "iteration"},
             {graph.input(1).name(), values + "condition"}},
            {},
            1};
  Texts carried;
  for (int i = 0; i < states; ++i) {
    body.states.push_back(graph.input(2 + i).name());
    carried.push_back(node.input(2 + i));
  }
  std::vector<Texts> stacked(static_cast<std::size_t>(node.output_size() - states));
  put_copies(body, node, trips, flat, carried, stacked);
  for (int i = 0; i < states; ++i)
    if (!node.output(i).empty())
      flat.put("Identity", {carried[static_cast<std::size_t>(i)]}, {node.output(i)});
  for (std::size_t i = 0; i < stacked.size(); ++i)
    put_stack(stacked[i], node.output(states + static_cast<int>(i)), 0, {trips}, flat);
  return true;
}

// Before opset 9 a scan goes through a batch of sequences, and its first input are their lengths.
bool unfold_scan(const onnx::NodeProto& node, FlatGraph& flat) {
  const onnx::AttributeProto* attribute = find_attribute(node, "body");
  if (!is_standard(node) || node.op_type() != "Scan" || attribute == nullptr) return false;
  const onnx::GraphProto& graph = attribute->g();
  const int first = node.input_size() == graph.input_size() + 1 ? 1 : 0;
  const auto scanned = static_cast<int>(
      std::clamp<std::int64_t>(integer(node, "num_scan_inputs", 0), 0, node.input_size()));
  const int states = node.input_size() - first - scanned;
  if (scanned < 1 || states < 0 || graph.input_size() != states + scanned ||
      graph.output_size() != node.output_size() || node.output_size() < states ||
      !flat.has_room(static_cast<std::size_t>(graph.node_size())))
    return false;
  const std::vector<std::int64_t> axes = integers(node, "scan_input_axes");
  const std::vector<std::int64_t> out_axes = integers(node, "scan_output_axes");
  const auto axis_of = [](const std::vector<std::int64_t>& stated, int i) {
    return static_cast<std::size_t>(i) < stated.size() ? stated[static_cast<std::size_t>(i)] : 0;
  };
  const std::string& sequence = node.input(first + states);
  const std::int64_t batch = first == 1 ? flat.dim(sequence, 0).value_or(1) : 1;
  const auto length = flat.dim(sequence, first == 1 ? 1 : axis_of(axes, 0));
  if (!length)
    flat.note("how long '" + sequence + "' is, is known at run time only: counted as one step");
  const std::int64_t steps = length.value_or(1);
  if (batch > kMostRepeats || steps > kMostRepeats) return false;

  const std::string values = flat.unique_prefix(node);
  Body body{graph, {}, {}, 0};
  Texts carried;
  for (int i = 0; i < states; ++i) {
    const std::string& input = node.input(first + i);
    body.states.push_back(graph.input(i).name());
    carried.push_back(
        first == 0 ? input : put_step(input, values + "state_" + std::to_string(i), 0, 1, flat));
  }
  for (int i = 0; i < scanned; ++i)
    body.outside[graph.input(states + i).name()] =
        put_step(node.input(first + states + i), values + "step_" + std::to_string(i),
                 first == 1 ? 0 : axis_of(axes, i), first == 1 ? 2 : 1, flat);
  std::vector<Texts> stacked(static_cast<std::size_t>(node.output_size() - states));
  put_copies(body, node, batch * steps, flat, carried, stacked);
  for (int i = 0; i < states; ++i) {
    const std::string& last = carried[static_cast<std::size_t>(i)];
    if (first == 1)
      put_stack({last}, node.output(i), 0, {batch}, flat);
    else
      flat.put("Identity", {last}, {node.output(i)});
  }
  for (std::size_t i = 0; i < stacked.size(); ++i)
    put_stack(
        stacked[i], node.output(states + static_cast<int>(i)),
        first == 1 ? 0 : axis_of(out_axes, static_cast<int>(i)),
        first == 1 ? std::vector<std::int64_t>{batch, steps} : std::vector<std::int64_t>{steps},
        flat);
  return true;
}

}  // namespace tessera
