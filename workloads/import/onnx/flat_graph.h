// An ONNX graph while branches, loops, functions and sequences are written out as plain nodes.
#pragma once

#include <onnx/onnx_pb.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "workloads/dimension.h"
#include "workloads/import/onnx/shapes.h"

namespace tessera {

// Nodes that run several times in a row: the body of a loop.
struct LoopBody {
  std::string name;
  std::int64_t repeat = 1;
  std::map<std::string, std::string> carried;  // what a copy leaves, under the name the next reads
};

using Names = std::map<std::string, std::string>;

class FlatGraph {
 public:
  FlatGraph(onnx::ModelProto model, const Symbols& given);

  onnx::GraphProto& graph() { return *model_.mutable_graph(); }
  const onnx::ModelProto& model() const { return model_; }

  // Takes the nodes out, to be put in again one by one or as others. What is asked below is known
  // of the graph as it was then.
  std::vector<onnx::NodeProto> take_nodes();

  // All that is put in belongs to the section of the node that it stands for.
  void stand_for(const onnx::NodeProto& node);
  void put(const onnx::NodeProto& node);
  onnx::NodeProto& put(const std::string& op, const std::vector<std::string>& inputs,
                       const std::vector<std::string>& outputs);
  onnx::NodeProto& put_own(const std::string& op, const std::vector<std::string>& inputs,
                           const std::vector<std::string>& outputs);
  void put_integer(const std::string& name, std::int64_t value);
  void put_bool(const std::string& name, bool value);
  // The nodes of a body; values named in `names` are called so, those it writes begin with
  // `prefix`, all others are of the graph around. `names` has all of them afterwards.
  void put_body(const google::protobuf::RepeatedPtrField<onnx::NodeProto>& nodes,
                const std::string& prefix, Names& names);
  void put_body(const onnx::GraphProto& body, const std::string& prefix, Names& names);

  bool in_section() const { return section_ >= 0; }
  void begin_section(LoopBody section);
  void end_section() { section_ = -1; }
  int section_of(const onnx::NodeProto& node) const;
  const std::vector<LoopBody>& sections() const { return sections_; }

  std::string unique_prefix(const onnx::NodeProto& node);
  void note(const std::string& sentence);
  const std::vector<std::string>& notes() const { return notes_; }
  bool has_room(std::size_t nodes) const;  // a file may ask for more than can be written out

  const OnnxValue* value(const std::string& name) const;
  std::optional<std::vector<double>> numbers(const std::string& name) const;
  std::optional<std::int64_t> whole_number(const std::string& name) const;  // of a scalar
  std::optional<std::int64_t> dim(const std::string& name, std::int64_t axis);

 private:
  onnx::ModelProto model_;
  const Symbols& given_;
  std::vector<std::string> notes_;
  std::vector<LoopBody> sections_;
  std::map<std::string, int> section_of_;  // by first output
  int section_ = -1, prefixes_ = 0;
  OnnxShapes shapes_;
  std::map<std::string, std::vector<double>> numbers_;
};

}  // namespace tessera
