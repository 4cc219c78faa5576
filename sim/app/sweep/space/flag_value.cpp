#include "sim/app/sweep/space/flag_value.h"

#include "isa/chip_reader.h"
#include "sim/app/simulate/inputs.h"
#include "sim/app/simulate/request_text.h"
#include "sim/core/diagnostics.h"
#include "workloads/kernel_library_reader.h"
#include "workloads/model_reader.h"

namespace tessera::sweep {
namespace {

void check(const std::string& flag, const std::string& value) {
  RequestText text;
  set_flag(flag, value, text);
  if (flag == "chip" || flag == "prefill_chip") read_chip_text({value, {}, {}});
  if (flag == "model" || flag == "draft") require_model(value);
  if (flag == "library") read_kernel_library(value);
  if (flag == "phase") parse_phase(value);
  if (flag == "detail") parse_detail(value);
  if (flag == "dtype") parse_data_types(value);
  if (flag == "parallel" && value != "auto") parse_plan(value);
}

}  // namespace

std::string wrong_flag_value(const std::string& flag, const std::string& value) {
  try {
    check(flag, value);
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

}  // namespace tessera::sweep
