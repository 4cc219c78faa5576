// What an import read and what became of it: sizes of the graph and, of an ONNX file, of its nodes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "workloads/bound_graph.h"
#include "workloads/import/onnx/importer.h"

namespace tessera {

struct UntimedOperator {
  std::int64_t operators = 0;
  Bytes bytes;  // read and written once
};

struct ImportStatement {
  std::string model;
  std::int64_t blocks = 0, operators = 0, views = 0;  // repeats counted; views cost nothing
  std::int64_t macs = 0, parameters = 0;
  Bytes weight_bytes;
  std::map<std::string, UntimedOperator> not_modelled;  // by type of operator
  std::vector<std::string> notes;
  std::optional<OnnxStatement> onnx;
};

ImportStatement import_statement(const proto::Graph& graph, const BoundGraph& bound);

std::string as_text(const ImportStatement& statement);
std::string as_json(const ImportStatement& statement);  // one document with schema_version

}  // namespace tessera
