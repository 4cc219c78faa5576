// An operator of PyTorch as a trace records it: shapes, types and values of its arguments.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "workloads/import/chakra/list_text.h"
#include "workloads/import/chakra/trace.h"

namespace tessera {

struct TraceTensor {
  std::vector<std::int64_t> dims;
  std::string dtype = "bf16";
  std::int64_t elements() const;
  std::int64_t dim_from_end(std::size_t i) const { return dims[dims.size() - 1 - i]; }
};

class Call {
 public:
  explicit Call(const TraceNode& node);

  // "mm" of aten::mm, aten::mm_ and aten::mm.out; empty where it is no operator of PyTorch.
  const std::string& name() const { return name_; }

  // Null where argument `i` is no tensor, or one without elements.
  const TraceTensor* tensor(std::size_t i) const;
  std::vector<TraceTensor> tensors() const;   // of all arguments, lists of tensors taken apart
  std::optional<TraceTensor> result() const;  // the first one, if its shape is stated
  bool flag(std::size_t i) const;             // false where it is not stated
  std::vector<std::int64_t> numbers(std::size_t i) const;  // [1, 1], or 1 as one number

 private:
  std::string name_;
  std::vector<std::vector<TraceTensor>> arguments_;
  std::optional<TraceTensor> result_;
  std::optional<ListItem> values_;
};

}  // namespace tessera
