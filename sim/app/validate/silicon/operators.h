// From a row of measurements to a graph of one operator: a function for each class of operators,
// one file each, and the table of them.
#pragma once

#include <string_view>
#include <vector>

#include "isa/data_type.h"
#include "sim/app/validate/silicon/measurement.h"
#include "workloads/graph.pb.h"
#include "workloads/kernel_library.h"

namespace tessera::validation {

// Each throws NotPredicted where a row is no such operator.
proto::Graph gemm_graph(const Measurement& row);
proto::Graph attention_graph(const Measurement& row);
proto::Graph latent_attention_graph(const Measurement& row);
proto::Graph moe_graph(const Measurement& row);
proto::Graph elementwise_graph(const Measurement& row);
proto::Graph convolution_graph(const Measurement& row);
proto::Graph collective_graph(const Measurement& row);

// The library that ran where a row was measured: direct kernels only where it says so.
KernelLibrary collective_library(const Measurement& row, KernelLibrary library);

struct OperatorClass {
  std::string_view op;                            // as tables call it: "batched_gemm"
  std::string_view title;                         // as reports call its class: "element-wise"
  std::string_view key;                           // as thresholds call it: "elementwise"
  proto::Graph (*graph)(const Measurement& row);  // null: nothing predicts it yet
};

const std::vector<OperatorClass>& operator_classes();
const OperatorClass* operator_class(std::string_view op);  // null where no class has it

// The data type that a table calls `name`; throws NotPredicted where there is none.
DataType type_of(std::string_view name);
// What an operator on that type leaves behind: 16 bits where its operands have fewer.
DataType result_type(DataType type);

// The class a row belongs to in reports; matrix products are told apart by type.
struct ReportClass {
  std::string title;  // "GEMM 16 bit"
  std::string key;    // "gemm_16bit"
};
ReportClass report_class(const Measurement& row);
std::vector<ReportClass> operator_report_classes();  // in the order of reports

}  // namespace tessera::validation
