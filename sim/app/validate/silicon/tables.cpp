#include "sim/app/validate/silicon/tables.h"

namespace tessera::validation {
namespace {

SiliconTable operators(const std::string& file) {
  return {file, {"device", "op", "dtype"}, {{"measured_us", "predicted_us"}}, true, prediction_of,
          {}};
}

}  // namespace

const std::vector<SiliconTable>& silicon_table_kinds() {
  static const std::vector<SiliconTable> kTables = {operators("gemm.csv"),
                                                    operators("attention.csv"),
                                                    operators("moe.csv"),
                                                    operators("elementwise.csv"),
                                                    operators("conv.csv"),
                                                    operators("collectives.csv"),
                                                    {"e2e_gpt3_layer_a100x4.csv",
                                                     {"device"},
                                                     {{"measured_us", "predicted_us"}},
                                                     true,
                                                     nullptr,
                                                     "layers over several chips are not modelled"},
                                                    {"e2e_serving.csv",
                                                     {"device"},
                                                     {{"measured_ttft_ms", "predicted_ttft_ms"},
                                                      {"measured_tpot_ms", "predicted_tpot_ms"},
                                                      {"", "predicted_tokens_per_s"}},
                                                     false,
                                                     nullptr,
                                                     "serving is not modelled"},
                                                    {"e2e_mlperf.csv",
                                                     {"device"},
                                                     {{"tokens_per_s", "predicted_tokens_per_s"},
                                                      {"p99_ttft_ms", "predicted_ttft_ms"},
                                                      {"p99_tpot_ms", "predicted_tpot_ms"}},
                                                     false,
                                                     nullptr,
                                                     "serving is not modelled"},
                                                    {"e2e_vllm_requests.csv",
                                                     {"device"},
                                                     {{"ttft_ms", "predicted_ttft_ms"},
                                                      {"tpot_ms", "predicted_tpot_ms"},
                                                      {"", "predicted_tokens_per_s"}},
                                                     false,
                                                     nullptr,
                                                     "serving is not modelled"},
                                                    {"e2e_vllm_summary.csv",
                                                     {"device"},
                                                     {{"measured_vllm", "predicted"}},
                                                     false,
                                                     nullptr,
                                                     "serving is not modelled"}};
  return kTables;
}

std::vector<std::string> silicon_tables() {
  std::vector<std::string> names;
  for (const SiliconTable& table : silicon_table_kinds()) names.push_back(table.file);
  return names;
}

}  // namespace tessera::validation
