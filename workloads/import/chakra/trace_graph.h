// The graph that the nodes of a trace are written into.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "workloads/graph_builder.h"
#include "workloads/import/chakra/call.h"

namespace tessera {

// A trace says what runs, not what lies where. An operand is part of what a node that was waited
// for has put out, where that is of the same type and large enough; any other comes from memory.
// Those of the same shape share a tensor as soon as so many bytes have passed in between that no
// shared buffer could still hold it, and so do results that nobody reads: times are those of
// tensors of their own, and the capacity of the memory is not asked for what a trace does not know.
class TraceGraph {
 public:
  explicit TraceGraph(const std::string& name);

  // What follows is node `name`, which may read the tensors `from`.
  void begin(const std::string& name, std::vector<std::string> from);

  std::string read(const TraceTensor& tensor, proto::Role role = proto::ACTIVATION);
  std::string write(const TraceTensor& tensor);
  // Once for each begin().
  proto::Node& node(const std::vector<std::string>& inputs,
                    const std::vector<std::string>& outputs);

  const std::vector<std::string>& written() const { return written_; }  // since begin()
  bool empty() const { return nodes_ == 0; }
  proto::Graph take();

 private:
  struct Operand {
    std::string name;
    double used_at;  // bytes that had passed
  };
  std::string part_of_what_came(const TraceTensor& tensor);
  std::string declare(const TraceTensor& tensor, proto::Role role, const char* kind);
  void pass(const TraceTensor& tensor);
  void share_unread_results();

  GraphBuilder builder_;
  std::string node_;
  std::vector<std::string> from_, written_;
  int nodes_ = 0, tensors_ = 0;
  double passed_ = 0;  // bytes
  std::map<std::string, TraceTensor> results_;
  std::map<std::string, std::deque<Operand>> operands_;  // by shape, type and role
};

}  // namespace tessera
