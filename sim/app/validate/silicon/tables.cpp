#include "sim/app/validate/silicon/tables.h"

#include "sim/app/validate/silicon/runs.h"

namespace tessera::validation {
namespace {

const char* const kServing =
    "serving of single requests, and of runs whose lengths the table does not state, is not "
    "modelled";

SiliconTable operators(const std::string& file, std::vector<std::string> numbers,
                       std::vector<std::string> words = {}) {
  return {file,
          {"device", "op", "dtype"},
          std::move(numbers),
          std::move(words),
          {{"measured_us", "predicted_us"}},
          true,
          prediction_of,
          {}};
}

std::vector<SiliconTable> operator_tables() {
  return {operators("gemm.csv", {"M", "N", "K", "batch"}),
          operators("attention.csv", {"batch", "heads", "kv_heads", "head_dim", "seq", "kv_len"}),
          operators("moe.csv", {"M", "N", "K", "experts", "topk"}),
          operators("elementwise.csv", {"M", "N"}),
          operators("conv.csv", {"N", "K", "batch", "conv_w", "conv_h", "conv_r", "conv_s",
                                 "conv_pad", "conv_stride"}),
          operators("collectives.csv", {"bytes", "n_devices"}, {"layer"})};
}

SiliconTable layer_table() {
  return {"e2e_gpt3_layer_a100x4.csv",
          {"device"},
          {"n_devices", "batch", "seq", "kv_len"},
          {"phase"},
          {{"measured_us", "predicted_us", {"layer on 4 devices", "layer"}}},
          true,
          layer_prediction,
          {}};
}

SiliconTable serving_table() {
  return {
      "e2e_serving.csv",
      {"device"},
      {"isl", "osl", "concurrency", "tp_size", "pp_size", "attention_dp_size", "moe_tp_size",
       "moe_ep_size", "prefill_batch_size", "prefill_num_workers", "prefill_tp_size",
       "prefill_attention_dp_size", "prefill_moe_ep_size", "decode_batch_size",
       "decode_num_workers", "decode_tp_size", "decode_attention_dp_size", "decode_moe_ep_size"},
      {"framework", "precision", "mode", "gemm_quant_mode"},
      {{"measured_ttft_ms", "predicted_ttft_ms", {"LLM time to first token", "ttft"}},
       {"measured_tpot_ms", "predicted_tpot_ms", {"LLM time per token", "tpot"}},
       {"", "predicted_tokens_per_s"}},
      false,
      serving_prediction,
      {}};
}

SiliconTable mlperf_table() {
  return {"e2e_mlperf.csv",
          {"device"},
          {"n_devices"},
          {"scenario", "framework"},
          {{"p99_ttft_ms", "predicted_ttft_ms", {"MLPerf P99 first token", "mlperf_ttft"}},
           {"p99_tpot_ms", "predicted_tpot_ms", {"MLPerf P99 per token", "mlperf_tpot"}},
           {"tokens_per_s", "predicted_tokens_per_s", {"MLPerf tokens/s", "mlperf_tokens"}}},
          false,
          nullptr,
          kServing};
}

SiliconTable requests_table() {
  return {"e2e_vllm_requests.csv",
          {"device"},
          {"tp", "dp", "input_toks", "output_toks"},
          {"request_id", "arrival_s"},
          {{"ttft_ms", "predicted_ttft_ms", {"request, first token", "request_ttft"}},
           {"tpot_ms", "predicted_tpot_ms", {"request, per token", "request_tpot"}},
           {"", "predicted_tokens_per_s"}},
          false,
          request_prediction,
          {}};
}

SiliconTable summary_table() {
  return {"e2e_vllm_summary.csv",
          {"device"},
          {"tp", "dp", "max_num_seqs", "max_num_batched_tokens", "num_gpu_blocks"},
          {"metric", "stat"},
          {{"measured_vllm", "predicted", {"serving run", "serving_run"}}},
          false,
          serving_summary_prediction,
          {}};
}

}  // namespace

const std::vector<SiliconTable>& silicon_table_kinds() {
  static const std::vector<SiliconTable> kTables = [] {
    std::vector<SiliconTable> tables = operator_tables();
    tables.insert(tables.end(), {layer_table(), serving_table(), mlperf_table(), requests_table(),
                                 summary_table()});
    return tables;
  }();
  return kTables;
}

std::vector<std::string> silicon_tables() {
  std::vector<std::string> names;
  for (const SiliconTable& table : silicon_table_kinds()) names.push_back(table.file);
  return names;
}

std::vector<ReportClass> silicon_report_classes() {
  std::vector<ReportClass> classes = operator_report_classes();
  for (const SiliconTable& table : silicon_table_kinds())
    for (const SiliconValue& value : table.values)
      if (!value.report.key.empty()) classes.push_back(value.report);
  return classes;
}

}  // namespace tessera::validation
